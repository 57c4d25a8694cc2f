import type dgram from 'node:dgram';
import { hostsOf, type Range } from '../domain/addresses';
import { pause } from '../camera/deadline';
import { openProbeSocket, type WsdListener } from './ws-discovery';
import { WSD_PORT } from './ws-discovery-message';

export interface SweepOptions {
  readonly range: Range;
  /** Our own address on that wire, or null where the range is behind a router. */
  readonly from: string | null;
  readonly skip: ReadonlySet<string>;
  /** Sent to each address. On a wire of ours one is enough, as hosts that turn out to be there are asked again in all forms. */
  readonly probes: readonly Buffer[];
  readonly pace: Pace;
  readonly listener: WsdListener;
  /** After each portion: how many addresses were asked. */
  readonly onAsked: (count: number) => void;
  readonly signal: AbortSignal;
}

/** Addresses at once, then addresses per second. */
export interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * Linux keeps at most 1,024 neighbours (`gc_thresh3`, for the whole machine) and an unanswered one for 3 s, so a wire bears 340
 * new ones a second. Measured: 300/s finds 40 of 40 in a /16 in 212 s, 4,600/s finds 29 of 40 and breaks everything else.
 */
export const ON_LINK_PACE: Pace = { burst: 250, perSecond: 300 };
/** Behind a router there is no neighbour to be resolved by us. */
export const ROUTED_PACE: Pace = { burst: 250, perSecond: 500 };

/** Milliseconds between portions. */
const TICK = 50;
/** Unanswered datagrams wait in the socket's send buffer: one socket stalls at about 190 (measured). */
const PER_SOCKET = 120;
const MAX_SOCKETS = 12;
/** Milliseconds to listen after the last datagram. */
const LISTEN = 1_200;

/**
 * A small datagram to every address of a range: a unicast WS-Discovery probe. On a wire of ours it makes the system ask by ARP
 * who is there, which finds every host whatever its firewall says, at three ARP requests per dead address and no TCP; cameras
 * answer the probe itself. Who is there stands in the neighbour table afterwards.
 */
export async function sweep(options: SweepOptions): Promise<void> {
  const { range, from, skip, pace, listener, onAsked, signal } = options;
  const hosts = hostsOf(range);
  const wanted = Math.min(MAX_SOCKETS, Math.ceil(pace.burst / PER_SOCKET) + Math.ceil((pace.perSecond * 3) / PER_SOCKET));
  const sockets = (await Promise.all(Array.from({ length: wanted }, () => openProbeSocket(from, listener)))).filter((socket): socket is dgram.Socket => socket !== null);
  if (sockets.length === 0) return;
  try {
    let sent = 0;
    let budget = pace.burst;
    for (let done = false; !done; ) {
      let portion = 0;
      while (budget >= 1) {
        const next = hosts.next();
        if (next.done === true) {
          done = true;
          break;
        }
        if (skip.has(next.value)) continue;
        const socket = sockets[sent++ % sockets.length];
        for (const probe of options.probes) socket?.send(probe, WSD_PORT, next.value, () => undefined);
        budget--;
        portion++;
      }
      onAsked(portion);
      if (!done) {
        await pause(TICK, signal);
        budget = Math.min(pace.burst, budget + (pace.perSecond * TICK) / 1000);
      }
    }
    await pause(LISTEN, signal);
  } finally {
    for (const socket of sockets) socket.close();
  }
}
