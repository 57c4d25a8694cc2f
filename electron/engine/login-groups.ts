import { cancelled } from '../domain/errors';
import type { ChosenCamera } from '../domain/choice';
import type { Login, LoginChannel, LoginTurns } from './ports';

/** Cameras of a group that may refuse a login before it is kept from the others: the third would only spend what it has left. */
export const REFUSALS_PER_GROUP = 2;

/** Cameras that probably share a login: of one maker, else one model. One whose login was chosen for it stands alone. */
export function loginGroupOf({ choice, device }: ChosenCamera): string {
  return choice.credentialId !== null ? `own ${device.id}` : `of ${(device.vendor ?? device.model ?? '').trim().toLowerCase()}`;
}

/** The first camera of each group before all others: what it teaches spares the rest of its group. */
export function scoutsFirst(cameras: readonly ChosenCamera[]): ChosenCamera[] {
  const seen = new Set<string>();
  const scouts = cameras.filter((camera) => {
    const group = loginGroupOf(camera);
    return !seen.has(group) && seen.add(group);
  });
  return [...scouts, ...cameras.filter((camera) => !scouts.includes(camera))];
}

/** One camera's place in its group, for one visit. */
export interface GroupMember extends LoginTurns {
  /** The visit is over: what it had asked for and not answered is free again. */
  leave(): void;
}

/**
 * What the cameras of one group taught about their logins in one run. The login that worked for one is tried first at the next;
 * one that two of them refused on a channel is not tried there at the others. So that two at once cannot become three, at most
 * two cameras wait for an answer to the same login; and as long as none was accepted one camera, the scout, tries all of them.
 */
export class LoginGroup {
  /** Ids of sets that worked, the latest first. */
  #accepted: readonly string[] = [];
  readonly #refused = new Map<string, Set<string>>();
  readonly #flying = new Map<string, Set<string>>();
  /** As long as nothing was accepted: the one camera that tries all logins first. */
  #scout: string | null = null;
  /** Cameras that wait, in the order in which they came; each serves itself when it can. */
  #line: (() => boolean)[] = [];

  /** `logins` in the site's order; `known`: the set that worked for this very camera before, which is tried first (its password may have been changed since, so it is held like any other). */
  join(deviceId: string, logins: readonly Login[], known: string | null): GroupMember {
    const held = new Set<LoginChannel>();
    const own = (): Set<string>[] => [...this.#flying.values()].filter((devices) => devices.has(deviceId));
    const land = (): void => {
      for (const devices of own()) devices.delete(deviceId);
    };
    const leave = (): void => {
      land();
      if (this.#scout === deviceId) this.#scout = null;
      this.#changed();
    };
    return {
      next: ({ channel, tried, only, signal }) => {
        // A camera is asked one thing at a time: whatever it was asked before is over, answered or not.
        land();
        /** Undefined: not its turn yet. */
        const take = (): Login | null | undefined => {
          const wanted = this.#ordered(logins, known).filter(({ credentialId }) => !tried.has(credentialId) && (only === null || only === credentialId));
          const open = wanted.filter(({ credentialId }) => setOf(this.#refused, channel, credentialId).size < REFUSALS_PER_GROUP);
          if (open.length < wanted.length) held.add(channel);
          const [login] = open;
          if (login === undefined) {
            if (this.#scout === deviceId) this.#scout = null;
            return null;
          }
          if (!this.#mayFly(channel, login.credentialId, deviceId)) return undefined;
          setOf(this.#flying, channel, login.credentialId).add(deviceId);
          return login;
        };
        const turn = this.#inLine(take, signal);
        this.#changed();
        return turn;
      },
      told: (channel, credentialId, outcome) => {
        setOf(this.#flying, channel, credentialId).delete(deviceId);
        if (outcome === 'accepted') this.#accepted = [credentialId, ...this.#accepted.filter((id) => id !== credentialId)];
        if (outcome === 'refused') setOf(this.#refused, channel, credentialId).add(deviceId);
        this.#changed();
      },
      held: (channel) => held.has(channel),
      leave,
    };
  }

  #ordered(logins: readonly Login[], known: string | null): Login[] {
    const first = [...(known === null ? [] : [known]), ...this.#accepted];
    const rank = ({ credentialId }: Login): number => (first.includes(credentialId) ? first.indexOf(credentialId) : first.length);
    return [...logins].sort((a, b) => rank(a) - rank(b));
  }

  #mayFly(channel: LoginChannel, credentialId: string, deviceId: string): boolean {
    if (this.#accepted.length === 0) {
      this.#scout ??= deviceId;
      return this.#scout === deviceId;
    }
    return setOf(this.#refused, channel, credentialId).size + setOf(this.#flying, channel, credentialId).size < REFUSALS_PER_GROUP;
  }

  #changed(): void {
    this.#line = this.#line.filter((serve) => !serve());
  }

  #inLine<T>(take: () => T | undefined, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#line = this.#line.filter((entry) => entry !== serve);
        reject(cancelled());
      };
      const serve = (): boolean => {
        const taken = take();
        if (taken === undefined) return false;
        signal.removeEventListener('abort', leave);
        resolve(taken);
        return true;
      };
      if (signal.aborted) return leave();
      if (serve()) return;
      signal.addEventListener('abort', leave, { once: true });
      this.#line.push(serve);
    });
  }
}

function setOf(sets: Map<string, Set<string>>, channel: LoginChannel, credentialId: string): Set<string> {
  const name = `${channel} ${credentialId}`;
  const found = sets.get(name) ?? new Set<string>();
  sets.set(name, found);
  return found;
}
