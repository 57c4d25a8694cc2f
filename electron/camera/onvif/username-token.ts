import { createHash, randomBytes } from 'node:crypto';
import type { Login } from '../../engine/ports';
import { escapeXml } from './xml';

const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';

/**
 * WS-UsernameToken with digest (OASIS UsernameToken Profile 1.0, ONVIF Core 5.12.1): Base64(SHA1(nonce + created + password)).
 * `cameraTime` is the camera's own clock, milliseconds since 1970: a camera that lives in 1970 refuses today's date. Without
 * fractions of a second, which some refuse.
 */
export function usernameToken(login: Login, cameraTime: number, nonce: Uint8Array = randomBytes(16)): string {
  const created = new Date(cameraTime).toISOString().replace(/\.\d+Z$/, 'Z');
  const digest = createHash('sha1').update(nonce).update(created, 'utf8').update(login.password.reveal(), 'utf8').digest('base64');
  return (
    `<Security s:mustUnderstand="1" xmlns="${WSS}-wssecurity-secext-1.0.xsd"><UsernameToken>` +
    `<Username>${escapeXml(login.username)}</Username>` +
    `<Password Type="${WSS}-username-token-profile-1.0#PasswordDigest">${digest}</Password>` +
    `<Nonce EncodingType="${WSS}-soap-message-security-1.0#Base64Binary">${Buffer.from(nonce).toString('base64')}</Nonce>` +
    `<Created xmlns="${WSS}-wssecurity-utility-1.0.xsd">${created}</Created>` +
    `</UsernameToken></Security>`
  );
}
