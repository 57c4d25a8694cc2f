import { atAnsweringHost } from '../camera/answering-host';
import { exchange, HttpFailure } from '../camera/http-client';
import { AnswerBook } from './answer-book';
import { askInRounds } from './asked-rounds';
import { Limited } from './limited';
import { openListeningSocket, sendTo } from './listening-socket';
import { readDescription, readSsdp, ssdpKind, type SsdpAnswer, type SsdpDescription, type SsdpMessage } from './ssdp-message';

/** Comes once for each thing that a host announces with a description of its own, mostly one. */
export type SsdpListener = (from: string, answer: SsdpAnswer) => void;

export const SSDP_GROUP = '239.255.255.250';
export const SSDP_PORT = 1900;
/** Milliseconds and bytes that a description may take: real ones have 1 to 10 KB. */
const DEADLINE = 2_000;
const MAX_DESCRIPTION = 64 * 1024;
const FETCHES = 16;
const FETCHES_PER_HOST = 1;
/** Descriptions of one host: a computer with several media servers. */
const MOST_PER_HOST = 4;
const MOST_HOSTS = 4_096;

/**
 * Asks the UPnP devices on the wires of these interfaces and reads their descriptions, each from the host that answered and from
 * no other, whatever it names: an announcement must not make us visit third parties. `mayFetch` is asked for each host first, for
 * announcements are heard from wires, too, that were not asked. Ends when no more answers are due and the descriptions are read.
 * Never throws, except `cancelled`.
 */
export async function probeSsdp(addresses: readonly string[], listener: SsdpListener, signal: AbortSignal, port: number = SSDP_PORT, mayFetch: (host: string) => boolean = () => true): Promise<void> {
  const book = new AnswerBook();
  const limited = new Limited(FETCHES, FETCHES_PER_HOST);
  const visits = new Map<string, Map<string, Promise<void>>>();
  const hear = (datagram: Uint8Array, from: string): void => {
    const message = readSsdp(datagram);
    if (message === null || signal.aborted) return;
    const url = mayFetch(from) ? descriptionAddress(message, from) : null;
    const own = visits.get(from) ?? new Map<string, Promise<void>>();
    // A device answers once for each of its services; one look at the description says it all.
    if (own.has(url ?? '') || own.size >= MOST_PER_HOST || visits.size >= MOST_HOSTS) return;
    visits.set(from, own);
    const visit = (async (): Promise<void> => {
      const description = url === null ? null : await limited.run(from, signal, () => fetchDescription(url, signal));
      const answer: SsdpAnswer = { kind: ssdpKind(message, description), message, description };
      if (book.isNew(from, answer)) listener(from, answer);
    })();
    own.set(url ?? '', visit);
    // Its failure is a cancel, and is thrown below.
    visit.catch(() => undefined);
  };
  const opened = await Promise.all([
    ...addresses.map((address) => openListeningSocket({ address, port: 0, shared: false, onDatagram: hear })),
    // Announcements of devices that start meanwhile.
    openListeningSocket({ address: null, port, shared: true, groups: [SSDP_GROUP], members: addresses, onDatagram: hear }),
  ]);
  try {
    await askInRounds(() => {
      for (const asker of opened.slice(0, -1)) if (asker !== null) for (const target of ['ssdp:all', 'upnp:rootdevice']) sendTo(asker, search(target, port), port, SSDP_GROUP);
    }, signal);
  } finally {
    for (const socket of opened) socket?.close();
  }
  await Promise.all([...visits.values()].flatMap((own) => [...own.values()]));
}

function search(target: string, port: number): Buffer {
  return Buffer.from(`M-SEARCH * HTTP/1.1\r\nHOST: ${SSDP_GROUP}:${port}\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ${target}\r\n\r\n`);
}

/** The announced address put at the host that answered: devices name other interfaces, old addresses and `0.0.0.0`. */
function descriptionAddress(message: SsdpMessage, from: string): string | null {
  return message.location === null ? null : (atAnsweringHost(message.location, from, ['http', 'https'])?.uri ?? null);
}

async function fetchDescription(url: string, signal: AbortSignal): Promise<SsdpDescription | null> {
  // By a timer of our own: Node 20 forgets an `AbortSignal.timeout` inside `AbortSignal.any` when memory is tidied, and a host that
  // drips bytes would hold the survey for ever.
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), DEADLINE);
  try {
    const answer = await exchange({ method: 'GET', url, deadlineMs: DEADLINE, maxBytes: MAX_DESCRIPTION, signal: AbortSignal.any([signal, deadline.signal]) });
    return answer.status === 200 ? readDescription(answer.body) : null;
  } catch (error) {
    // TypeError: an address that looked like one and is none to the parser.
    if (!signal.aborted && (deadline.signal.aborted || error instanceof HttpFailure || error instanceof TypeError)) return null;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
