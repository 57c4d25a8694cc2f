import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';
import type { KubernetesSettings } from '../../domain/site';
import type { Secrets } from '../../engine/ports';
import { pause } from '../../http/poll';
import { HttpFailure, exchange, type HttpAnswer, type Method } from '../../http/request';
import { SharedAnswer } from '../../http/shared-answer';
import { connectionTo, type ClusterConnection } from './connection';
import { checkedAccess, readKubeconfig, type ClusterAccess } from './kubeconfig';
import { US } from './marks';
import { Status } from './objects';

/** Those that we touch, by the name that roles know them by. */
export const RESOURCES = {
  deployments: '/apis/apps/v1',
  services: '/api/v1',
  configmaps: '/api/v1',
  secrets: '/api/v1',
  pods: '/api/v1',
} as const;
export type Resource = keyof typeof RESOURCES;

/** Somebody else changed or made it meanwhile (409): read it again. */
export class Conflict extends Error {}

interface Door extends ClusterConnection {
  readonly access: ClusterAccess;
}

const PAGE = 100;
/** A namespace of three thousand agents; more are not looked through. */
const MOST_PAGES = 30;
const MOST_TRIES = 3;

const List = z.object({ items: z.array(z.unknown()).nullish(), metadata: z.object({ continue: z.string().max(4_000).nullish() }).nullish() });

/** A conversation with the API server of one cluster about one namespace (Kubernetes API conventions, v1 objects only). */
export class ClusterClient {
  readonly namespace: string;
  readonly #settings: KubernetesSettings;
  readonly #secrets: Secrets;
  readonly #door = new SharedAnswer(() => this.#open());

  constructor(settings: KubernetesSettings, secrets: Secrets) {
    this.namespace = settings.namespace;
    this.#settings = settings;
    this.#secrets = secrets;
  }

