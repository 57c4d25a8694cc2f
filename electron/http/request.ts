import { setMaxListeners } from 'node:events';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { AxiosError, type AxiosResponse } from 'axios';
import { cancelled } from '../domain/errors';
import type { Secret } from '../domain/secret';
import { isShallow } from './json-depth';
import { plainText } from '../domain/plain-text';
import { trustingAgent } from './trusting-agent';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

export interface HttpRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bearer?: Secret;
  /** Sent as JSON. May hold revealed secrets: it goes nowhere but on the wire. */
  readonly body?: unknown;
  /** Is the answer a text whose lines matter, such as a file? */
  readonly keepLines?: boolean;
  /** Characters that are kept of a text with lines; absent: 10,000. */
  readonly maxText?: number;
  /** Opens the connections where the server asks for a certificate of ours, or shows one that only we know; absent: the shared ones. */
  readonly agent?: HttpAgent | HttpsAgent;
  /** PEM of what is trusted besides the system's own authorities, for this server only (`trusting-agent.ts`). */
  readonly certificate?: string;
  /** For the whole exchange, redirects and body included. */
  readonly deadlineMs?: number;
  readonly signal: AbortSignal;
}

/** `html` is told apart, because a web application's fallback page answers 200 to any path. Its text is not kept. */
export type HttpBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'html' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'empty' };

/** Any status is an answer: which ones are failures, the caller knows. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: HttpBody;
}

/** There was no answer, or one that must not be read. Says nothing of the request's content; `detail` is for the expert. */
export class HttpFailure extends Error {
  readonly reason: 'unreachable' | 'deadline' | 'too-large' | 'redirected' | 'certificate';
  readonly detail: string;
  constructor(reason: HttpFailure['reason'], detail: string) {
    super(`${reason}: ${detail}`);
    this.name = 'HttpFailure';
    this.reason = reason;
    this.detail = detail;
  }
}

const MAX_BODY = 4 * 1024 * 1024;
/** Of what is neither JSON nor a page: an error message. */
const MAX_TEXT = 10_000;
const MAX_REDIRECTS = 3;
const DEADLINE_MS = 30_000;

let sent = 0;

/** Calls that this program sent so far, redirects and repetitions included: each is a round trip. */
export function exchangesSent(): number {
  return sent;
}

// Kept alive: a site of 64 cameras is several hundred small calls to the same two servers.
const AGENTS = { httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 12 }), httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 12 }) };

/**
 * One JSON exchange with a deadline and a cancel that reach the socket, at most 4 MiB each way. Follows redirects only on the
 * same host and never from https to http, so that a token goes to nobody else. Throws `cancelled` or `HttpFailure`, never an
 * error of the HTTP library (those hold the whole request, password included).
 */
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  if (request.signal.aborted) throw cancelled();
  // One signal stops a whole run: with twelve cameras more than ten calls listen to it, which Node would call a leak.
  setMaxListeners(0, request.signal);
  const deadlineMs = request.deadlineMs ?? DEADLINE_MS;
  const stop = new AbortController();
  const onAbort = (): void => { stop.abort(); };
  request.signal.addEventListener('abort', onAbort, { once: true });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop.abort();
  }, deadlineMs);
  try {
    const response = await follow(request, stop.signal);
    return { status: response.status, body: readBody(response, request.keepLines === true, request.maxText ?? MAX_TEXT) };
  } catch (error) {
    if (request.signal.aborted) throw cancelled();
    if (late) throw new HttpFailure('deadline', `no answer within ${deadlineMs / 1000} s`);
    throw failure(error);
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', onAbort);
  }
}

async function follow(request: HttpRequest, signal: AbortSignal): Promise<AxiosResponse<Buffer>> {
  let { method, url } = request;
  let body = request.body;
  for (let hops = 0; ; hops++) {
    const response = await send(method, url, body, request, signal);
    const location: unknown = response.headers['location'];
    if (response.status < 300 || response.status > 399 || response.status === 304 || typeof location !== 'string') return response;
    const next = redirectTarget(url, location);
    if (hops >= MAX_REDIRECTS) throw new HttpFailure('redirected', 'too many redirects');
    if (response.status === 307 || response.status === 308) {
      url = next;
      continue;
    }
    // 301, 302 and 303 turn a POST into a GET: for an API that is a lost call, not an answer.
    if (method !== 'GET') throw new HttpFailure('redirected', `a ${method} was redirected (${response.status})`);
    method = 'GET';
    body = undefined;
    url = next;
  }
}

