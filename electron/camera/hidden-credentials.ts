import type { Login } from '../engine/ports';

/**
 * Some makers put user and password into the address itself: Xiongmai into the path (`user=admin_password=…_channel=1`), others
 * into the query. Such an address is kept with `{user}` and `{pass}` in their place, and filled only on its way to the camera.
 */
export function hideCredentials(uri: string): string {
  return uri
    .replace(/user=[^_/?&]*_password=[^/?&]*?(?=_channel|[/?&]|$)/i, 'user={user}_password={pass}')
    .replace(/([?&](?:user|username|usr|loginuse)=)[^&]*/gi, '$1{user}')
    .replace(/([?&](?:password|passwd|pwd|pass|loginpas)=)[^&]*/gi, '$1{pass}');
}

/** Is it an address that carries a login, so that asking for it is a try of one? */
export function holdsCredentials(uri: string): boolean {
  return uri.includes('{pass}');
}

/** For the wire only. Without a login the places stay empty words: what the camera named is not guessed again. */
export function fillCredentials(uri: string, login: Login | null): string {
  return login === null ? uri : uri.replaceAll('{user}', encodeURIComponent(login.username)).replaceAll('{pass}', encodeURIComponent(login.password.reveal()));
}
