import { TunnelError } from '../../domain/errors';
import type { Secret } from '../../domain/secret';
import { deviceText } from '../device-text';
import type { OnvifClient } from './onvif-client';
import { NAMESPACES, type SoapAnswer } from './soap';
import { descendants, escapeXml, firstDescendant, textAt } from './xml';

const SCHEMA = 'http://www.onvif.org/ver10/schema';
/** Operations that a device may leave out (ONVIF Core 5.8.2), as they say it. */
const NOT_OFFERED = /ActionNotSupported|NotImplemented|UnknownAction/i;

/**
 * Gives a user of the camera another password (ONVIF Core 8.4, devicemgmt.wsdl GetUsers and SetUser). SetUser replaces the whole user:
 * the level is asked before and sent back as it was. The new password goes as it is, readable where the service has no TLS; ONVIF
 * knows no other way.
 * @throws TunnelError `camera-no-users` where this is not offered, or not to this user; `camera-password-refused` with what the camera
 * said; and what `OnvifClient.call` throws.
 */
export async function setUserPassword(client: OnvifClient, address: string, username: string, password: Secret): Promise<void> {
  const level = await userLevel(client, address, username);
  const user = `<Username xmlns="${SCHEMA}">${escapeXml(username)}</Username><Password xmlns="${SCHEMA}">${escapeXml(password.reveal())}</Password><UserLevel xmlns="${SCHEMA}">${escapeXml(level)}</UserLevel>`;
  const answer = await ask(client, address, 'SetUser', `<SetUser xmlns="${NAMESPACES.device}"><User>${user}</User></SetUser>`);
  if (answer.kind === 'fault') throw new TunnelError('camera-password-refused', { address, reason: sayingOf(answer) });
}

/** As the camera names it, to be sent back. @throws `camera-no-users`, where the password cannot be set either. */
export async function userLevel(client: OnvifClient, address: string, username: string): Promise<string> {
  const answer = await ask(client, address, 'GetUsers', `<GetUsers xmlns="${NAMESPACES.device}"/>`);
  if (answer.kind === 'fault') throw new TunnelError('camera-no-users', { address, reason: `GetUsers: ${sayingOf(answer)}` });
  const users = [...descendants(firstDescendant(answer.body, 'GetUsersResponse'), 'User')];
  const level = deviceText(textAt(users.find((user) => textAt(user, 'Username') === username) ?? null, 'UserLevel'), 60);
  if (level === null) throw new TunnelError('camera-no-users', { address, reason: `GetUsers: no ${username}` });
  return level;
}

/** With a login that was accepted a moment ago, so what is refused now is the operation and not the password. */
async function ask(client: OnvifClient, address: string, operation: string, body: string): Promise<SoapAnswer> {
  let answer: SoapAnswer;
  try {
    answer = await client.ask('device', operation, body);
  } catch (error) {
    if (error instanceof TunnelError && error.code === 'camera-login-refused') throw new TunnelError('camera-no-users', { address, reason: `${operation}: HTTP 401` });
    throw error;
  }
  if (answer.kind === 'fault' && (answer.loginMissing || NOT_OFFERED.test(answer.codes))) throw new TunnelError('camera-no-users', { address, reason: `${operation}: ${sayingOf(answer)}` });
  return answer;
}

function sayingOf({ codes, reason }: Extract<SoapAnswer, { kind: 'fault' }>): string {
  return deviceText(reason ?? codes, 200) ?? 'HTTP 403';
}