  /** null: there is none of that name. */
  async read<T>(resource: Resource, name: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T | null> {
    const answer = await this.ask({ method: 'GET', path: this.path(resource, name), signal });
    if (answer.status === 404) {
      this.#refuseNamespace(answer);
      return null;
    }
    return this.#object(answer, schema, `read the ${resource} ${name}`, `get ${resource}`);
  }

  /** All of them, or those with these labels. What cannot be understood is left out. */
  async list<T>(resource: Resource, schema: z.ZodType<T>, signal: AbortSignal, labels: Readonly<Record<string, string>> = {}): Promise<T[]> {
    const found: T[] = [];
    const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(',');
    let next = '';
    for (let page = 0; page < MOST_PAGES; page++) {
      const query = new URLSearchParams({ limit: String(PAGE), ...(selector === '' ? {} : { labelSelector: selector }), ...(next === '' ? {} : { continue: next }) });
      const answer = await this.ask({ method: 'GET', path: `${this.path(resource)}?${query.toString()}`, signal });
      const { items, metadata } = this.#object(answer, List, `list the ${resource}`, `list ${resource}`);
      for (const item of items ?? []) {
        const parsed = schema.safeParse(item);
        if (parsed.success) found.push(parsed.data);
      }
      next = metadata?.continue ?? '';
      if (next === '') break;
    }
    return found;
  }

  /** @throws Conflict where there is one of that name. `hide`: values that the server's words may quote. */
  async create<T>(resource: Resource, body: object, schema: z.ZodType<T>, hide: readonly string[], signal: AbortSignal): Promise<T> {
    const answer = await this.ask({ method: 'POST', path: this.path(resource), body, signal });
    if (answer.status === 409) throw new Conflict();
    return this.#object(answer, schema, `make the ${resource} of an agent`, `create ${resource}`, hide);
  }

  /**
   * Whole, and only if it is still as it was read: Factory's own role has `update` and not `patch`, so whoever has its rights has all
   * that we need. @throws Conflict.
   */
  async replace<T>(resource: Resource, body: { readonly metadata: { readonly name: string } }, schema: z.ZodType<T>, hide: readonly string[], signal: AbortSignal): Promise<T> {
    const answer = await this.ask({ method: 'PUT', path: this.path(resource, body.metadata.name), body, signal });
    if (answer.status === 409 || answer.status === 404) throw new Conflict();
    return this.#object(answer, schema, `change the ${resource} ${body.metadata.name}`, `update ${resource}`, hide);
  }

  /** The very one that was read. Gone already, or another one by now, is fine: the caller looks. */
  async remove(resource: Resource, name: string, uid: string, signal: AbortSignal): Promise<void> {
    const options = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', preconditions: { uid } };
    const answer = await this.ask({ method: 'DELETE', path: this.path(resource, name), body: options, signal });
    if (answer.status === 404 || answer.status === 409 || isYes(answer)) return;
    throw this.#refusal(answer, `remove the ${resource} ${name}`, `delete ${resource}`);
  }

  path(resource: Resource, name?: string): string {
    return `${RESOURCES[resource]}/namespaces/${this.namespace}/${resource}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
  }

  /** Any status but 401 is an answer. What only reads is asked again where the server was not there, or said "not now". */
  async ask(request: { readonly method: Method; readonly path: string; readonly body?: unknown; readonly signal: AbortSignal }): Promise<HttpAnswer> {
    for (let tries = 1; ; tries++) {
      const last = request.method !== 'GET' || tries >= MOST_TRIES;
      try {
        const answer = await this.send(request);
        if (answer.status === 401) throw new TunnelError('agents-login-refused', { user: await this.user(request.signal) });
        if (last || (answer.status < 500 && answer.status !== 429)) return answer;
      } catch (error) {
        if (!(error instanceof HttpFailure)) throw error;
        if (last || error.reason === 'certificate' || error.reason === 'deadline') throw await this.unreachable(error, request.signal);
      }
      await pause(300 * tries, request.signal);
    }
  }

  /** As it is: @throws HttpFailure, cancelled, kubeconfig-invalid. */
  async send(request: { readonly method: Method; readonly path: string; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>>; readonly keepLines?: boolean; readonly maxText?: number; readonly deadlineMs?: number; readonly signal: AbortSignal }): Promise<HttpAnswer> {
    const { path, headers, ...rest } = request;
    const door = await this.#door.get(request.signal);
    return exchange({ ...rest, url: door.access.server + path, headers: { 'User-Agent': US, ...headers, ...door.headers }, agent: door.agent });
  }

  async user(signal: AbortSignal): Promise<string> {
    return plainText((await this.#door.get(signal)).access.user, 100);
  }

  async server(signal: AbortSignal): Promise<string> {
    return (await this.#door.get(signal)).access.server;
  }

  async unreachable(error: HttpFailure, signal: AbortSignal): Promise<TunnelError> {
    const reason = error.reason === 'certificate' ? `its certificate is not trusted (${error.detail})` : error.detail;
    return new TunnelError('agents-unreachable', { url: await this.server(signal), reason: plainText(reason, 200) });
  }

  forbidden(action: string, right: string): TunnelError {
    return new TunnelError('agents-forbidden', { action, right, namespace: this.namespace });
  }

  #object<T>(answer: HttpAnswer, schema: z.ZodType<T>, action: string, right: string, hide: readonly string[] = []): T {
    if (!isYes(answer) || answer.body.kind !== 'json') throw this.#refusal(answer, action, right, hide);
    const parsed = schema.safeParse(answer.body.value);
    if (!parsed.success) throw new TunnelError('agents-refused', { action, status: answer.status, message: 'the answer is not what a Kubernetes API server says' });
    return parsed.data;
  }

  #refusal(answer: HttpAnswer, action: string, right: string, hide: readonly string[] = []): TunnelError {
    this.#refuseNamespace(answer);
    const message = words(answer, hide);
    // The one 403 that is no lack of rights (resource quota admission).
    if (answer.status === 403 && !/exceeded quota/.test(message)) return this.forbidden(action, right);
    return new TunnelError('agents-refused', { action, status: answer.status, message });
  }

  #refuseNamespace(answer: HttpAnswer): void {
    if (answer.status === 404 && statusIn(answer)?.details?.kind === 'namespaces') throw new TunnelError('agents-namespace-missing', { namespace: this.namespace });
  }

  async #open(): Promise<Door> {
    const { auth } = this.#settings;
    const access = auth.kind === 'kubeconfig'
      ? readKubeconfig((await this.#secrets.reveal(auth.kubeconfig)).reveal(), auth.context)
      : accessByToken(auth.server, (await this.#secrets.reveal(auth.token)).reveal().trim(), auth.certificate);
    // The store registered the whole text; these stand in it and travel alone.
    for (const secret of [access.token, access.password, access.keyData, access.proxyUrl]) if (secret !== undefined && secret !== '') this.#secrets.learned(secret);
    return { access, ...(await connectionTo(access)) };
  }
}

function accessByToken(server: string, token: string, certificate: string | null): ClusterAccess {
  try {
    return checkedAccess({ server: server.replace(/\/+$/, ''), user: 'token', token, ...(certificate === null ? {} : { caData: Buffer.from(certificate).toString('base64') }) });
  } catch (error) {
    // There is no file that a person could choose another one for.
    throw error instanceof TunnelError && error.code === 'kubeconfig-invalid' ? new TunnelError('input-invalid', { field: 'agents.auth', reason: error.params['reason'] ?? '' }) : error;
  }
}

/** No answer, or one that says "not now". */
export function isTransient(error: unknown): error is TunnelError {
  return error instanceof TunnelError && (error.code === 'agents-unreachable' || (error.code === 'agents-refused' && (Number(error.params['status']) >= 500 || error.params['status'] === 429)));
}

export function statusIn(answer: HttpAnswer): Status | null {
  const parsed = answer.body.kind === 'json' ? Status.safeParse(answer.body.value) : null;
  return parsed?.success === true ? parsed.data : null;
}

function isYes({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

/** What the server said. Secrets are hidden before it is cut short: half a password is one too. */
function words(answer: HttpAnswer, hide: readonly string[]): string {
  const { body } = answer;
  const said = statusIn(answer)?.message ?? (body.kind === 'json' ? JSON.stringify(body.value) : body.kind === 'text' ? body.text : body.kind === 'html' ? 'a web page came instead of data' : 'no reason given');
  return plainText(hide.reduce((text, secret) => (secret.length < 4 ? text : text.replaceAll(secret, '[secret]')), said));
}
