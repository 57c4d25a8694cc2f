import { setTimeout as wait } from 'node:timers/promises';
import { TunnelError, cancelled } from '../domain/errors';
import { plainText } from '../domain/plain-text';
import { isOwnAddress, isSafeAddress } from '../domain/safe-address';
import { after } from '../engine/deadline';

export interface Download {
  readonly url: string;
  /** More than this is never read. */
  readonly mostBytes: number;
  readonly signal: AbortSignal;
  /** Bytes so far and in all, where the server says it. */
  readonly onBytes?: (got: number, total: number | null) => void;
  /** May it begin at a plain http address? Only where the checksum is known beforehand. */
  readonly plainHttp?: boolean;
  /** For all of it. */
  readonly deadlineMs?: number;
  /** Without a single byte. */
  readonly silenceMs?: number;
  /** Before the first attempt to go on where it was cut; doubled each time that brought nothing. */
  readonly pauseMs?: number;
}

const DEADLINE_MS = 20 * 60_000;
const SILENCE_MS = 30_000;
const PAUSE_MS = 500;
/** In a row that brought nothing: with pauses of 0.5 to 4 s this outlasts a cable that is plugged in again. */
const VAIN_ATTEMPTS = 4;
/** A line that is cut this often brings nothing home. */
const ATTEMPTS = 50;
/** A release on GitHub is one away. */
const MAX_REDIRECTS = 5;

/**
 * A file from the web, in memory. Redirects lead only to https (or from this computer to itself); a download that was cut goes on
 * where it stopped, or starts anew where the server cannot. Whose bytes they are, the checksum says.
 * @throws client-download-failed, cancelled.
 */
export async function download(request: Download): Promise<Uint8Array> {
  const { url, signal, mostBytes } = request;
  const failed = (reason: string): TunnelError => new TunnelError('client-download-failed', { url, reason: plainText(reason, 200) });
  const deadlineMs = request.deadlineMs ?? DEADLINE_MS;
  const deadline = after(deadlineMs);
  const body = new Body(mostBytes, request.onBytes ?? (() => undefined));
  let vain = 0;
  for (let attempt = 1; ; attempt++) {
    const before = body.length;
    try {
      await receive(request, body, AbortSignal.any([signal, deadline]));
      return body.whole();
    } catch (error) {
      if (signal.aborted) throw cancelled();
      if (deadline.aborted) throw failed(`not done within ${deadlineMs / 1000} s`);
      if (error instanceof Final) throw failed(error.message);
      vain = body.length > before ? 0 : vain + 1;
      // Nothing at all came: there is nothing to go on with, and another address may do better.
      if ((body.length === 0 && !(error instanceof Anew)) || vain > VAIN_ATTEMPTS || attempt >= ATTEMPTS) throw failed(causeOf(error));
    }
    if (vain > 0) await wait((request.pauseMs ?? PAUSE_MS) * 2 ** (vain - 1), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw cancelled();
  }
}

/** Trying again would not help. */
class Final extends Error {}

/** What came is of no use any more. */
class Anew extends Error {}

/** What came so far. */
class Body {
  etag: string | null = null;
  length = 0;
  readonly #mostBytes: number;
  readonly #onBytes: (got: number, total: number | null) => void;
  #chunks: Uint8Array[] = [];

  constructor(mostBytes: number, onBytes: (got: number, total: number | null) => void) {
    this.#mostBytes = mostBytes;
    this.#onBytes = onBytes;
  }

  empty(): void {
    this.#chunks = [];
    this.length = 0;
    this.etag = null;
  }

  take(chunk: Uint8Array, total: number | null): void {
    this.length += chunk.length;
    if (this.length > this.#mostBytes) throw new Final('too large');
    this.#chunks.push(chunk);
    this.#onBytes(this.length, total);
  }

  whole(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}

async function receive(request: Download, body: Body, signal: AbortSignal): Promise<void> {
  const silence = new Silence(request.silenceMs ?? SILENCE_MS);
  const stop = AbortSignal.any([signal, silence.signal]);
  let response: Response | null = null;
  try {
    response = await follow(request, body, stop);
    silence.heard();
    const total = begin(response, body, request.mostBytes);
    // A body that ends early is an error of its own; one without a length ends when the server says so.
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      silence.heard();
      body.take(chunk, total);
    }
  } catch (error) {
    throw silence.signal.aborted ? new Error(`nothing came for ${(request.silenceMs ?? SILENCE_MS) / 1000} s`) : error;
  } finally {
    silence.end();
    await response?.body?.cancel().catch(() => undefined);
  }
}

async function follow(request: Download, body: Body, signal: AbortSignal): Promise<Response> {
  let url = request.url;
  if (!isSafeAddress(url) && request.plainHttp !== true) throw new Final('it is not an https address');
  const range: Record<string, string> = body.length === 0 ? {} : { Range: `bytes=${body.length}-`, ...(body.etag === null ? {} : { 'If-Range': body.etag }) };
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    // Followed by hand: fetch would also go from https to http.
    const response = await fetch(url, { signal, redirect: 'manual', headers: { 'Accept-Encoding': 'identity', 'User-Agent': 'kerberos-tunnel', ...range } });
    const location = response.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    await response.body?.cancel().catch(() => undefined);
    url = redirectTarget(url, location);
  }
  throw new Final('too many redirects');
}

/** @throws Error with the reason. */
export function redirectTarget(from: string, location: string): string {
  if (!URL.canParse(location, from)) throw new Final('it redirects to an address that is none');
  const there = new URL(location, from);
  const host = plainText(there.host, 100);
  // A server outside has no business with what runs on this computer.
  if (isOwnAddress(there.href) && !isOwnAddress(from)) throw new Final(`it redirects to this computer, ${host}`);
  if (!isSafeAddress(there.href)) throw new Final(`it redirects to ${host} without encryption`);
  return there.href;
}

/** Looks at the head of an answer; returns how long the whole file is, where it says so. */
function begin(response: Response, body: Body, mostBytes: number): number | null {
  if (response.status === 416 || (response.status === 206 && !goesOnAt(response, body.length))) {
    body.empty();
    throw new Anew('it cannot go on where it stopped');
  }
  if (response.status >= 500 || response.status === 429) throw new Error(`HTTP ${response.status}`);
  if (response.status !== 200 && response.status !== 206) throw new Final(`HTTP ${response.status}`);
  const encoding = response.headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') throw new Final('it comes compressed, which was not asked for');
  if (response.status === 200) body.empty();
  const etag = response.headers.get('etag');
  body.etag = etag === null || etag.startsWith('W/') ? null : etag;
  const length = Number(response.headers.get('content-length') ?? 'none');
  const total = Number.isSafeInteger(length) ? body.length + length : null;
  if (total !== null && total > mostBytes) throw new Final('too large');
  if (response.body === null) throw new Final('an empty answer');
  return total;
}

function goesOnAt(response: Response, length: number): boolean {
  return response.headers.get('content-range')?.startsWith(`bytes ${length}-`) === true;
}

function causeOf(error: unknown): string {
  if (error instanceof Error && error.cause instanceof Error) return error.cause.message;
  return error instanceof Error ? error.message : String(error);
}

/** Speaks when nothing was heard for a while. */
class Silence {
  readonly #abort = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(milliseconds: number) {
    this.#timer = setTimeout(() => { this.#abort.abort(); }, milliseconds);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  heard(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
