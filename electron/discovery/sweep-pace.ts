import { readFile } from 'node:fs/promises';
import { readNeighbours } from './neighbours';

/** Addresses at once, then addresses per second. */
export interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

/** Behind a router there is no neighbour to be resolved by us. */
export const ROUTED_PACE: Pace = { burst: 250, perSecond: 500 };

/** Entries of Linux's neighbour table by default, for the whole machine: namespaces (containers) share it, but only the first one may read it. */
const DEFAULT_ROOM = 1_024;
/** Seconds that an address which does not answer keeps its entry: three ARP requests, a second apart. */
const UNANSWERED = 3;
/** Part of the table that we may fill; the rest is of the hosts that answer, of IPv4's other users, and of those that come meanwhile. */
const SHARE = 0.9;
/** At once where all addresses together fit: a /24 is asked in one go and is complete in a fifth of a second (measured). */
const BURST = 250;
/** Where they do not fit, bursts count against the table for three seconds like everything else. */
const SMALL_BURST = 20;
/** An address that nobody has costs three broadcasts; more than this a second is no longer gentle, however large the table. */
const MOST_PER_SECOND = 600;

/**
 * How fast `addresses` on wires of ours are asked, all of those wires together: a wire bears as many new addresses in three seconds as
 * the neighbour table has room for. Linux drops what does not fit, and connections to hosts that are there fail with it: at 4,600/s
 * 29 of 40 were found in a /16 and everything else broke, at 305/s 40 of 40 in 216 s, with up to 1,021 entries and none dropped
 * (`table_fulls` of /proc/net/stat/arp_cache; measured). The table is the machine's: two programs that sweep at once drop 300 a second.
 */
export function onLinkPace(addresses: number, room: number): Pace {
  const usable = room * SHARE;
  if (addresses <= usable) return { burst: BURST, perSecond: Math.max(50, Math.min(MOST_PER_SECOND, Math.floor(usable / UNANSWERED))) };
  return { burst: SMALL_BURST, perSecond: Math.max(50, Math.min(MOST_PER_SECOND, Math.floor((usable - SMALL_BURST) / UNANSWERED))) };
}

/** Entries that are free in this system's neighbour table: its limit (`gc_thresh3` of Linux, else the same is assumed) less what is in it. Never throws. */
export async function neighbourRoom(signal: AbortSignal): Promise<number> {
  const limit = await readFile('/proc/sys/net/ipv4/neigh/default/gc_thresh3', 'latin1').then(parseThreshold, () => null);
  return Math.max(0, (limit ?? DEFAULT_ROOM) - (await readNeighbours(signal)).length);
}

export function parseThreshold(text: string): number | null {
  const match = /^(\d{1,9})\s*$/.exec(text);
  return match === null ? null : Number(match[1]);
}

/** Permission to ask, by the clock and not by the number of waits: a busy computer wakes late. Shared by sweeps that share a table. */
export class Pacer {
  readonly #pace: Pace;
  readonly #now: () => number;
  #left: number;
  #at: number;

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(pace: Pace, now: () => number = () => performance.now()) {
    this.#pace = pace;
    this.#now = now;
    this.#left = pace.burst;
    this.#at = now();
  }

  /** Whether one more address may be asked now. */
  take(): boolean {
    const now = this.#now();
    this.#left = Math.min(this.#pace.burst, this.#left + ((now - this.#at) * this.#pace.perSecond) / 1_000);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
