/**
 * Some makers want user and password in the address itself (Xiongmai: `/user=…_password=…_channel=1`); such an address is kept
 * with `{user}` and `{pass}` in their place. Filled for the agent only, percent-encoded; without a login it stays as it is.
 */
export function fillCredentials(uri: string, login: { username: string; password: string } | null): string {
  return login === null ? uri : uri.replaceAll('{user}', encode(login.username)).replaceAll('{pass}', encode(login.password));
}

/** `user:password@` in front of an RTSP address, percent-encoded so that no character of a password can end it. */
export function withLogin(uri: string, login: { username: string; password: string } | null): string {
  const match = /^(rtsps?:\/\/)(?:[^/?#@]*@)?(.*)$/i.exec(uri.trim());
  if (match === null || login === null) return uri;
  return `${match[1] ?? ''}${encode(login.username)}:${encode(login.password)}@${match[2] ?? ''}`;
}

/** `encodeURIComponent` leaves `!'()*`, which RFC 3986 reserves; agents hand the address to several parsers. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `host:port` as the agent wants its ONVIF address, from the camera's device service URL (or from that form itself). */
export function onvifAddress(onvif: string): string | null {
  if (!/^[a-z]+:\/\//i.test(onvif)) return /^[\w.-]+(:\d{1,5})?$/.test(onvif) ? onvif : null;
  if (!URL.canParse(onvif)) return null;
  const url = new URL(onvif);
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}
