/** Where the answer to DESCRIBE came from, for joining `a=control`. */
export interface DescribedAt {
  readonly requestUri: string;
  readonly contentBase: string | null;
  readonly contentLocation: string | null;
}

/** `rtsp://host:port` that we are connected to. */
export type Origin = string;

/**
 * Base of relative control addresses: Content-Base, Content-Location, request URL (RFC 2326 C.1.1). A base without scheme
 * (Anjvision), or naming 127.0.0.1 (H264DVR), a host name or an old address, is moved to where we are connected: the camera
 * matches the path, and its digest covers what we send.
 */
export function controlBase(at: DescribedAt, origin: Origin): string {
  const named = at.contentBase ?? at.contentLocation;
  return named === null ? at.requestUri : atOrigin(named, origin, at.requestUri);
}

/**
 * Address of one track, or of the whole session. Joined by appending, as cameras expect it and RFC 3986 would not do it:
 * `…?channel=1&subtype=1` + `trackID=0` is `…?channel=1&subtype=1/trackID=0` (Dahua).
 */
export function controlAddress(base: string, control: string | null, origin: Origin): string {
  if (control === null || control === '*') return base;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(control)) return atOrigin(control, origin, base);
  return `${base}${base.endsWith('/') ? '' : '/'}${control.replace(/^\/+/, '')}`;
}

function atOrigin(named: string, origin: Origin, fallback: string): string {
  // eslint-disable-next-line no-control-regex -- a line break would write a header of its own
  const text = named.trim().replace(/[\u0000-\u0020\u007f]/g, '');
  const match = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#@]*@)?[^/?#]+([/?].*)?$/i.exec(text);
  if (match === null || text.length > 1500) return fallback;
  return `${origin}${match[1] ?? '/'}`;
}
