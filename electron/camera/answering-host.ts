import { withoutUnsafe } from './device-text';

/** An address that a camera gave us, put right: cameras name old, private, loopback or `0.0.0.0` addresses of themselves. */
export interface AnsweringAddress {
  /** The same scheme, port, path and query at the host that really answered; without credentials. */
  readonly uri: string;
  /** The host the camera had named, lower case. */
  readonly namedHost: string;
  readonly scheme: string;
  /** null: the scheme's default. */
  readonly port: number | null;
}

const SHAPE = /^([a-z][a-z0-9+.-]{1,9}):\/\/(?:[^\s/?#@]*@)?(\[[0-9a-f:.%]+\]|[^\s/?#:@[\]]*)(?::(\d{0,5}))?([/?][^\s#]*)?(?:#\S*)?$/i;

/**
 * Puts the host that answered into an address, by text and not by the `URL` class, which would re-encode the odd paths of
 * cameras (`…&proto=Onvif/`, `user=…_channel=1`). Null for what is no absolute address of one of the `schemes`.
 * Sources: agsh/onvif#41 and #170, home-assistant/core#34218, AlexxIT/go2rtc (0.0.0.0).
 */
export function atAnsweringHost(text: string, host: string, schemes: readonly string[]): AnsweringAddress | null {
  if (text.length > 4000) return null;
  // Shown as well as asked for: what a terminal obeys or the eye does not see has no place in it.
  const trimmed = withoutUnsafe(text.trim()).trim();
  if (trimmed.length > 1000) return null;
  const match = SHAPE.exec(trimmed);
  if (match === null) return null;
  const [, scheme = '', namedHost = '', portText = '', rest = '/'] = match;
  if (!schemes.includes(scheme.toLowerCase())) return null;
  const port = portText === '' ? null : Number(portText);
  if (port !== null && (port < 1 || port > 65535)) return null;
  const path = rest.startsWith('?') ? `/${rest}` : rest;
  return { uri: `${scheme.toLowerCase()}://${host}${port === null ? '' : `:${port}`}${path}`, namedHost: namedHost.toLowerCase(), scheme: scheme.toLowerCase(), port };
}

/** The same address on another port. */
export function onPort(uri: string, port: number): string {
  return uri.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#:]+)(?::\d+)?/i, `$1:${port}`);
}
