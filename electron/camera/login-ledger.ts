import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { TunnelError } from '../domain/errors';
import type { Json } from '../domain/json';
import type { Login, LoginChannel } from '../engine/ports';

/** Cameras lock an account, or our address, after three to ten wrong logins (Hikvision 5 to 7, Dahua 5, ONVIF accounts apart). */
export const WRONG_LOGINS_ALLOWED = 2;
/** Milliseconds; the longest lock that is on by default (Hikvision, Dahua "illegal access") lasts 30 minutes. */
export const WRONG_LOGIN_WINDOW = 30 * 60_000;

export interface LoginSubject {
  readonly deviceId: string;
  /** IPv4; counted too, because a device's id changes when its MAC becomes known. */
  readonly address: string;
}

/** One login on its way. Exactly one of these is called when the camera has answered, or did not. */
export interface LoginAttempt {
  accepted(): Promise<void>;
  /** The camera said no. */
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
   */
  attempt(subject: LoginSubject, channel: LoginChannel, login: Login): Promise<LoginAttempt>;
}

const Saved = z.object({ version: z.literal(1), devices: z.record(z.string().max(300), z.array(z.number()).max(100)) });

/** Where the count is kept. */
export interface LedgerStore {
  /** What was kept last, or null. */
  read(): Promise<Json>;
  /** Hands the content to `edit` and keeps what it returns, while nobody else can, in this program or another. What `edit` throws is thrown, and nothing is kept. */
  change(edit: (content: Json) => Json): Promise<void>;
}

/** A count that ends with the program: for one that talks to its own cameras only. */
export function memoryStore(content: Json = null): LedgerStore {
  return {
    read: async () => content,
    change: async (edit) => {
      content = edit(content);
    },
  };
}

/** Times of wrong logins, and of those that are on their way, by name of a device. Unreadable content counts as none. */
type Counted = Map<string, number[]>;

/** A login that cannot be counted is not sent: an error of the store refuses the attempt. */
export function createLoginLedger(deps: { store: LedgerStore; now: () => number }): LoginLedger {
  const { store, now } = deps;
  // Logins as keyed hashes with a key that dies with the process: good for "the same again?", worthless to whoever reads memory dumps.
  const key = randomBytes(32);
  const proven = new Set<string>();
  const knownWrong = new Map<string, number>();

  const recent = (time: number): boolean => Math.abs(now() - time) < WRONG_LOGIN_WINDOW;
  const parse = (content: Json): Counted => {
    const saved = Saved.safeParse(content);
    return new Map(saved.success ? Object.entries(saved.data.devices).flatMap(([name, times]) => {
      const kept = times.filter(recent);
      return kept.length === 0 ? [] : [[name, kept] as const];
    }) : []);
  };
  const change = async (edit: (counted: Counted) => void): Promise<void> => {
    try {
      await store.change((content) => {
        const counted = parse(content);
        edit(counted);
        return { version: 1, devices: Object.fromEntries([...counted].filter(([, times]) => times.length > 0)) };
      });
    } catch (error) {
      throw error instanceof TunnelError ? error : new TunnelError('storage-failed', {}, { cause: error });
    }
  };
  const add = (names: readonly string[], time: number) => (counted: Counted): void => {
    for (const name of names) counted.set(name, [...(counted.get(name) ?? []), time]);
  };
  const remove = (names: readonly string[], time: number) => (counted: Counted): void => {
    for (const name of names) {
      const times = counted.get(name) ?? [];
      const index = times.indexOf(time);
      if (index >= 0) counted.set(name, times.filter((_time, at) => at !== index));
    }
  };
  /** @throws TunnelError `camera-login-spent`. */
  const refuseOverdraft = (counted: Counted, names: readonly string[], address: string): void => {
    const times = names.map((name) => counted.get(name) ?? []).sort((a, b) => b.length - a.length)[0] ?? [];
    if (times.length < WRONG_LOGINS_ALLOWED) return;
    const next = [...times].sort((a, b) => a - b)[times.length - WRONG_LOGINS_ALLOWED] ?? now();
    throw new TunnelError('camera-login-spent', { address, minutes: Math.max(1, Math.ceil((next + WRONG_LOGIN_WINDOW - now()) / 60_000)) });
  };

  return {
    async attempt(subject, channel, login) {
      for (const [mark, time] of knownWrong) if (!recent(time)) knownWrong.delete(mark);
      const names = [...new Set([`id:${subject.deviceId}`, `address:${subject.address}`])];
      const mark = createHmac('sha256', key).update(`${names.join('\n')}\n${channel}\n${login.username}\n${login.password.reveal()}`).digest('base64');
      if (knownWrong.has(mark)) throw new TunnelError('camera-login-refused', { address: subject.address });
      if (proven.has(mark)) {
        // Also for a login that was right a moment ago: somebody may have changed it, and a third wrong one is a third wrong one.
        refuseOverdraft(parse(await store.read()), names, subject.address);
        const count = (): Promise<void> => change(add(names, now()));
        return {
          accepted: async () => undefined,
          notSent: async () => undefined,
          undecided: count,
          async refused() {
            proven.delete(mark);
            knownWrong.set(mark, now());
            await count();
          },
        };
      }
      const at = now();
      await change((counted) => {
        refuseOverdraft(counted, names, subject.address);
        add(names, at)(counted);
      });
      return {
        async accepted() {
          proven.add(mark);
          await change(remove(names, at));
        },
        notSent: () => change(remove(names, at)),
        async refused() {
          knownWrong.set(mark, at);
        },
        undecided: async () => undefined,
      };
    },
  };
}
