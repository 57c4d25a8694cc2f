import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { TunnelError } from '../domain/errors';
import type { Json } from '../domain/json';
import type { Login, LoginChannel } from '../engine/ports';
import { pause } from './deadline';

/** Cameras lock an account, or our address, after three to ten wrong logins (Hikvision 5 to 7, Dahua 5, ONVIF accounts apart). */
export const WRONG_LOGINS_ALLOWED = 2;
/** Milliseconds; the longest lock that is on by default (Hikvision, Dahua "illegal access") lasts 30 minutes. */
export const WRONG_LOGIN_WINDOW = 30 * 60_000;

const LOGIN_CHANNELS: readonly LoginChannel[] = ['onvif', 'http', 'rtsp'];

export interface LoginSubject {
  readonly deviceId: string;
  /** IPv4; counted too, because a device's id changes when its MAC becomes known. */
  readonly address: string;
}

/** One login on its way. Exactly one of these is called when the camera has answered, or did not. */
export interface LoginAttempt {
  accepted(): Promise<void>;
  /**
   * The same login is to be sent once more, although the answer may have been a no: that is counted too, until the camera accepts it.
   * False: there is no place for it, and it must not be sent.
   */
  again(): Promise<boolean>;
  /** The camera said no, to this and to every `again`. */
  refused(): Promise<void>;
  /** It certainly never reached the camera (no connection), or was not looked at. Without an answer after sending, call nothing: it stays counted. */
  notSent(): Promise<void>;
  /** The camera refuses whoever comes (it is locked): counted, but nothing is known of this login. */
  undecided(): Promise<void>;
}

/**
 * The budget of wrong logins: at most two per device in 30 minutes, over HTTP, ONVIF and RTSP together, over restarts of the
 * program and over several programs (window and terminal), whatever is clicked. An attempt is counted and saved before it is
 * sent, so a crash or a cancel cannot hide one.
 */
export interface LoginLedger {
  /**
   * @throws TunnelError `camera-login-spent` (`address`, `minutes` until the next one) when the budget is used up, and
   * `camera-login-refused` when this very login was refused on this channel less than 30 minutes ago: asking again would be a waste.
   * A login that was accepted before waits while the budget is taken by others that are on their way; one never tried does not.
   * `signal` ends the waiting with `cancelled`.
   */
  attempt(subject: LoginSubject, channel: LoginChannel, login: Login, signal?: AbortSignal): Promise<LoginAttempt>;
  /**
   * Before each further request of a session that carries a login: it was right a moment ago, and is one wrong login more should somebody
   * have changed the password since. Judged by what this program last saw of the count; costs nothing.
   * @throws TunnelError `camera-login-spent`.
   */
  goOn(subject: LoginSubject): void;
  /** What was known of these logins, on any channel, is known no more, because we changed the password there. What was counted stays counted. */
  forget(subject: LoginSubject, logins: readonly Login[]): void;
}

const Times = z.record(z.string().max(300), z.array(z.number()).max(100));
/** `onTheWay`: which of the counted have no answer yet. */
const Saved = z.object({ version: z.literal(1), devices: Times, onTheWay: Times.default({}) });

/** Milliseconds after which nobody waits for an answer any more: longer than any request's deadline. Its program was killed. */
const ON_THE_WAY_AT_MOST = 20_000;
const LOOK_AGAIN = 40;

/** Where the count is kept. */
export interface LedgerStore {
  /** Hands the content (null: none yet) to `edit` and keeps what it returns, while nobody else can, in this program or another. What `edit` throws is thrown, and nothing is kept. */
  change(edit: (content: Json) => Json, signal?: AbortSignal): Promise<void>;
}

/** A count that ends with the program: for one that talks to its own cameras only. */
export function memoryStore(content: Json = null): LedgerStore {
  return {
    change: async (edit) => {
      content = edit(content);
    },
  };
}

/** Times of logins by name of a device: all that count, wrong or without an answer, and of these the ones that may still get one. */
interface Counted {
  readonly all: Map<string, number[]>;
  readonly onTheWay: Map<string, number[]>;
}

