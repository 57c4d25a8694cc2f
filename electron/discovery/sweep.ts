import type dgram from 'node:dgram';
import { pause } from '../camera/deadline';
import { Pacer, type Pace } from './sweep-pace';
import { openProbeSocket, type WsdListener } from './ws-discovery';
import { WSD_PORT } from './ws-discovery-message';

export interface SweepOptions {
  readonly addresses: Iterable<string>;
  readonly count: number;
  /** Our own address on that wire, or null where the addresses are behind a router. */
  readonly from: string | null;
  readonly skip: ReadonlySet<string>;
  /** Sent to each address. On a wire of ours one is enough, as hosts that turn out to be there are asked again in all forms. */
  readonly probes: readonly Buffer[];
  readonly pace: Pace;
  /** Shared by everything that fills the same neighbour table. */
  readonly pacer: Pacer;
  readonly listener: WsdListener;
  /** Datagrams that the system threw away so far; null: it does not tell. */
  readonly countErrors: () => Promise<number | null>;
  /** After each portion: how many addresses were asked, or skipped. */
  readonly onAsked: (count: number) => void;
  readonly signal: AbortSignal;
}

/** Milliseconds between portions. */
const TICK = 25;
/** Unanswered datagrams wait in the socket's send buffer: one socket stalls at about 190 (measured). */
const PER_SOCKET = 120;
const MAX_SOCKETS = 12;
/** Rounds in which those that were lost on the way out are asked once more, and how many of them. */
const AGAIN = 3;
const MOST_LOST = 16_384;
/** Milliseconds to listen after the last datagram. */
const LISTEN = 1_200;

/**
 * A small datagram to every address: a unicast WS-Discovery probe. On a wire of ours it makes the system ask by ARP who is there,
 * which finds every host whatever its firewall says, at three ARP requests per dead address and no TCP; cameras answer the probe
 * itself. Who is there stands in the neighbour table afterwards.
 */
export async function sweep(options: SweepOptions): Promise<void> {
  const { count, from, skip, probes, pace, pacer, listener, countErrors, onAsked, signal } = options;
  const wanted = Math.min(MAX_SOCKETS, Math.ceil((count * probes.length) / PER_SOCKET), Math.ceil(pace.burst / PER_SOCKET) + Math.ceil((pace.perSecond * 3) / PER_SOCKET));
  const sockets = (await Promise.all(Array.from({ length: wanted }, () => openProbeSocket(from, listener)))).filter((socket): socket is dgram.Socket => socket !== null);
  if (sockets.length === 0) return;
  try {
    let sent = 0;
    const send = (address: string): void => {
      const socket = sockets[sent++ % sockets.length];
      for (const probe of options.probes) socket?.send(probe, WSD_PORT, address, () => undefined);
    };
    /** Asks these and returns those that may have been thrown away on the way out. */
    const ask = async (addresses: Iterable<string>, clock: Pacer, tell: (count: number) => void): Promise<string[]> => {
      const lost: string[] = [];
      let portion: string[] = [];
      let skipped = 0;
      let errors = await countErrors();
      const look = async (): Promise<void> => {
        if (portion.length + skipped > 0) tell(portion.length + skipped);
        await pause(TICK, signal);
        const now = await countErrors();
        if (now !== null && errors !== null && now > errors && lost.length < MOST_LOST) lost.push(...portion);
        errors = now;
        portion = [];
        skipped = 0;
      };
      for (const address of addresses) {
        if (skip.has(address)) {
          skipped++;
          continue;
        }
        while (!clock.take()) await look();
        send(address);
        portion.push(address);
      }
      await look();
      return lost;
    };
    let lost = await ask(options.addresses, pacer, onAsked);
    // Another program fills the same table: two that go at half speed fit into it.
    for (let round = 0; round < AGAIN && lost.length > 0; round++) lost = await ask(lost, new Pacer({ burst: 20, perSecond: Math.ceil(pace.perSecond / 2) }), () => undefined);
    await pause(LISTEN, signal);
  } finally {
    for (const socket of sockets) socket.close();
  }
}
