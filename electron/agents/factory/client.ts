import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import type { Secret } from '../../domain/secret';
import type { FactorySettings } from '../../domain/site';
import type { Secrets } from '../../engine/ports';
import { plainText } from '../../domain/plain-text';
import { HttpFailure, exchange, type HttpAnswer, type HttpRequest, type Method } from '../../http/request';
import { SharedAnswer } from '../../http/shared-answer';
import { hidden, quotedForms } from './quoted-secrets';
import { PREFIXES, normalPrefix, routesIn, type DescribedRoutes, type Variant } from './variant';
import { WAITS, type Waits } from './waits';

const SignedIn = z.object({ token: z.string().min(1).max(10_000) });
const Services = z.object({ data: z.array(z.unknown()).nullable() });

/** What a server describes is tried, and the places that are known after it; one that names a thousand is not asked a thousand times. */
const MOST_DESCRIBED = 8;

export interface FactoryTiming {
  /** For each call; absent: as for every exchange. */
  readonly deadlineMs?: number;
  /** Absent: what Factory is known to need. */
  readonly waits?: Waits;
}

interface Access {
  readonly token: Secret;
  readonly variant: Variant;
}

/**
 * A signed-in conversation with one Factory. Its application answers 200 with a web page to any path it does not know, so only
 * JSON of the expected shape counts as an answer.
 */
export class FactoryClient {
  readonly url: string;
  readonly waits: Waits;
  readonly #settings: FactorySettings;
  readonly #secrets: Secrets;
  readonly #deadlineMs: number | undefined;
  readonly #access = new SharedAnswer((signal) => this.#open(signal));
  /** Secrets that an answer may quote: the password, and the sessions of late, because an ended one may be complained about. */
  #own: readonly string[] = [];

  constructor(settings: FactorySettings, secrets: Secrets, timing: FactoryTiming = {}) {
    this.url = settings.url.replace(/\/+$/, '');
    this.#settings = settings;
    this.#secrets = secrets;
    this.#deadlineMs = timing.deadlineMs;
    this.waits = timing.waits ?? WAITS;
  }

