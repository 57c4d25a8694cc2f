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
 * program, whatever is clicked. An attempt is counted and saved before it is sent, so a crash or a cancel cannot hide one.
 */
export interface LoginLedger {
  /**
   * @throws TunnelError `camera-login-spent` (`address`, `minutes` until the next one) when the budget is used up, and
   * `camera-login-refused` when this very login was refused on this channel less than 30 minutes ago: asking again would be a waste.
   */
  attempt(subject: LoginSubject, channel: LoginChannel, login: Login): Promise<LoginAttempt>;
}

const Saved = z.object({ version: z.literal(1), devices: z.record(z.string().max(300), z.array(z.number()).max(100)) });

/**
 * `load` gives what `save` was given last, or null. Unreadable content counts as empty; an error in `save` refuses the
 * attempt, because a login that cannot be counted must not be sent.
 */
export function createLoginLedger(deps: { load: () => Promise<Json>; save: (content: Json) => Promise<void>; now: () => number }): LoginLedger {
  const counted = new Map<string, number[]>();
  // Logins as keyed hashes with a key that dies with the process: good for "the same again?", worthless to whoever reads memory dumps.
  const key = randomBytes(32);
  const proven = new Set<string>();
  const knownWrong = new Map<string, number>();
  let loading: Promise<void> | null = null;
  let saving: Promise<void> = Promise.resolve();

  const load = async (): Promise<void> => {
    const saved = Saved.safeParse(await deps.load());
    if (saved.success) for (const [name, times] of Object.entries(saved.data.devices)) counted.set(name, times);
  };
  const recent = (time: number): boolean => Math.abs(deps.now() - time) < WRONG_LOGIN_WINDOW;
  const prune = (): void => {
    for (const [name, times] of counted) {
      const kept = times.filter(recent);
      if (kept.length === 0) counted.delete(name);
      else counted.set(name, kept);
    }
    for (const [name, time] of knownWrong) if (!recent(time)) knownWrong.delete(name);
  };
  const save = (): Promise<void> => {
    const write = async (): Promise<void> => {
      prune();
      try {
        await deps.save({ version: 1, devices: Object.fromEntries([...counted].map(([name, times]) => [name, [...times]])) });
      } catch (error) {
        throw new TunnelError('storage-failed', {}, { cause: error });
      }
    };
    // One write at a time, in order; a failed one does not stop the next.
    saving = saving.then(write, write);
    return saving;
  };
  const add = (names: readonly string[], time: number): void => {
    for (const name of names) counted.set(name, [...(counted.get(name) ?? []), time]);
  };
  const remove = (names: readonly string[], time: number): void => {
    for (const name of names) {
      const times = [...(counted.get(name) ?? [])];
      const index = times.indexOf(time);
      if (index >= 0) times.splice(index, 1);
      counted.set(name, times);
    }
  };

  return {
    async attempt(subject, channel, login) {
      loading ??= load();
      await loading;
      prune();
      const names = [...new Set([`id:${subject.deviceId}`, `address:${subject.address}`])];
      const mark = createHmac('sha256', key).update(`${names.join('\n')}\n${channel}\n${login.username}\n${login.password.reveal()}`).digest('base64');
      if (knownWrong.has(mark)) throw new TunnelError('camera-login-refused', { address: subject.address });
      const times = names.map((name) => counted.get(name) ?? []).sort((a, b) => b.length - a.length)[0] ?? [];
      // Also for a login that was right a moment ago: somebody may have changed it, and a third wrong one is a third wrong one.
      if (times.length >= WRONG_LOGINS_ALLOWED) {
        const next = [...times].sort((a, b) => a - b)[times.length - WRONG_LOGINS_ALLOWED] ?? deps.now();
        throw new TunnelError('camera-login-spent', { address: subject.address, minutes: Math.max(1, Math.ceil((next + WRONG_LOGIN_WINDOW - deps.now()) / 60_000)) });
      }
      if (proven.has(mark)) {
        const count = async (): Promise<void> => {
          add(names, deps.now());
          await save();
        };
        return {
          accepted: async () => undefined,
          notSent: async () => undefined,
          undecided: count,
          async refused() {
            proven.delete(mark);
            knownWrong.set(mark, deps.now());
            await count();
          },
        };
      }
      const at = deps.now();
      // Counted before the first await: two readings at once cannot both take the last one.
      add(names, at);
      try {
        await save();
      } catch (error) {
        remove(names, at);
        throw error;
      }
      return {
        async accepted() {
          proven.add(mark);
          remove(names, at);
          await save();
        },
        async notSent() {
          remove(names, at);
          await save();
        },
        async refused() {
          knownWrong.set(mark, at);
        },
        undecided: async () => undefined,
      };
    },
  };
}
