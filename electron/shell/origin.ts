/** The window's page lives at `app://tunnel/`; everything else is foreign. */
export const SCHEME = 'app';
export const HOST = 'tunnel';
export const START_URL = `${SCHEME}://${HOST}/`;

/** Exact scheme and host. Node says that the origin of a scheme it does not know is "null", so the parts are compared. */
export function isOurs(url: string): boolean {
  const parsed = parse(url);
  return parsed !== null && parsed.protocol === `${SCHEME}:` && parsed.host === HOST && parsed.username === '' && parsed.password === '';
}

/** The one page there is: what may be loaded into the window (also again, by a reload). */
export function isStartPage(url: string): boolean {
  const parsed = parse(url);
  return parsed !== null && isOurs(url) && (parsed.pathname === '/' || parsed.pathname === '/index.html');
}

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}
