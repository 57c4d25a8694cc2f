import { describe, expect, it } from 'vitest';
import { newSite, type NetmakerSettings, type Site } from '../../../electron/domain/site';
import type { SiteCamera } from '../../../electron/engine/ports';
import { networksOf } from '../../../electron/overlay/netmaker/camera-networks';
import { planNetmaker } from '../../../electron/overlay/netmaker/plan';
import { judgePolicies } from '../../../electron/overlay/netmaker/policy-verdict';

const camera = (address: string, part: Partial<SiteCamera> = {}): SiteCamera => ({ deviceId: address, name: `Camera ${address}`, address, rtspPort: 554, ...part });
const site = (overlay: Partial<NetmakerSettings> = {}): Site => ({
  ...newSite({ id: 'site12', name: 'Site 12', mode: 'real', language: 'en', timeZone: 'UTC' }),
  overlay: { kind: 'netmaker', url: 'https://api.example/', auth: { kind: 'token', token: { kind: 'env', name: 'T' } }, network: 'cams', client: null, install: 'auto', egress: 'cameras', policy: { kind: 'ask' }, ...overlay },
  box: { host: '192.168.1.2', port: 22, username: 'op', auth: { kind: 'agent' }, sudoPassword: null, hostKey: null, allowLegacy: false },
});

describe('the networks of the cameras', () => {
  it.each<[string, SiteCamera[], string[]]>([
    ['are what the laptop was plugged into beside them', [camera('192.168.1.11', { onLink: '192.168.0.0/23' })], ['192.168.0.0/23']],
    ['are the /24 around each where nobody knows', [camera('192.168.1.11'), camera('192.168.1.12'), camera('10.1.2.3')], ['10.1.2.0/24', '192.168.1.0/24']],
    ['are named once where one lies in the other', [camera('192.168.1.11'), camera('192.168.0.9', { onLink: '192.168.0.0/23' })], ['192.168.0.0/23']],
    ['are never a whole company', [camera('10.1.2.3', { onLink: '10.0.0.0/8' })], ['10.1.2.0/24']],
    ['are none without cameras', [], []],
  ])('%s', (_what, cameras, expected) => { expect(networksOf(cameras)).toEqual(expected); });
});

describe('a plan that opens whole networks', () => {
  const steps = planNetmaker(site({ egress: 'ranges' }), [camera('192.168.1.11'), camera('192.168.1.12')]);

  it('has one step per network, about no single camera, with a name of its own', () => {
    expect(steps.filter((step) => step.kind === 'netmaker.egress')).toEqual([expect.objectContaining({
      id: 'netmaker.egress:192.168.1.0/24',
      params: { camera: '192.168.1.0/24', range: '192.168.1.0/24', network: 'cams', box: '192.168.1.2' },
      input: expect.objectContaining({ range: '192.168.1.0/24', name: 'kerberos-tunnel site12 192.168.1.0/24' }) as unknown,
    })]);
  });

  it('shares no step with one that opens the cameras, so that turning from one to the other takes the old one back', () => {
    const single = planNetmaker(site(), [camera('192.168.1.11')]).filter((step) => step.kind === 'netmaker.egress').map((step) => step.id);
    expect(steps.map((step) => step.id).filter((id) => single.includes(id))).toEqual([]);
  });
});

describe('a plan with a policy', () => {
  const who = [{ kind: 'tag' as const, id: 'cams.agents', name: 'agents' }, { kind: 'device' as const, id: 'node-9', name: 'cluster' }];
  const policy = planNetmaker(site({ policy: { kind: 'add', who } }), [camera('192.168.1.11', { ports: [80, 554] }), camera('192.168.1.12', { ports: [8554] })]).find((step) => step.kind === 'netmaker.policy');

  it('allows the ports that were measured and nobody but those who were chosen', () => {
    expect(policy).toMatchObject({
      params: { network: 'cams', who: 'agents, cluster', ports: '80, 554, 8554' },
      input: { name: 'kerberos-tunnel site12', ranges: ['192.168.1.11/32', '192.168.1.12/32'], who: [{ kind: 'tag', id: 'cams.agents' }, { kind: 'device', id: 'node-9' }], ports: [80, 554, 8554] },
      needs: ['netmaker.egress:192.168.1.11', 'netmaker.egress:192.168.1.12'],
    });
  });

  it.each(['ask', 'leave'] as const)('has no such step with %s', (kind) => {
    expect(planNetmaker(site({ policy: { kind } }), [camera('192.168.1.11')]).map((step) => step.kind)).not.toContain('netmaker.policy');
  });
});

describe('policies of a network', () => {
  const all = { id: 'cams.all-nodes', enabled: false };
  it.each([
    ['that is open as a whole', [{ ...all, enabled: true }], 'open'],
    ['that lets nobody through', [all], 'closed'],
    ['with one that names the way', [all, { id: 'p', enabled: true, dst_type: [{ id: 'egress-id', value: 'e1' }] }], 'open'],
    ['with one that names the way and is switched off', [all, { id: 'p', enabled: false, dst_type: [{ id: 'egress-id', value: 'e1' }] }], 'closed'],
    ['with one for another way', [all, { id: 'p', enabled: true, dst_type: [{ id: 'egress-id', value: 'e2' }] }], 'closed'],
    ['with one for gateways only', [all, { id: 'cams.all-gateways', enabled: true, dst_type: [{ id: 'tag', value: '*' }] }], 'closed'],
    ['with one for people only', [all, { id: 'p', enabled: true, policy_type: 'user-policy', dst_type: [{ id: 'tag', value: '*' }] }], 'closed'],
    ['of which nothing is known', [], 'unknown'],
  ])('%s are %s', (_what, policies, expected) => { expect(judgePolicies(policies, 'cams', 'e1')).toBe(expected); });

  it('say nothing where there are none', () => { expect(judgePolicies(null, 'cams', null)).toBe('unknown'); });
});
