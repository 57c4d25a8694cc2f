import type { Socket } from 'node:dgram';
import { AnswerBook } from './answer-book';
import { askInRounds } from './asked-rounds';
import { encodeQuestions, readResponse, type DnsName, type DnsRecord } from './dns-message';
import { openListeningSocket, sendTo } from './listening-socket';
import { ASKED_SERVICES, readOffers, type MdnsAnswer } from './mdns-answer';

/** `from`: the sender. A host comes again when more is known of it. */
export type MdnsListener = (from: string, answer: MdnsAnswer) => void;

export const MDNS_GROUP = '224.0.0.251';
export const MDNS_PORT = 5353;
const MOST_SENDERS = 4_096;
/** Of one sender: a router that repeats a large network. */
const MOST_RECORDS = 400;
/** Datagrams that bring something new, of one sender and of all: each costs a look at everything that the sender said. */
const MOST_LESSONS = 128;
const MOST_LESSONS_OF_ALL = 8_000;
/** Names of one sender that are asked for once more because it left out where they lead. */
const MOST_FOLLOW_UPS = 32;
/** Datagrams that ask once more, in a whole run. */
const MOST_REQUESTS = 256;

/**
 * Asks what the hosts on the wires of these interfaces offer by multicast DNS: cameras, and printers, screens and speakers, which
 * are none. Asked as a passer-by (RFC 6762 section 6.7, from a port of our own), so that the system's own responder is not in the
 * way; a second socket hears those that answer the group all the same. Never throws, except `cancelled`.
 */
export async function probeMdns(addresses: readonly string[], listener: MdnsListener, signal: AbortSignal, port: number = MDNS_PORT): Promise<void> {
  const senders = new Map<string, Sender>();
  const book = new AnswerBook();
  let lessons = 0;
  let requests = 0;
  const hear = (askers: readonly Socket[]) => (datagram: Uint8Array, from: string): void => {
    const records = readResponse(datagram);
    if (records === null || records.length === 0 || lessons >= MOST_LESSONS_OF_ALL) return;
    const sender = senders.get(from) ?? new Sender();
    if (senders.size < MOST_SENDERS) senders.set(from, sender);
    if (!sender.learn(records)) return;
    lessons++;
    for (const answer of readOffers(sender.records, from)) if (book.isNew(from, answer)) listener(from, answer);
    const missing = sender.missing();
    if (missing.length > 0 && requests++ < MOST_REQUESTS) for (const asker of askers) sendTo(asker, encodeQuestions(missing), port, MDNS_GROUP);
  };
  const askers: Socket[] = [];
  const opened = await Promise.all([
    ...addresses.map((address) => openListeningSocket({ address, port: 0, shared: false, onDatagram: hear(askers) })),
    openListeningSocket({ address: null, port, shared: true, groups: [MDNS_GROUP], members: addresses, onDatagram: hear(askers) }),
  ]);
  askers.push(...opened.slice(0, -1).filter((socket) => socket !== null));
  try {
    // A question each: simple responders read the first one only. Those that are no cameras are asked for together.
    const questions = ASKED_SERVICES.map((services) => encodeQuestions(services.map((service) => ({ name: [...service.split('.'), 'local'], type: 'ptr' }))));
    await askInRounds(() => {
      for (const asker of askers) for (const question of questions) sendTo(asker, question, port, MDNS_GROUP);
    }, signal);
  } finally {
    for (const socket of opened) socket?.close();
  }
}

/** All that one sender has said so far: services, their places and their texts often come in datagrams of their own. */
class Sender {
  readonly records: DnsRecord[] = [];
  readonly #known = new Set<string>();
  readonly #asked = new Set<string>();
  #lessons = 0;

  /** Whether something of it was new. */
  learn(records: readonly DnsRecord[]): boolean {
    if (this.#lessons >= MOST_LESSONS) return false;
    const before = this.records.length;
    for (const record of records) {
      const key = JSON.stringify(record);
      if (this.#known.has(key) || this.records.length >= MOST_RECORDS) continue;
      this.#known.add(key);
      this.records.push(record);
    }
    if (this.records.length === before) return false;
    this.#lessons++;
    return true;
  }

  /** Questions for what its services lead to and was not said; each is asked once. */
  missing(): { name: DnsName; type: 'a' | 'srv' | 'txt' }[] {
    const keyOf = (name: DnsName, type: DnsRecord['type']): string => `${type} ${name.join('\0').toLowerCase()}`;
    const said = new Set(this.records.map((record) => keyOf(record.name, record.type)));
    const wanted = this.records.flatMap((record): { name: DnsName; type: 'a' | 'srv' | 'txt' }[] => {
      if (record.type === 'ptr' && record.target.length > 3) return [{ name: record.target, type: 'srv' }, { name: record.target, type: 'txt' }];
      return record.type === 'srv' ? [{ name: record.target, type: 'a' }] : [];
    });
    return wanted.filter(({ name, type }) => {
      const key = keyOf(name, type);
      // Longer labels and names cannot be asked for: what was not UTF-8 has grown in reading.
      if (said.has(key) || this.#asked.has(key) || this.#asked.size >= MOST_FOLLOW_UPS || name.some((label) => Buffer.byteLength(label) > 63 || label === '')) return false;
      this.#asked.add(key);
      return true;
    });
  }
}
