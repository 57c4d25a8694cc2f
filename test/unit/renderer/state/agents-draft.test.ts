import { describe, expect, it } from 'vitest';
import { AgentSettings, type BoxSettings } from '../../../../electron/domain/site';
import { agentsDraft, agentSettings, missingAgents, sameAgents, savedAgents, type AgentsDraft } from '../../../../renderer/state/agents-draft';
import { ACCOUNTS } from '../../../fixtures/window/bakery';

const SECRET = { kind: 'vault', id: 'kept' } as const;
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const HOST: BoxSettings = { host: 'agents.example', port: 22, username: 'op', auth: { kind: 'key', privateKey: SECRET, passphrase: null }, sudoPassword: SECRET, hostKey: { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'d'.repeat(43)}` }, allowLegacy: true };
const EVERY_PLACE = {
  factory: { kind: 'factory', url: 'https://factory.example', username: 'installer', password: SECRET, prefix: '/kubernetes', certificate: PEM, agentLogin: { username: 'root', password: SECRET }, recording: 'continuous', storage: { kind: 'given' } },
  'factory without prefix': { kind: 'factory', url: 'http://10.0.0.2', username: 'installer', password: SECRET, prefix: '', certificate: null, agentLogin: null, recording: 'motion', storage: { kind: 'none' } },
  'cluster by file': { kind: 'kubernetes', auth: { kind: 'kubeconfig', kubeconfig: SECRET, context: 'production' }, namespace: 'cameras', image: 'kerberos/agent:v3.6.30', recording: 'motion', storage: { kind: 'given' } },
  'cluster by file, as it is set': { kind: 'kubernetes', auth: { kind: 'kubeconfig', kubeconfig: SECRET, context: null }, namespace: 'kerberos-factory', image: null, recording: 'motion', storage: { kind: 'given' } },
  'cluster by token': { kind: 'kubernetes', auth: { kind: 'token', server: 'https://10.0.0.1:6443', token: SECRET, certificate: PEM }, namespace: 'kerberos-factory', image: null, recording: 'continuous', storage: { kind: 'own', vault: null, hub: null } },
  docker: { kind: 'docker', host: HOST, listen: 'loopback', image: null, recording: 'motion', storage: { kind: 'none' } },
  'docker in the overlay': { kind: 'docker', host: HOST, listen: '100.64.7.5', image: `ghcr.io/kerberos/agent@sha256:${'a'.repeat(64)}`, recording: 'motion', storage: { kind: 'none' } },
  edge: { kind: 'edge', image: 'kerberos/agent:v3.11.1', recording: 'continuous', storage: { kind: 'none' } },
} as const satisfies Record<string, AgentSettings>;

const kept: string[] = [];
const keep = (value: string) => { kept.push(value); return Promise.resolve({ kind: 'vault', id: `new-${String(kept.length)}` } as const); };

describe('the place where agents run', () => {
  it.each(Object.entries(EVERY_PLACE))('%s: settings come back from the form as they were, without handing a secret over again', async (_name, settings) => {
    kept.length = 0;
    const draft = agentsDraft(settings);
    expect([...missingAgents(draft)]).toEqual([]);
    const back = await agentSettings(draft, settings, keep);
    expect(back).toEqual(settings);
    expect(AgentSettings.parse(back)).toEqual(settings);
    expect(kept).toEqual([]);
  });

  it.each(Object.entries(EVERY_PLACE))('%s: nothing counts as changed after it was saved', async (_name, settings) => {
    const draft = agentsDraft(settings);
    const typed: AgentsDraft = { ...draft, recording: 'continuous', kubernetes: { ...draft.kubernetes, kubeconfig: { ...draft.kubernetes.kubeconfig, name: 'config', contexts: ['a', 'b'] } }, docker: { ...draft.docker, login: { ...draft.docker.login, key: { ...draft.docker.login.key, name: 'id_ed25519' } } } };
    const saved = await agentSettings(typed, settings, keep);
    expect(sameAgents(savedAgents(typed, saved), agentsDraft(saved))).toBe(true);
    expect(sameAgents({ ...draft, image: 'kerberos/agent:v1', factory: { ...draft.factory, url: 'https://other.example' } }, draft)).toBe(false);
  });

  it('is chosen without losing what was typed for another', async () => {
    const typed: AgentsDraft = { ...agentsDraft(ACCOUNTS.agents), kind: 'edge', image: '' };
    const saved = await agentSettings(typed, ACCOUNTS.agents, keep);
    expect(saved).toEqual({ kind: 'edge', image: null, recording: 'motion', storage: { kind: 'none' } });
    const after = { ...savedAgents(typed, saved), kind: 'factory' as const };
    expect(await agentSettings(after, ACCOUNTS.agents, keep)).toEqual(ACCOUNTS.agents);
  });

  it('hands a typed secret over and keeps the reference only', async () => {
    kept.length = 0;
    const draft = agentsDraft(null);
    const settings = await agentSettings({ ...draft, kind: 'kubernetes', kubernetes: { ...draft.kubernetes, auth: 'token', server: '10.0.0.1:6443', token: { typed: 'eyJ-token', kept: null } } }, null, keep);
    expect(kept).toEqual(['eyJ-token']);
    expect(settings).toMatchObject({ auth: { server: 'https://10.0.0.1:6443', token: { id: 'new-1' } } });
    expect(JSON.stringify(settings)).not.toContain('eyJ-token');
  });

  it('forgets the key of a computer at another address', async () => {
    const before = EVERY_PLACE.docker;
    const draft = agentsDraft(before);
    expect(await agentSettings({ ...draft, docker: { ...draft.docker, login: { ...draft.docker.login, host: 'other.example' } } }, before, keep)).toMatchObject({ host: { host: 'other.example', hostKey: null } });
  });
});

describe('a form that is not complete', () => {
  const blank = agentsDraft(null);
  const cluster = { ...blank, kind: 'kubernetes' } as const;
  const docker = { ...blank, kind: 'docker' } as const;
  it.each([
    ['Factory', blank, ['url', 'username', 'password']],
    ['proof without a login', { ...agentsDraft(ACCOUNTS.agents), factory: { ...agentsDraft(ACCOUNTS.agents).factory, agentUsername: ' ', agentPassword: { typed: '', kept: null } } }, ['agentUsername', 'agentPassword']],
    ['an API path that is none', { ...agentsDraft(ACCOUNTS.agents), factory: { ...agentsDraft(ACCOUNTS.agents).factory, prefix: '/api?x', certificate: 'MIIB' } }, ['prefix', 'certificate']],
    ['a cluster', cluster, ['kubeconfig']],
    ['a cluster by token', { ...cluster, kubernetes: { ...cluster.kubernetes, auth: 'token', namespace: 'Not a namespace', certificate: 'MIIB' } }, ['server', 'token', 'certificate', 'namespace']],
    ['a computer', docker, ['host', 'username', 'password']],
    ['a computer in the overlay', { ...docker, docker: { ...docker.docker, listen: 'overlay' }, image: 'kerberos/agent' }, ['image', 'host', 'username', 'password', 'address']],
    ['an image without a version', { ...blank, kind: 'edge', image: 'Kerberos Agent' }, ['image']],
  ] as const satisfies readonly (readonly [string, AgentsDraft, readonly string[]])[])('lacks of %s what the site file asks for', (_name, draft, missing) => { expect([...missingAgents(draft)]).toEqual(missing); });
});
