import type { AgentSpec } from '../domain/agent-spec';
import { TunnelError } from '../domain/errors';
import type { Secret, SecretRef } from '../domain/secret';
import type { Secrets } from '../engine/ports';
import { apiAddress } from './storage/ask-storage';
import { encode, fillCredentials, onvifAddress, withLogin } from './stream-address';

/** The account of an agent's own pages. Its default, root/root with a signing key that everybody knows, is never left. */
export interface AgentAccount {
  readonly username: string;
  readonly password: Secret;
  /** Signs the sessions of its pages. */
  readonly jwtSecret: Secret;
}

/**
 * An agent's whole configuration as environment variables (kerberos-io/agent v3.11.1 machinery/src/config/main.go:309-646; those of the
 * account are read by the process itself). The values hold passwords: they go into a Secret or a 0600 file, never into an argument list,
 * and every form that a secret has in them is known to the redactor. No value can end its line: env files have no way to say so.
 * @throws input-invalid for one that would, secret-missing.
 */
export async function agentEnvironment(spec: AgentSpec, account: AgentAccount | null, secrets: Secrets): Promise<Record<string, string>> {
  const login = spec.login === null ? null : { username: spec.login.username, password: await value(spec.login.password, 'password of the camera', secrets) };
  // In an address it stands in another form than anybody else's percent-encoding would give it.
  if (login !== null && login.password !== '') secrets.learned(encode(login.password));
  const address = (uri: string): string => withLogin(fillCredentials(uri, login), login);
  const xaddr = spec.onvif === null ? null : onvifAddress(spec.onvif);
  return oneLineEach({
    AGENT_KEY: spec.key,
    AGENT_NAME: spec.title,
    AGENT_TIMEZONE: spec.timeZone,
    AGENT_CAPTURE_IPCAMERA_RTSP: address(spec.main),
    ...(spec.sub === null ? {} : { AGENT_CAPTURE_IPCAMERA_SUB_RTSP: address(spec.sub) }),
    AGENT_CAPTURE_IPCAMERA_ONVIF: String(xaddr !== null),
    ...(xaddr === null ? {} : { AGENT_CAPTURE_IPCAMERA_ONVIF_XADDR: xaddr }),
    ...(xaddr === null || login === null ? {} : { AGENT_CAPTURE_IPCAMERA_ONVIF_USERNAME: login.username, AGENT_CAPTURE_IPCAMERA_ONVIF_PASSWORD: login.password }),
    AGENT_CAPTURE_CONTINUOUS: String(spec.recording === 'continuous'),
    ...(await storageEnvironment(spec, secrets)),
    ...(account === null ? {} : { AGENT_USERNAME: account.username, AGENT_PASSWORD: account.password.reveal(), AGENT_JWT_SECRET: account.jwtSecret.reveal() }),
  });
}

function oneLineEach(environment: Record<string, string>): Record<string, string> {
  for (const [name, text] of Object.entries(environment)) demandOneLine(text, name);
  return environment;
}

/** Also nothing that is no text at all: half a character cannot be encoded, and would reach the agent as another one. */
function demandOneLine(text: string, field: string): void {
  // eslint-disable-next-line no-control-regex -- exactly these end a line or a value
  if (/[\u0000\n\r]|\p{Surrogate}/u.test(text)) throw new TunnelError('input-invalid', { field, reason: 'it holds the end of a line, or half a character' });
}

async function value(ref: SecretRef, field: string, secrets: Secrets): Promise<string> {
  const text = (await secrets.reveal(ref)).reveal();
  demandOneLine(text, field);
  return text;
}

async function storageEnvironment({ storage }: AgentSpec, secrets: Secrets): Promise<Record<string, string>> {
  // Offline (cloud.go:50, 484; mqtt/main.go:72): it neither uploads nor sends a sign of life nor shows a live view, and keeps its recordings
  // while 5 % of its disk are free.
  if (storage.kind === 'none') return { AGENT_OFFLINE: 'true' };
  if (storage.kind === 'given') return {};
  const { vault, hub } = storage;
  // Retries need no word: without a second Vault it tries the first one again every 5 s (cloud.go:134), whatever AGENT_KERBEROSVAULT_MAX_RETRIES says.
  return {
    AGENT_OFFLINE: 'false',
    // `s3` is Hub (cloud.go:89): with both, the recordings go to Vault, and Hub has the live view.
    AGENT_CLOUD: vault === null ? 's3' : 'kstorage',
    ...(vault === null
      ? {}
      : {
          AGENT_KERBEROSVAULT_URI: apiAddress(vault.uri),
          AGENT_KERBEROSVAULT_ACCESS_KEY: await value(vault.accessKey, 'AGENT_KERBEROSVAULT_ACCESS_KEY', secrets),
          AGENT_KERBEROSVAULT_SECRET_KEY: await value(vault.secretKey, 'AGENT_KERBEROSVAULT_SECRET_KEY', secrets),
          AGENT_KERBEROSVAULT_DIRECTORY: vault.directory,
          ...(vault.provider === null ? {} : { AGENT_KERBEROSVAULT_PROVIDER: vault.provider }),
        }),
    ...(hub === null
      ? {}
      : {
          AGENT_HUB_URI: apiAddress(hub.uri),
          AGENT_HUB_KEY: await value(hub.key, 'AGENT_HUB_KEY', secrets),
          AGENT_HUB_PRIVATE_KEY: await value(hub.privateKey, 'AGENT_HUB_PRIVATE_KEY', secrets),
          AGENT_HUB_REGION: hub.region,
          ...(hub.site === null ? {} : { AGENT_HUB_SITE: hub.site }),
        }),
  };
}
