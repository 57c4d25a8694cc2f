import type { Socket } from 'node:dgram';
import os from 'node:os';
import { formatAddress, parseAddress } from '../../domain/addresses';
import { AnswerBook } from '../answer-book';
import { askInRounds } from '../asked-rounds';
import { openListeningSocket, sendTo } from '../listening-socket';
import type { VendorAnswer, VendorProtocol, VendorSource } from './protocol';
import { VENDOR_PROTOCOLS } from './vendor-protocols';

/** `from`: the sender, which is the device itself, also when the address it names is another. Each answer comes once. */
export type VendorListener = (from: string, source: VendorSource, answer: VendorAnswer) => void;

/** All networks on the wire, whatever our own: inactive cameras sit at their factory address. */
const EVERYBODY = '255.255.255.255';

/**
 * Asks every maker's devices on the wires of these interfaces, each in its own protocol, and hands on what they say of
 * themselves. Questions only read. Takes about two seconds. Ports that other programs hold are done without. Never throws,
 * except `cancelled`; leaves no socket behind.
 */
export async function probeVendors(addresses: readonly string[], listener: VendorListener, signal: AbortSignal, protocols: readonly VendorProtocol[] = VENDOR_PROTOCOLS): Promise<void> {
  const book = new AnswerBook();
  const hear = (protocol: VendorProtocol) => (datagram: Uint8Array, from: string): void => {
    const answer = protocol.read(datagram, from);
    if (answer !== null && book.isNew(`${protocol.source} ${from}`, answer)) listener(from, protocol.source, answer);
  };
  const opened = await Promise.all(protocols.map((protocol) => openProtocol(protocol, addresses, hear(protocol))));
  try {
    await askInRounds(() => {
      for (const { protocol, askers } of opened) for (const asker of askers) askEverybody(protocol, asker);
    }, signal);
  } finally {
    for (const { askers, ear } of opened) for (const socket of [...askers.map((asker) => asker.socket), ear]) socket?.close();
  }
}

interface Asker {
  readonly socket: Socket;
  readonly address: string;
}

async function openProtocol(protocol: VendorProtocol, addresses: readonly string[], onDatagram: (datagram: Uint8Array, from: string) => void): Promise<{ protocol: VendorProtocol; askers: Asker[]; ear: Socket | null }> {
  const { replies } = protocol;
  const ear = replies === null ? null : await openListeningSocket({ address: null, port: replies.port, shared: true, groups: protocol.groups, members: addresses, onDatagram });
  const askers = await Promise.all(
    addresses.map(async (address): Promise<Asker[]> => {
      // A port that another program does not share is given up for any other: what is answered to the asker is heard still.
      const wanted = replies?.asks === true ? await openListeningSocket({ address, port: replies.port, shared: true, onDatagram }) : null;
      const socket = wanted ?? (await openListeningSocket({ address, port: 0, shared: false, onDatagram }));
      return socket === null ? [] : [{ socket, address }];
    }),
  );
  return { protocol, askers: askers.flat(), ear };
}

function askEverybody(protocol: VendorProtocol, asker: Asker): void {
  // Besides everybody the own network by name: macOS sends the first along the default route only.
  const targets = [...protocol.groups, EVERYBODY, ...directedBroadcast(asker.address)];
  for (const question of protocol.questions(asker.address)) for (const target of targets) sendTo(asker.socket, question, protocol.port, target);
}

/** The broadcast address of the network in which one of our addresses lies; none when the address is gone or alone in it. */
function directedBroadcast(address: string): string[] {
  for (const entries of Object.values(os.networkInterfaces())) {
    for (const entry of entries ?? []) {
      const own = entry.address === address ? parseAddress(entry.address) : null;
      const mask = parseAddress(entry.netmask);
      if (own === null || mask === null || mask >= 0xfffffffe) continue;
      const size = 2 ** 32 - mask;
      return [formatAddress(own - (own % size) + size - 1)];
    }
  }
  return [];
}
