import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import type { Secret } from '../../domain/secret';
import type { FactorySettings } from '../../domain/site';
import type { Secrets } from '../../engine/ports';
import { plainText } from '../../domain/plain-text';
import { HttpFailure, exchange, type HttpAnswer, type Method } from '../../http/request';
import { SharedAnswer } from '../../http/shared-answer';
import { PREFIXES, normalPrefix, prefixesIn, type Variant } from './variant';

const SignedIn = z.object({ token: z.string().min(1).max(10_000) });
const Services = z.object({ data: z.array(z.unknown()).nullable() });

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
  readonly #settings: FactorySettings;
  readonly #secrets: Secrets;
  readonly #access = new SharedAnswer((signal) => this.#open(signal));

  constructor(settings: FactorySettings, secrets: Secrets) {
    this.url = settings.url.replace(/\/+$/, '');
    this.#settings = settings;
    this.#secrets = secrets;
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

  #call(method: Method, access: Access, below: string, options: { body?: unknown; signal: AbortSignal }): Promise<HttpAnswer> {
    return this.#send({ method, path: access.variant.deployments + below, bearer: access.token, ...(options.body === undefined ? {} : { body: options.body }), signal: options.signal });
  }

  async #open(signal: AbortSignal): Promise<Access> {
    const described = await this.#described(signal);
    const own = this.#settings.prefix === null ? null : normalPrefix(this.#settings.prefix);
    const logins = unique([...(own === null ? [] : [own]), ...(described?.login ?? []), ...PREFIXES]);
    const { token, login } = await this.#signIn(logins, signal);
    const places = own === null ? unique([...(described?.deployments ?? []), ...PREFIXES]) : [own];
    for (const prefix of places) {
      const deployments = `${prefix}/deployments`;
      const answer = await this.#send({ method: 'GET', path: `${deployments}/services`, bearer: token, signal });
      if (answer.status === 200 && answer.body.kind === 'json' && Services.safeParse(answer.body.value).success) {
        return { token, variant: { login, deployments, described: described?.deployments.includes(prefix) === true } };
      }
    }
    throw this.invalid(`no list of agents under ${places.map((place) => place || '/').join(', ')}`);
  }

  async #described(signal: AbortSignal): Promise<ReturnType<typeof prefixesIn>> {
    const answer = await this.#send({ method: 'GET', path: '/swagger/doc.json', signal });
    return answer.status === 200 && answer.body.kind === 'json' ? prefixesIn(answer.body.value) : null;
  }

  async #signIn(prefixes: readonly string[], signal: AbortSignal): Promise<{ token: Secret; login: string }> {
    const { username, password: ref } = this.#settings;
    const password = await this.#secrets.reveal(ref);
    let refused = false;
    for (const prefix of prefixes) {
      const login = `${prefix}/login`;
      const answer = await this.#send({ method: 'POST', path: login, body: { username, password: password.reveal() }, signal });
      if (answer.body.kind !== 'json') continue;
      const signedIn = SignedIn.safeParse(answer.body.value);
      if (signedIn.success && answer.status === 200) return { token: this.#secrets.learned(signedIn.data.token), login };
      refused ||= answer.status === 401 || answer.status === 403;
      if (answer.status >= 500) throw new TunnelError('agents-refused', { action: 'sign in', status: answer.status, message: bodyText(answer) });
    }
    if (refused) throw new TunnelError('agents-login-refused', { user: username });
    throw this.invalid('it has no place to sign in');
  }

  async #send(request: { method: Method; path: string; body?: unknown; bearer?: Secret; signal: AbortSignal }): Promise<HttpAnswer> {
    const { path, ...rest } = request;
    try {
      return await exchange({ ...rest, url: this.url + path });
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      if (error.reason === 'too-large') throw this.invalid(error.detail);
      throw new TunnelError('agents-unreachable', { url: this.url, reason: error.detail });
    }
  }
}

/**
 * What the server said, whatever form it has: Factory's error bodies are undocumented, and often all there is to go by. Secrets are
 * hidden before it is cut short: half a password is one too.
 */
export function bodyText(answer: HttpAnswer, hide: (text: string) => string = (text) => text): string {
  switch (answer.body.kind) {
    case 'json':
      return plainText(hide(JSON.stringify(answer.body.value)));
    case 'text':
      return plainText(hide(answer.body.text));
    case 'html':
      return 'a web page came instead of data';
    case 'empty':
      return 'no reason given';
  }
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
