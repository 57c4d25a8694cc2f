import { TunnelError } from '../domain/errors';
import type { Login, LoginChannel, LoginTurns } from '../engine/ports';
import type { LoginLedger } from './login-ledger';

/** Logins for one conversation, in the order in which they are tried: known beforehand, or decided one by one. */
export type LoginSource = readonly Login[] | SharedLogins;

/** The logins of a group of cameras, as one conversation on one channel takes them. `only`: the id of the set that is wanted. */
export class SharedLogins implements AsyncIterable<Login> {
  readonly #turns: LoginTurns;
  readonly #channel: LoginChannel;
  readonly #only: string | null;
  readonly #signal: AbortSignal;

  constructor(turns: LoginTurns, channel: LoginChannel, only: string | null, signal: AbortSignal) {
    this.#turns = turns;
    this.#channel = channel;
    this.#only = only;
    this.#signal = signal;
  }

  get heldBack(): boolean {
    return this.#turns.held(this.#channel);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Login, void, undefined> {
    const tried = new Set<string>();
    for (;;) {
      const login = await this.#turns.next({ channel: this.#channel, tried, only: this.#only, signal: this.#signal });
      if (login === null) return;
      tried.add(login.credentialId);
      yield login;
    }
  }
}

/** Why nobody got in. `tried`: logins that were sent, or are known to be wrong. */
export function notAdmitted(logins: LoginSource, tried: number, address: string): TunnelError {
  return new TunnelError(tried === 0 && logins instanceof SharedLogins && logins.heldBack ? 'camera-login-held' : 'camera-login-refused', { address });
}

/** The ledger, with every answer passed on to the group. */
export function tellingLedger(ledger: LoginLedger, turns: LoginTurns): LoginLedger {
  return {
    goOn: (subject) => ledger.goOn(subject),
    forget: (subject, logins) => ledger.forget(subject, logins),
    async attempt(subject, channel, login, signal) {
      const told = (outcome: Parameters<LoginTurns['told']>[2]): void => turns.told(channel, login.credentialId, outcome);
      const attempt = await ledger.attempt(subject, channel, login, signal).catch((error: unknown) => {
        told(error instanceof TunnelError && error.code === 'camera-login-refused' ? 'refused' : 'unknown');
        throw error;
      });
      return {
        accepted: () => attempt.accepted().finally(() => told('accepted')),
        again: () => attempt.again(),
        refused: () => attempt.refused().finally(() => told('refused')),
        notSent: () => attempt.notSent().finally(() => told('unknown')),
        undecided: () => attempt.undecided().finally(() => told('unknown')),
      };
    },
  };
}