  async variant(signal: AbortSignal): Promise<Variant> {
    return (await this.#access.get(signal)).variant;
  }

  /** Below the place of the agents: `''` or `/name`. Any status but 401 is returned; after a 401 it signs in once more. */
  async deployments(method: Method, below: string, options: { body?: unknown; signal: AbortSignal }): Promise<HttpAnswer> {
    const access = await this.#access.get(options.signal);
    const answer = await this.#call(method, access, below, options);
    if (answer.status !== 401) return answer;
    await this.#access.forget(access);
    const again = await this.#call(method, await this.#access.get(options.signal), below, options);
    if (again.status === 401) throw new TunnelError('agents-login-refused', { user: this.#settings.username });
    return again;
  }

  invalid(reason: string): TunnelError {
    return new TunnelError('agents-api-unknown', { url: this.url, reason });
  }

  /**
   * What the server said, whatever form it has: Factory's error bodies are undocumented, and often all there is to go by. Secrets (ours,
   * and these forms) are hidden before it is cut short: half a password is one too.
   */
  said(answer: HttpAnswer, secrets: readonly string[] = []): string {
    const shown = (text: string): string => plainText(hidden(text, [...secrets, ...quotedForms(this.#own)]));
    switch (answer.body.kind) {
      case 'json':
        return shown(JSON.stringify(answer.body.value));
      case 'text':
        return shown(answer.body.text);
      case 'html':
        return 'a web page came instead of data';
      case 'empty':
        return 'no reason given';
    }
  }

  #mayBeQuoted(secret: string): void {
    this.#own = [...this.#own.filter((known) => known !== secret), secret].slice(-4);
  }

  #call(method: Method, access: Access, below: string, options: { body?: unknown; signal: AbortSignal }): Promise<HttpAnswer> {
    return this.#send({ method, path: access.variant.deployments + below, bearer: access.token, ...(options.body === undefined ? {} : { body: options.body }), signal: options.signal });
  }

  async #open(signal: AbortSignal): Promise<Access> {
    const own = this.#settings.prefix === null ? null : normalPrefix(this.#settings.prefix);
    const described = await this.#described(signal);
    const logins = unique([...(own === null ? [] : [own]), ...(described?.login ?? []).slice(0, MOST_DESCRIBED), ...PREFIXES]);
    const { token, login } = await this.#signIn(logins, signal);
    const places = own === null ? unique([...(described?.deployments ?? []).slice(0, MOST_DESCRIBED), ...PREFIXES]) : [own];
    let broken: TunnelError | undefined;
    for (const prefix of places) {
      const deployments = `${prefix}/deployments`;
      const answer = await this.#send({ method: 'GET', path: `${deployments}/services`, bearer: token, signal });
      if (answer.status === 200 && answer.body.kind === 'json' && Services.safeParse(answer.body.value).success) {
        const found = own !== null ? 'given' : described?.deployments.includes(prefix) === true ? 'described' : 'tried';
        return { token, variant: { login, deployments, found, title: described?.title ?? null } };
      }
      // In the wrong place another program may answer so; where none is right, this one was.
      if (answer.status >= 500) broken ??= new TunnelError('agents-refused', { action: 'list the agents', status: answer.status, message: this.said(answer) });
    }
    throw broken ?? this.invalid(`no list of agents under ${places.map((place) => place || '/').join(', ')}`);
  }

  /** null: it does not describe its routes, or not so that we understand. What it says there is worth a try, never more. */
  async #described(signal: AbortSignal): Promise<DescribedRoutes | null> {
    try {
      const answer = await exchange(this.#request({ method: 'GET', path: '/swagger/doc.json', signal }));
      return answer.status === 200 && answer.body.kind === 'json' ? routesIn(answer.body.value) : null;
    } catch (error) {
      if (error instanceof HttpFailure && (error.reason === 'too-large' || error.reason === 'redirected')) return null;
      throw this.#failure(error);
    }
  }

  async #signIn(prefixes: readonly string[], signal: AbortSignal): Promise<{ token: Secret; login: string }> {
    const { username, password: ref } = this.#settings;
    const password = await this.#secrets.reveal(ref);
    this.#mayBeQuoted(password.reveal());
    let refused = false;
    for (const prefix of prefixes) {
      const login = `${prefix}/login`;
      const answer = await this.#send({ method: 'POST', path: login, body: { username, password: password.reveal() }, signal });
      if (answer.status >= 500) throw new TunnelError('agents-refused', { action: 'sign in', status: answer.status, message: this.said(answer) });
      if (answer.body.kind !== 'json') continue;
      const signedIn = SignedIn.safeParse(answer.body.value);
      if (signedIn.success && answer.status === 200) {
        this.#mayBeQuoted(signedIn.data.token);
        return { token: this.#secrets.learned(signedIn.data.token), login };
      }
      refused ||= answer.status === 401 || answer.status === 403;
    }
    if (refused) throw new TunnelError('agents-login-refused', { user: username });
    throw this.invalid('it has no place to sign in');
  }

  async #send(request: { method: Method; path: string; body?: unknown; bearer?: Secret; signal: AbortSignal }): Promise<HttpAnswer> {
    try {
      return await exchange(this.#request(request));
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #request({ path, ...rest }: { method: Method; path: string; body?: unknown; bearer?: Secret; signal: AbortSignal }): HttpRequest {
    const { certificate } = this.#settings;
    return { ...rest, url: this.url + path, ...(certificate === null ? {} : { certificate }), ...(this.#deadlineMs === undefined ? {} : { deadlineMs: this.#deadlineMs }) };
  }

  #failure(error: unknown): unknown {
    if (!(error instanceof HttpFailure)) return error;
    if (error.reason === 'too-large') return this.invalid(error.detail);
    return new TunnelError('agents-unreachable', { url: this.url, reason: error.reason === 'certificate' ? certificateReason(error.detail) : error.detail });
  }
}

/** `code` is OpenSSL's, or Node's. */
function certificateReason(code: string): string {
  if (code === 'CERT_HAS_EXPIRED') return `its certificate has expired (${code})`;
  if (code === 'CERT_NOT_YET_VALID') return `its certificate is not valid yet, or the clock of this computer is wrong (${code})`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `its certificate is for another name (${code})`;
  if (/^[A-Z0-9_]+$/.test(code)) return `its certificate was issued by nobody that this computer trusts, nor is it the one in the settings (${code})`;
  return code;
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
