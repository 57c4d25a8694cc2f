import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentEnvironment } from '../../../electron/agents/agent-environment';
import type { AgentSpec } from '../../../electron/domain/agent-spec';
import { Redactor } from '../../../electron/domain/redaction';
import { Secret, type SecretRef } from '../../../electron/domain/secret';
import type { Secrets } from '../../../electron/engine/ports';
import { named, secretsNamed } from '../../fixtures/loopback';

const VALUES = { camera: 'p@ss!(w)', access: 'vault-access', secret: 'vault-secret', key: 'hub-public', private: 'hub-private' };
const VAULT = { uri: 'https://vault.example.com/api/', accessKey: named('access'), secretKey: named('secret'), directory: 'shop', provider: null };
const HUB = { uri: 'https://api.hub.example.com', key: named('key'), privateKey: named('private'), region: 'eu-west-1', site: null };

const SPEC: AgentSpec = {
  name: 'site12-gate', key: 'site12-gate-8f3a', deviceId: 'd1', title: 'Gate – left', timeZone: 'Europe/Brussels', recording: 'continuous', main: 'rtsp://10.0.0.11:554/main', sub: 'rtsp://10.0.0.11:554/sub',
  onvif: 'http://10.0.0.11:8080/onvif/device_service', login: { username: 'admin', password: named('camera') }, storage: { kind: 'given' },
};
const render = (change: Partial<AgentSpec> = {}, values: Record<string, string> = VALUES): Promise<Record<string, string>> => agentEnvironment({ ...SPEC, ...change }, null, secretsNamed(values));

describe('what an agent is told', () => {
  it('is its camera, whole', async () => {
    expect(await render()).toEqual({
      AGENT_KEY: 'site12-gate-8f3a', AGENT_NAME: 'Gate – left', AGENT_TIMEZONE: 'Europe/Brussels', AGENT_CAPTURE_CONTINUOUS: 'true',
      AGENT_CAPTURE_IPCAMERA_RTSP: 'rtsp://admin:p%40ss%21%28w%29@10.0.0.11:554/main', AGENT_CAPTURE_IPCAMERA_SUB_RTSP: 'rtsp://admin:p%40ss%21%28w%29@10.0.0.11:554/sub',
      AGENT_CAPTURE_IPCAMERA_ONVIF: 'true', AGENT_CAPTURE_IPCAMERA_ONVIF_XADDR: '10.0.0.11:8080', AGENT_CAPTURE_IPCAMERA_ONVIF_USERNAME: 'admin', AGENT_CAPTURE_IPCAMERA_ONVIF_PASSWORD: 'p@ss!(w)',
    });
  });

  it('is less where the camera has less', async () => {
    expect(await render({ sub: null, onvif: null, login: null, recording: 'motion' })).toEqual({
      AGENT_KEY: 'site12-gate-8f3a', AGENT_NAME: 'Gate – left', AGENT_TIMEZONE: 'Europe/Brussels', AGENT_CAPTURE_CONTINUOUS: 'false', AGENT_CAPTURE_IPCAMERA_RTSP: 'rtsp://10.0.0.11:554/main', AGENT_CAPTURE_IPCAMERA_ONVIF: 'false',
    });
  });

  const vault = { AGENT_KERBEROSVAULT_URI: 'https://vault.example.com/api', AGENT_KERBEROSVAULT_ACCESS_KEY: 'vault-access', AGENT_KERBEROSVAULT_SECRET_KEY: 'vault-secret', AGENT_KERBEROSVAULT_DIRECTORY: 'shop' };
  const hub = { AGENT_HUB_URI: 'https://api.hub.example.com', AGENT_HUB_KEY: 'hub-public', AGENT_HUB_PRIVATE_KEY: 'hub-private', AGENT_HUB_REGION: 'eu-west-1' };
  it.each<readonly [string, AgentSpec['storage'], Record<string, string>]>([
    ['left to the place of the agents', { kind: 'given' }, {}],
    ['nowhere but with the agent', { kind: 'none' }, { AGENT_OFFLINE: 'true' }],
    ['Vault', { kind: 'own', vault: VAULT, hub: null }, { AGENT_OFFLINE: 'false', AGENT_CLOUD: 'kstorage', ...vault }],
    ['a provider of Vault', { kind: 'own', vault: { ...VAULT, provider: 'minio' }, hub: null }, { AGENT_OFFLINE: 'false', AGENT_CLOUD: 'kstorage', ...vault, AGENT_KERBEROSVAULT_PROVIDER: 'minio' }],
    ['Hub', { kind: 'own', vault: null, hub: HUB }, { AGENT_OFFLINE: 'false', AGENT_CLOUD: 's3', ...hub }],
    ['Vault, shown by Hub in a site of it', { kind: 'own', vault: VAULT, hub: { ...HUB, site: 'shop-12' } }, { AGENT_OFFLINE: 'false', AGENT_CLOUD: 'kstorage', ...vault, ...hub, AGENT_HUB_SITE: 'shop-12' }],
  ])('of its storage: %s', async (_name, storage, expected) => {
    const isStorage = (name: string): boolean => /^AGENT_(OFFLINE|CLOUD|KERBEROSVAULT|HUB)/.test(name);
    const environment = await render({ storage });
    expect(Object.fromEntries(Object.entries(environment).filter(([name]) => isStorage(name)))).toEqual(expected);
  });

  it('is its own account too, where we start it', async () => {
    const account = { username: 'agent', password: new Secret('agent-password'), jwtSecret: new Secret('signing') };
    expect(await agentEnvironment(SPEC, account, secretsNamed(VALUES))).toMatchObject({ AGENT_USERNAME: 'agent', AGENT_PASSWORD: 'agent-password', AGENT_JWT_SECRET: 'signing' });
  });
});