function redirectTarget(from: string, location: string): string {
  const here = new URL(from);
  const there = URL.canParse(location, from) ? new URL(location, from) : null;
  if (there === null) throw new HttpFailure('redirected', 'to an address that is none');
  const upgrade = here.protocol === 'http:' && there.protocol === 'https:' && here.port === '' && there.port === '';
  if (there.hostname !== here.hostname || (there.origin !== here.origin && !upgrade)) throw new HttpFailure('redirected', `to another server, ${plainText(there.host, 100)}`);
  return there.href;
}

async function send(method: Method, url: string, body: unknown, request: HttpRequest, signal: AbortSignal, again = false): Promise<AxiosResponse<Buffer>> {
  sent++;
  try {
    return await axios.request<Buffer>({
      method,
      url,
      ...(body === undefined ? {} : { data: JSON.stringify(body) }),
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...request.headers,
        ...(request.bearer === undefined ? {} : { Authorization: `Bearer ${request.bearer.reveal()}` }),
      },
      responseType: 'arraybuffer',
      validateStatus: () => true,
      maxRedirects: 0,
      maxContentLength: MAX_BODY,
      maxBodyLength: MAX_BODY,
      // A proxy of the environment would be told the passwords of plain-http servers on the site's own network.
      proxy: false,
      signal,
      ...(request.agent === undefined ? connectionsFor(request.certificate) : { httpAgent: request.agent, httpsAgent: request.agent }),
    });
  } catch (error) {
    // A kept-alive socket that the server closed at the same moment: nothing was answered, so asking again is safe for these.
    if (!again && (method === 'GET' || method === 'DELETE') && !signal.aborted && onReusedSocket(error)) return send(method, url, body, request, signal, true);
    throw error;
  }
}

function connectionsFor(certificate: string | undefined): typeof AGENTS {
  if (certificate === undefined) return AGENTS;
  const httpsAgent = trustingAgent(certificate);
  if (httpsAgent === null) throw new HttpFailure('certificate', 'the given certificate cannot be read');
  return { ...AGENTS, httpsAgent };
}

function onReusedSocket(error: unknown): boolean {
  const request: unknown = error instanceof AxiosError ? error.request : undefined;
  const reused = typeof request === 'object' && request !== null && 'reusedSocket' in request && request.reusedSocket === true;
  return reused && error instanceof AxiosError && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

function failure(error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error;
  if (!(error instanceof AxiosError)) return new HttpFailure('unreachable', 'the request could not be made');
  const code = error.code ?? '';
  if (code === 'ERR_BAD_RESPONSE' && /maxContentLength/.test(error.message)) return new HttpFailure('too-large', `the answer is larger than ${MAX_BODY / 1024 / 1024} MiB`);
  if (/^(CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_SSL_)/.test(code)) return new HttpFailure('certificate', code);
  // Only the code: the message of some errors quotes the address with what stands in it.
  return new HttpFailure('unreachable', /^[A-Z0-9_]{2,60}$/.test(code) ? code : 'the connection failed');
}

function readBody(response: AxiosResponse<Buffer>, keepLines: boolean, maxText: number): HttpBody {
  const text = Buffer.from(response.data).toString('utf8').trim();
  if (text === '') return { kind: 'empty' };
  const type = String(response.headers['content-type'] ?? '').toLowerCase();
  if (type.includes('html') || /^<(!doctype|html)/i.test(text)) return { kind: 'html' };
  // Go handlers that forget the header send JSON as text/plain.
  if ((type.includes('json') || (!keepLines && /^[[{]/.test(text))) && isShallow(text)) {
    try {
      return { kind: 'json', value: JSON.parse(text) as unknown };
    } catch {
      return { kind: 'text', text: plainText(text, MAX_TEXT) };
    }
  }
  if (keepLines) return { kind: 'text', text: text.slice(0, maxText).split(/\r?\n/).map((line) => plainText(line, MAX_TEXT)).join('\n') };
  return { kind: 'text', text: plainText(text, MAX_TEXT) };
}
