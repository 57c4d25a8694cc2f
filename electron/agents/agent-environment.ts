import type { AgentSpec } from '../domain/agent-spec';
import type { Secret } from '../domain/secret';
import type { Secrets } from '../engine/ports';
import { fillCredentials, onvifAddress, withLogin } from './stream-address';

/** The account of an agent's own pages. Its default, root/root with a signing key that everybody knows, is never left. */
export interface AgentAccount {
  readonly username: string;
  readonly password: Secret;
  /** Signs the sessions of its pages. */
  readonly jwtSecret: Secret;
}

/**
 * An agent's whole configuration as environment variables (kerberos-io/agent v3.11.1 machinery/src/config/main.go:309-646; those of the
 * account are read by the process itself). The values hold passwords: they go into a Secret or a 0600 file, never into an argument list.
 */
export async function agentEnvironment(spec: AgentSpec, account: AgentAccount | null, secrets: Secrets): Promise<Record<string, string>> {
  const login = spec.login === null ? null : { username: spec.login.username, password: (await secrets.reveal(spec.login.password)).reveal() };
  const address = (uri: string): string => withLogin(fillCredentials(uri, login), login);
  const xaddr = spec.onvif === null ? null : onvifAddress(spec.onvif);
  return {
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
  };
}

async function storageEnvironment({ storage }: AgentSpec, secrets: Secrets): Promise<Record<string, string>> {
  // Offline: it neither uploads nor sends a sign of life, and keeps its recordings.
  if (storage.kind === 'none') return { AGENT_OFFLINE: 'true' };
  if (storage.kind === 'given') return {};
  const { vault, hub } = storage;
  return {
    AGENT_OFFLINE: 'false',
    AGENT_CLOUD: vault === null ? 's3' : 'kstorage',
    ...(vault === null
      ? {}
      : {
          AGENT_KERBEROSVAULT_URI: vault.uri,
          AGENT_KERBEROSVAULT_ACCESS_KEY: (await secrets.reveal(vault.accessKey)).reveal(),
          AGENT_KERBEROSVAULT_SECRET_KEY: (await secrets.reveal(vault.secretKey)).reveal(),
          AGENT_KERBEROSVAULT_DIRECTORY: vault.directory,
          ...(vault.provider === null ? {} : { AGENT_KERBEROSVAULT_PROVIDER: vault.provider }),
        }),
    ...(hub === null
      ? {}
      : {
          AGENT_HUB_URI: hub.uri,
          AGENT_HUB_KEY: (await secrets.reveal(hub.key)).reveal(),
          AGENT_HUB_PRIVATE_KEY: (await secrets.reveal(hub.privateKey)).reveal(),
          AGENT_HUB_REGION: hub.region,
          ...(hub.site === null ? {} : { AGENT_HUB_SITE: hub.site }),
        }),
  };
}
