import { TunnelError } from '../../domain/errors';
import type { Secret } from '../../domain/secret';
import type { NetmakerSettings } from '../../domain/site';
import type { Secrets } from '../../engine/ports';
import { HttpFailure, exchange, type HttpAnswer, type Method } from '../../http/request';
import { SharedAnswer } from '../../http/shared-answer';
import { serverMessage, unwrap } from './api/answers';
import { KeptSession, type KeptSecrets } from './kept-session';
import { signInByPassword } from './sign-in';

/** What to ask, and in which words a refusal names it. */
export interface Ask {
  readonly method: Method;
  /** Path and query below the server's address; its parts are encoded by the caller. */
  readonly path: string;
  readonly body?: unknown;
  /** For `overlay-refused`: "Netmaker refused: {action}". */
  readonly action: string;
  /** Statuses besides 200 to 299 that the caller understands by itself. */
  readonly accept?: readonly number[];
  /** May be answered by the same question of another step that is on its way already: for looking, never for look-then-write. */
  readonly shared?: boolean;
  /** Is the answer a text whose lines matter? */
  readonly keepLines?: boolean;
  readonly signal: AbortSignal;
}

export interface ClientOptions {
  readonly kept: KeptSecrets;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** For one exchange with its redirects; absent: 30 s. */
  readonly deadlineMs?: number;
}

/**
 * A signed-in conversation with one Netmaker server. Signs in when the first call needs it, keeps the token for the life of
 * the object, and signs in once more when the server stops accepting it (tokens live 12 h by default, less by setting).
 */
export class NetmakerClient {
  /** Address of the API without a slash at its end. */
  readonly url: string;
  readonly #auth: NetmakerSettings['auth'];
  readonly #secrets: Secrets;
  readonly #session: KeptSession;
  readonly #deadlineMs: number | undefined;
  // Every sign-in makes a new Secret object, even of the same text: a token is known by its object.
  readonly #token = new SharedAnswer((signal) => this.#newToken(signal));
  readonly #underway = new Map<string, Promise<unknown>>();

  constructor(settings: NetmakerSettings, secrets: Secrets, options: ClientOptions) {
    this.url = settings.url.replace(/\/+$/, '');
    this.#auth = settings.auth;
    this.#secrets = secrets;
    const username = settings.auth.kind === 'password' ? settings.auth.username : '';
    this.#session = new KeptSession(options.kept, { url: this.url, username }, options.now);
    this.#deadlineMs = options.deadlineMs;
  }

  /** Without signing in. Any status is returned. */
  async open(ask: Omit<Ask, 'accept' | 'action'>): Promise<HttpAnswer> {
    return this.#send(ask, undefined);
  }

  /** Signed in; a refusal is `overlay-refused` with the server's words, unless `accept` names its status. */
  async ask(ask: Ask): Promise<HttpAnswer> {
    const token = await this.#token.get(ask.signal);
    let answer = await this.#send(ask, token);
    // Some routes answer 401 to every user token since 1.5.1 (fact sheet 0.11); they are not asked by us, so 401 is about the token.
    if (answer.status === 401 && ask.accept?.includes(401) !== true) {
      await Promise.all([this.#token.forget(token), this.#session.drop(token)]);
      answer = await this.#send(ask, await this.#token.get(ask.signal));
      if (answer.status === 401) throw new TunnelError('overlay-login-refused', { reason: serverMessage(answer) || 'the token is not accepted' });
    }
    const fine = (answer.status >= 200 && answer.status < 300) || ask.accept?.includes(answer.status) === true;
    if (fine) return answer;
    throw new TunnelError('overlay-refused', { action: ask.action, status: answer.status, message: serverMessage(answer) || 'no reason given' });
  }

  /** The same where JSON must come back; envelopes are unwrapped. */
  async json(ask: Ask): Promise<unknown> {
    if (ask.shared !== true || ask.method !== 'GET') return this.#json(ask);
    const underway = this.#underway.get(ask.path) ?? this.#json(ask).finally(() => this.#underway.delete(ask.path));
    this.#underway.set(ask.path, underway);
    try {
      return await underway;
    } catch (error) {
      // The other step was stopped, we were not.
      if (error instanceof TunnelError && error.code === 'cancelled' && !ask.signal.aborted) return this.#json(ask);
      throw error;
    }
  }

  async #json(ask: Ask): Promise<unknown> {
    const answer = await this.ask(ask);
    if (answer.body.kind === 'json') return unwrap(answer.body.value);
    throw this.invalid(answer.body.kind === 'html' ? 'a web page came instead of data' : `${ask.action}: no data came`);
  }

  invalid(reason: string): TunnelError {
    return new TunnelError('overlay-answer-invalid', { url: this.url, reason });
  }

  /** Signs in now, for `probe`. */
  async signIn(signal: AbortSignal): Promise<void> {
    await this.#token.get(signal);
  }

  /** Signs in with the code that a person was asked for; from then on its session is used. An account that wants no code is fine. */
  async signInWithCode(code: Secret, signal: AbortSignal): Promise<void> {
    await this.#newToken(signal, code);
  }

  async #newToken(signal: AbortSignal, code: Secret | null = null): Promise<Secret> {
    const auth = this.#auth;
    if (auth.kind === 'token') return this.#secrets.reveal(auth.token);
    if (auth.kind === 'master-key') return this.#secrets.reveal(auth.key);
    return signInByPassword(auth, code, {
      secrets: this.#secrets,
      session: this.#session,
      post: (path, body, bearer) => this.#send({ method: 'POST', path, body, signal }, bearer),
      invalid: (reason) => this.invalid(reason),
    });
  }

  async #send(ask: Pick<Ask, 'method' | 'path' | 'body' | 'keepLines' | 'signal'>, token: Secret | undefined): Promise<HttpAnswer> {
    try {
      return await exchange({
        method: ask.method,
        url: this.url + ask.path,
        ...(ask.body === undefined ? {} : { body: ask.body }),
        ...(ask.keepLines === undefined ? {} : { keepLines: ask.keepLines }),
        ...(token === undefined ? {} : { bearer: token }),
        ...(this.#deadlineMs === undefined ? {} : { deadlineMs: this.#deadlineMs }),
        signal: ask.signal,
      });
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      if (error.reason === 'too-large') throw this.invalid(error.detail);
      throw new TunnelError('overlay-unreachable', { url: this.url, reason: error.detail });
    }
  }
}
