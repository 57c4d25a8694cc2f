import { TunnelError } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';
import { Redactor } from '../../domain/redaction';
import { HttpFailure, exchange, type HttpAnswer, type Method } from '../../http/request';

/** A place where recordings go, as it is being asked. */
export interface StoragePlace {
  /** As people know it: `Kerberos Vault`. */
  readonly name: string;
  /** Of its API, without a slash at the end. */
  readonly url: string;
  /** Takes the keys out of whatever it answers. */
  readonly hide: (text: string) => string;
}

/** For one call; a check makes three at most, one after the other. */
const CALL_DEADLINE_MS = 10_000;

/** Codes of Node and OpenSSL for a server that answers an https greeting with something else. */
const NOT_TLS = /^(EPROTO|ERR_SSL_)/;

/** `keys`: what must be in no text that is made of an answer. */
export function storagePlace(name: string, uri: string, keys: readonly string[]): StoragePlace {
  const redactor = new Redactor();
  for (const key of keys) redactor.register(key);
  return { name, url: apiAddress(uri), hide: redactor.redact };
}

/** The agents put `/ping` and `/storage` behind the address as it is: a slash at its end would be one too many. */
export function apiAddress(uri: string): string {
  return uri.trim().replace(/\/+$/, '');
}

/** A header can hold no end of a line and nothing but Latin letters; whoever pastes a key easily takes a line break along. @throws input-invalid. */
export function headerValue(value: string, field: string): string {
  if (!/^[\x21-\x7e]+$/.test(value)) throw new TunnelError('input-invalid', { field, reason: value.trim() === '' ? 'it is empty' : 'it holds a space, a line break or a letter that no key has' });
  return value;
}

/** One call to its API; `path` begins with a slash. @throws storage-unreachable, storage-answer-invalid, cancelled. */
export async function askStorage(place: StoragePlace, request: { readonly method: Method; readonly path: string; readonly headers?: Readonly<Record<string, string>> }, signal: AbortSignal): Promise<HttpAnswer> {
  const { path, ...rest } = request;
  try {
    const answer = await exchange({ ...rest, url: place.url + path, deadlineMs: CALL_DEADLINE_MS, signal });
    // Go's own server says this on a port that wants TLS (net/http, server.go).
    if (answer.status === 400 && answer.body.kind === 'text' && answer.body.text.includes('HTTP request to an HTTPS server')) throw invalid(place, `it wants https there: ${place.url.replace(/^http:/i, 'https:')}`);
    if (answer.status === 429 || answer.status >= 500) throw unreachable(place, `it answered ${answer.status}`);
    return answer;
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    throw translated(place, error);
  }
}

function translated(place: StoragePlace, { reason, detail }: HttpFailure): TunnelError {
  switch (reason) {
    case 'certificate':
      return NOT_TLS.test(detail) ? noTls(place, detail) : unreachable(place, `its certificate is not trusted (${detail}); the agents would refuse it as well`);
    case 'redirected':
      return invalid(place, `${detail}${/^http:/i.test(place.url) ? '; its address probably begins with https://' : ''}`);
    case 'too-large':
      return invalid(place, detail);
    case 'deadline':
    case 'unreachable':
      return NOT_TLS.test(detail) ? noTls(place, detail) : unreachable(place, detail);
  }
}

function noTls(place: StoragePlace, detail: string): TunnelError {
  return invalid(place, `it speaks no https there (${detail})`);
}

export function unreachable(place: StoragePlace, reason: string): TunnelError {
  return new TunnelError('storage-unreachable', { place: place.name, url: place.url, reason });
}

/** What answers is not what was expected there. */
export function invalid(place: StoragePlace, reason: string): TunnelError {
  return new TunnelError('storage-answer-invalid', { place: place.name, url: place.url, reason });
}

export function keysRefused(place: StoragePlace, answer: HttpAnswer): TunnelError {
  const said = wordsOf(place, answer);
  return new TunnelError('storage-keys-refused', { place: place.name, url: place.url, status: answer.status }, said === '' ? {} : { detail: said });
}

/** What it said, one line without keys; '' where it said nothing. */
function wordsOf(place: StoragePlace, { body }: HttpAnswer): string {
  switch (body.kind) {
    case 'json':
      return plainText(place.hide(JSON.stringify(body.value)), 300);
    case 'text':
      return plainText(place.hide(body.text), 300);
    case 'html':
    case 'empty':
      return '';
  }
}