/** A login that cannot be counted is not sent: an error of the store refuses the attempt. */
export function createLoginLedger(deps: { store: LedgerStore; now: () => number }): LoginLedger {
  const { store, now } = deps;
  // Logins as keyed hashes with a key that dies with the process: good for "the same again?", worthless to whoever reads memory dumps.
  const key = randomBytes(32);
  const proven = new Set<string>();
  const knownWrong = new Map<string, number>();

  const within = (time: number, milliseconds: number): boolean => Math.abs(now() - time) < milliseconds;
  /** Unreadable content counts as none. */
  const parse = (content: Json): Counted => {
    const saved = Saved.safeParse(content);
    const recent = (times: Readonly<Record<string, number[]>>, milliseconds: number): Map<string, number[]> => new Map(Object.entries(times).map(([name, list]) => [name, list.filter((time) => within(time, milliseconds))]));
    return saved.success ? { all: recent(saved.data.devices, WRONG_LOGIN_WINDOW), onTheWay: recent(saved.data.onTheWay, ON_THE_WAY_AT_MOST) } : { all: new Map(), onTheWay: new Map() };
  };
  const format = ({ all, onTheWay }: Counted): Json => {
    const filled = (times: ReadonlyMap<string, number[]>): Record<string, number[]> => Object.fromEntries([...times].filter(([, list]) => list.length > 0));
    const waiting = filled(onTheWay);
    return { version: 1, devices: filled(all), ...(Object.keys(waiting).length === 0 ? {} : { onTheWay: waiting }) };
  };
  let seen: Counted = { all: new Map(), onTheWay: new Map() };
  const change = async (edit: (counted: Counted) => void, signal?: AbortSignal): Promise<void> => {
    try {
      await store.change((content) => {
        const counted = parse(content);
        edit(counted);
        seen = counted;
        return format(counted);
      }, signal);
    } catch (error) {
      throw error instanceof TunnelError ? error : new TunnelError('storage-failed', {}, { cause: error });
    }
  };
  /** The one whose names are counted most decides. @throws TunnelError `camera-login-spent`; returns false where one of the counted may still turn out right. */
  const hasRoom = ({ all, onTheWay }: Counted, names: readonly string[], address: string, patient: boolean): boolean => {
    const times = names.map((name) => all.get(name) ?? []).sort((a, b) => b.length - a.length)[0] ?? [];
    if (times.length < WRONG_LOGINS_ALLOWED) return true;
    if (patient && names.some((name) => (onTheWay.get(name) ?? []).length > 0)) return false;
    throw spent(times, address);
  };
  const namesOf = (subject: LoginSubject): string[] => [...new Set([`id:${subject.deviceId}`, `address:${subject.address}`])];
  const markOf = (subject: LoginSubject, channel: LoginChannel, login: Login): string => createHmac('sha256', key).update(`${namesOf(subject).join('\n')}\n${channel}\n${login.username}\n${login.password.reveal()}`).digest('base64');
  const spent = (times: readonly number[], address: string): TunnelError => {
    const next = [...times].sort((a, b) => a - b)[times.length - WRONG_LOGINS_ALLOWED] ?? now();
    return new TunnelError('camera-login-spent', { address, minutes: Math.max(1, Math.ceil((next + WRONG_LOGIN_WINDOW - now()) / 60_000)) });
  };

  return {
    goOn(subject) {
      for (const name of namesOf(subject)) {
        // What is on its way may be this very session's.
        const wrong = (seen.all.get(name) ?? []).filter((time) => within(time, WRONG_LOGIN_WINDOW) && seen.onTheWay.get(name)?.includes(time) !== true);
        if (wrong.length >= WRONG_LOGINS_ALLOWED) throw spent(wrong, subject.address);
      }
    },

    forget(subject, logins) {
      for (const login of logins) {
        for (const channel of LOGIN_CHANNELS) {
          const mark = markOf(subject, channel, login);
          proven.delete(mark);
          knownWrong.delete(mark);
        }
      }
    },

    async attempt(subject, channel, login, signal = new AbortController().signal) {
      for (const [mark, time] of knownWrong) if (!within(time, WRONG_LOGIN_WINDOW)) knownWrong.delete(mark);
      const names = namesOf(subject);
      const mark = markOf(subject, channel, login);
      let at: number | null = null;
      for (;;) {
        if (knownWrong.has(mark)) throw new TunnelError('camera-login-refused', { address: subject.address });
        await change((counted) => {
          // Counted also where it was right a moment ago: somebody may have changed the password, and a third wrong one is a third wrong one.
          if (!hasRoom(counted, names, subject.address, proven.has(mark))) return;
          at = now();
          for (const name of names) {
            put(counted.all, name, at);
            put(counted.onTheWay, name, at);
          }
        }, signal);
        if (at !== null) break;
        await pause(LOOK_AGAIN, signal);
      }
      const sent: number[] = [at];
      const settle = (counts: boolean): Promise<void> =>
        change((counted) => {
          for (const name of names) {
            for (const time of sent) {
              if (!counts) take(counted.all, name, time);
              take(counted.onTheWay, name, time);
            }
          }
        });
      // What counts is written down already; a store that fails now only makes others wait a little longer.
      const counted = (): Promise<void> => settle(true).catch(() => undefined);
      return {
        async accepted() {
          proven.add(mark);
          await settle(false);
        },
        notSent: () => settle(false),
        async again() {
          let room = false;
          await change((before) => {
            room = names.every((name) => (before.all.get(name) ?? []).length < WRONG_LOGINS_ALLOWED);
            if (!room) return;
            const time = now();
            sent.push(time);
            for (const name of names) {
              put(before.all, name, time);
              put(before.onTheWay, name, time);
            }
          });
          return room;
        },
        async refused() {
          proven.delete(mark);
          knownWrong.set(mark, now());
          await counted();
        },
        undecided: counted,
      };
    },
  };
}

function put(times: Map<string, number[]>, name: string, time: number): void {
  times.set(name, [...(times.get(name) ?? []), time]);
}

function take(times: Map<string, number[]>, name: string, time: number): void {
  const list = times.get(name) ?? [];
  const index = list.indexOf(time);
  if (index >= 0) times.set(name, list.filter((_time, at) => at !== index));
}