describe('a value that would end its line', () => {
  it.each<readonly [string, Partial<AgentSpec>, Partial<typeof VALUES>]>([
    ['AGENT_NAME', { title: 'Gate\nAGENT_OFFLINE=true' }, {}],
    ['AGENT_CAPTURE_IPCAMERA_RTSP', { main: 'rtsp://10.0.0.11/a\r\nb' }, {}],
    ['password of the camera', {}, { camera: 'zebra\nstripe' }],
    ['password of the camera', {}, { camera: 'zebra \ud83d half' }],
    ['AGENT_KERBEROSVAULT_SECRET_KEY', { storage: { kind: 'own', vault: VAULT, hub: null } }, { secret: 'zebra\u0000' }],
    ['AGENT_HUB_PRIVATE_KEY', { storage: { kind: 'own', vault: null, hub: HUB } }, { private: 'zebra\n' }],
  ])('is refused: %s', async (field, change, values) => {
    const refused = await render(change, { ...VALUES, ...values }).then(() => null, (error: unknown) => error);
    expect(refused).toMatchObject({ code: 'input-invalid', params: { field } });
    expect(JSON.stringify(refused)).not.toContain('zebra');
  });

  it('never gets into a file, whatever people and servers come up with', async () => {
    const text = fc.string({ unit: fc.constantFrom('\n', '\r', '\u0000', '\u2028', '\ud800', '=', '#', ' ', '"', '\\', 'é', 'a', '7', 'B'), maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(text, text, text, text, async (title, password, secret, directory) => {
        const storage = { kind: 'own', vault: { ...VAULT, directory }, hub: HUB } as const;
        const lines = await render({ title, storage }, { ...VALUES, camera: password, secret }).then(Object.entries<string>, () => null);
        if (lines === null) return fc.pre(false);
        const file = lines.map(([name, value]) => `${name}=${value}`).join('\n');
        const read = Buffer.from(file).toString('utf8').split('\n').map((line) => line.replace(/\r$/, ''));
        expect(read.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])).toEqual(lines);
      }),
    );
  });
});

describe('a secret in it', () => {
  it('is known to the redactor in every form that it has there, also percent-encoded and as JSON', async () => {
    const word = fc.string({ unit: 'grapheme-ascii', minLength: 4, maxLength: 24 }).filter((text) => text.trim() === text);
    await fc.assert(
      fc.asyncProperty(word, word, word, async (camera, secret, privateKey) => {
        const redactor = new Redactor();
        const values: Record<string, string> = { ...VALUES, camera: `c${camera}`, secret: `s${secret}`, private: `h${privateKey}` };
        const learned = (value: string): Secret => {
          redactor.register(value);
          return new Secret(value);
        };
        const secrets: Secrets = { reveal: (ref: SecretRef) => Promise.resolve(learned(ref.kind === 'env' ? (values[ref.name] ?? '') : '')), learned };
        const storage = { kind: 'own', vault: VAULT, hub: HUB } as const;
        // Some makers want it inside the path, where nothing but its own form tells it.
        const environment = await agentEnvironment({ ...SPEC, main: 'rtsp://10.0.0.11/user={user}_password={pass}_', storage }, null, secrets);
        const seen = redactor.redact(Object.values(environment).join(' ')) + redactor.redact(JSON.stringify(environment));
        for (const value of ['camera', 'secret', 'private'].map((name) => values[name] ?? '')) {
          for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]) expect(seen).not.toContain(form);
        }
        expect(seen).not.toContain(`password=${encodeURIComponent(values['camera'] ?? '').slice(0, 4)}`);
      }),
    );
  });
});
