import { afterEach, describe, expect, it } from 'vitest';
import { createEgress, listEgress } from '../../../electron/overlay/netmaker/api/egress';
import { isUsable, keysTagged } from '../../../electron/overlay/netmaker/api/enrollment-keys';
import { deleteHost, listHosts } from '../../../electron/overlay/netmaker/api/hosts';
import { rangesOf } from '../../../electron/overlay/netmaker/api/legacy-egress';
import { listNetworks } from '../../../electron/overlay/netmaker/api/networks';
import { listNodes } from '../../../electron/overlay/netmaker/api/nodes';
import { pendingHost } from '../../../electron/overlay/netmaker/api/pending-hosts';
import { listPolicies } from '../../../electron/overlay/netmaker/api/policies';
import { probeServer } from '../../../electron/overlay/netmaker/api/server';
import { listTags } from '../../../electron/overlay/netmaker/api/tags';
import { NetmakerClient } from '../../../electron/overlay/netmaker/client';
import { judgePolicies } from '../../../electron/overlay/netmaker/policy-verdict';
import { named, never, secretsNamed, serveLoopback, type LoopbackServer } from '../../fixtures/loopback';
import { keptInMemory } from './netmaker-at-hand';

/*
 * Answers written down from the fact sheet for each generation, in bare and enveloped form. Before every test the order of all
 * fields is turned around and unknown ones are added: neither may matter.
 */

interface Recorded {
  readonly status?: number;
  readonly body?: unknown;
  readonly text?: string;
}
type Recording = Readonly<Record<string, Recorded>>;

const envelope = (response: unknown): unknown => ({ Code: 200, Message: 'done', Response: response });

/** A client without the overlay's program, and a person's own device: both stand among the members since 0.30 and are none. */
const STATIC_NODES = [
  { id: 'router', hostid: '00000000-0000-0000-0000-000000000000', address: '10.101.0.9', network: 'cams', is_static: true, is_user_node: false, static_node: { clientid: 'router', publickey: 'eA==' } },
  { id: 'laptop', hostid: '', address: '10.101.0.10', network: 'cams', is_static: false, is_user_node: true, static_node: {} },
];

const GENERATIONS: Readonly<Record<string, { recording: Recording; version: string; egressApi: string }>> = {
  '0.18.4': {
    version: 'v0.18.4',
    egressApi: 'legacy',
    recording: {
      'GET /api/server/status': { body: { db_connected: true, broker_connected: true } },
      'GET /api/server/getserverinfo': { body: { CoreDNSAddr: '10.0.0.1', API: 'api.nm.example:443', APIPort: '443', DNSMode: 'on', Version: 'v0.18.4', MQPort: '443', Server: 'nm.example', Is_EE: false } },
      'GET /api/networks': { body: [{ addressrange: '10.101.0.0/16', addressrange6: '', netid: 'cams', defaultlistenport: 51821, defaultudpholepunch: 'no', isipv4: 'yes', isipv6: 'no', defaultacl: 'yes' }] },
      'GET /api/hosts': { body: [{ id: 'host-1', name: 'gate-box', version: 'v0.18.4', os: 'linux', internetgateway: '', nodes: ['node-1'], proxy_enabled: false }] },
      'GET /api/nodes/cams': { body: [{ id: 'node-1', hostid: 'host-1', address: '10.101.0.2/16', network: 'cams', networkrange: '10.101.0.0/16', connected: true, pendingdelete: false, isegressgateway: true, egressgatewayranges: ['192.168.1.0/24'], egressgatewaynatenabled: true, failovernode: '0000' }] },
      'GET /api/v1/enrollment-keys': { body: [{ expiration: '0001-01-01T00:00:00Z', uses_remaining: 3, value: 'k1', networks: ['cams'], unlimited: false, tags: ['site-1'], token: 'dG9rZW4x' }] },
    },
  },
  '0.20.6': {
    version: 'v0.20.6',
    egressApi: 'legacy',
    recording: {
      'GET /api/server/status': { body: { db_connected: true, broker_connected: true, license_error: '' } },
      'GET /api/server/getserverinfo': { body: { CoreDNSAddr: '10.0.0.1', API: 'api.nm.example:443', Version: 'v0.20.6', MQPassword: 'broker-secret', Is_EE: false } },
      'GET /api/networks': { body: [{ addressrange: '10.101.0.0/16', addressrange6: '', netid: 'cams', nodeslastmodified: 1, defaultinterface: 'nm-cams', isipv4: 'yes', isipv6: 'no', defaultacl: 'yes' }] },
      'GET /api/hosts': { body: [{ id: 'host-1', verbosity: 0, firewallinuse: 'iptables', version: 'v0.20.6', name: 'gate-box', os: 'linux', endpointip: '198.51.100.4', nodes: ['node-1'] }] },
      'GET /api/nodes/cams': { body: [{ id: 'node-1', hostid: 'host-1', address: '10.101.0.2/16', network: 'cams', connected: true, pendingdelete: false, isegressgateway: true, egressgatewayranges: ['192.168.1.0/24'], egressgatewaynatenabled: false }] },
      'GET /api/v1/enrollment-keys': { body: [{ expiration: '0001-01-01T00:00:00Z', uses_remaining: 3, value: 'k1', networks: ['cams'], unlimited: false, tags: ['site-1'], token: 'dG9rZW4x', type: 2 }] },
    },
  },
  '0.90.0': {
    version: 'v0.90.0',
    egressApi: 'legacy',
    recording: {
      'GET /api/server/status': { body: { db_connected: true, broker_connected: true, is_broker_conn_open: true, license_error: '', is_pro: false, trial_end_date: '0001-01-01T00:00:00Z', is_on_trial_license: false } },
      'GET /api/server/getserverinfo': { body: envelope({ Version: 'v0.90.0', MQPassword: 'broker-secret' }) },
      'GET /api/networks': { body: [{ netid: 'cams', addressrange: '10.101.0.0/16', addressrange6: '', defaultmtu: 1420 }] },
      'GET /api/hosts': { body: [{ id: 'host-1', name: 'gate-box', nodes: ['node-1'], autoupdate: true, endpointipv6: '' }] },
      'GET /api/nodes/cams': {
        body: [
          { id: 'node-1', hostid: 'host-1', address: '10.101.0.2/16', network: 'cams', pendingdelete: false, is_static: false, status: 'online', isegressgateway: true, egressgatewayranges: ['192.168.1.0/24'], egressgatewaynatenabled: true, egressgatewayranges_with_metric: [{ network: '192.168.1.0/24', route_metric: 256 }] },
          { id: 'router', hostid: '00000000-0000-0000-0000-000000000000', address: '10.101.0.9', network: 'cams', is_static: true, static_node: { clientid: 'router' } },
        ],
      },
      'GET /api/v1/enrollment-keys': { body: [{ expiration: '0001-01-01T00:00:00Z', uses_remaining: 3, value: 'k1', networks: ['cams'], unlimited: false, tags: ['site-1'], token: 'dG9rZW4x', type: 2, relay: '0000', groups: null }] },
    },
  },
  '0.99.0': {
    version: 'v0.99.0',
    egressApi: 'v1',
    recording: {
      'GET /api/server/status': { body: { db_connected: true, broker_connected: true, is_pro: false } },
      'GET /api/server/getserverinfo': { body: { Version: 'v0.99.0', Is_EE: false } },
      'GET /api/v1/egress': { body: envelope([{ id: 'e1', name: 'gate', network: 'cams', nodes: { 'node-1': 256 }, tags: [], range: '192.168.1.11/32', nat: true, status: true, is_internet_gateway: false }]) },
      'GET /api/networks': { body: [{ netid: 'cams', addressrange: '10.101.0.0/16', auto_join: 'true' }] },
      'GET /api/hosts': { body: [{ id: 'host-1', name: 'gate-box', nodes: null }] },
      'GET /api/nodes/cams': { body: [{ id: 'node-1', hostid: 'host-1', address: '10.101.0.2/16', isegressgateway: false, egressgatewayranges: null, egressgatewaynatenabled: false, status: 'online' }] },
      'GET /api/v1/enrollment-keys': { body: [{ uses_remaining: 3, value: 'k1', networks: ['cams'], unlimited: false, tags: ['site-1'], token: 'dG9rZW4x', auto_egress: false }] },
      'GET /api/v1/acls': { body: envelope([{ id: 'cams.all-nodes', enabled: true, default: true, dst_type: [{ id: 'tag', value: '*' }] }]) },
    },
  },
  '1.2.0': {
    version: 'v1.2.0',
    egressApi: 'v1',
    recording: {
      'GET /api/server/status': { body: { db_connected: true, broker_connected: true, is_broker_conn_open: true, license_error: '', is_pro: false, trial_end_date: '0001-01-01T00:00:00Z', is_on_trial_license: false, version: 'v1.2.0' } },
      // `tags` became a map here; `domain` came with 1.1.
      'GET /api/v1/egress': { body: envelope([{ id: 'e1', name: 'gate', network: 'cams', nodes: { 'node-1': 256 }, tags: { 'cams.office': 256 }, range: '192.168.1.11/32', domain: '', domain_ans: null, nat: true, status: true }]) },
      'GET /api/networks': { body: [{ netid: 'cams', addressrange: '10.101.0.0/16', auto_join: 'true', isipv4: 'yes', defaultacl: 'yes' }] },
      'GET /api/hosts': { body: [{ id: 'host-1', name: 'gate-box', nodes: ['node-1'], dns: 'yes' }] },
      'GET /api/nodes/cams': { body: [{ id: 'node-1', hostid: 'host-1', address: '10.101.0.2/16', is_gw: false, status: 'online' }, ...STATIC_NODES] },
      'GET /api/v1/enrollment-keys': { body: [{ uses_remaining: 3, value: 'k1', networks: ['cams'], unlimited: false, tags: ['site-1'], token: 'dG9rZW4x', auto_egress: false, auto_assign_gw: false }] },
      'GET /api/v1/acls': { body: envelope([{ id: 'cams.all-nodes', enabled: false, default: true, policy_type: 'device-policy', dst_type: [{ id: 'tag', value: '*' }] }, { id: 'people', enabled: true, policy_type: 'user-policy', src_type: [{ id: 'user', value: '*' }], dst_type: [{ id: 'tag', value: '*' }] }]) },
      'GET /api/v1/pending_hosts': { body: envelope([{ id: 'p9', host_id: 'host-1', host_name: 'gate-box', network: 'office', public_key: 'eA==' }, { id: 'p1', host_id: 'host-1', host_name: 'gate-box', network: 'cams', public_key: 'eA==', requested_at: '2026-01-01T00:00:00Z' }]) },
    },
  },
  '1.5.1': {
    version: 'v1.5.1',
    egressApi: 'v1',
    recording: {
      'GET /api/server/status': { body: { db_connected: true, broker_connected: true, is_broker_conn_open: true, is_pro: true, deployment_mode: 'self-hosted', version: 'v1.5.1' } },
      'GET /api/v1/egress': { body: envelope([{ id: 'e1', name: 'gate', network: 'cams', nodes: { 'node-1': 256 }, tags: {}, range: '192.168.1.11/32', mode: 'direct_nat', virtual_range: '', domain_ans: [], domain: '', nat: true, status: true, created_by: 'wizard' }]) },
      'GET /api/networks': { body: [{ id: 'f00', netid: 'cams', addressrange: '10.101.0.0/16', auto_join: true, auto_remove: false, jit_enabled: false }] },
      'GET /api/hosts': { body: [{ id: 'host-1', name: 'gate-box', nodes: ['node-1'], enable_flow_logs: false, location: '50.8,4.3' }] },
      'GET /api/nodes/cams': { body: [{ id: 'node-1', hostid: 'host-1', address: '10.101.0.2/16', isegressgateway: false, egressgatewayranges: null, is_gw: false, status: 'warning' }, ...STATIC_NODES] },
      'GET /api/v1/enrollment-keys': { body: [{ uses_remaining: 3, value: 'k1', networks: ['cams'], unlimited: false, tags: ['site-1'], token: 'dG9rZW4x', auto_assign_gw: false }] },
      'GET /api/v1/acls': { body: envelope([{ id: 'cams.all-nodes', enabled: false }, { id: 'own', enabled: true, dst_type: [{ id: 'egress-id', value: 'e1' }], src_type: [{ id: 'tag', value: 'cams.agents' }] }]) },
      'GET /api/v1/tags': { body: envelope([{ id: 'cams.agents', tag_name: 'agents', network: 'cams', color_code: '#fff', used_by_count: 2, tagged_nodes: [] }]) },
      'GET /api/v1/pending_hosts': { body: envelope(null) },
    },
  },
  '1.6 with lists in pages only': {
    version: 'v1.6.0',
    egressApi: 'v1',
    recording: {
      'GET /api/server/status': { body: { db_connected: true, broker_connected: true, version: 'v1.6.0' } },
      // `disabled` is said of its NAT; the way itself is open (schema/egress.go).
      'GET /api/v1/egress': { body: envelope([{ id: 'e1', name: 'gate', network: 'cams', nodes: { 'node-1': 256 }, tags: {}, range: '192.168.1.11/32', mode: 'disabled', domains: [], nat: false, status: true }]) },
      'GET /api/networks': { body: [{ netid: 'cams', addressrange: '10.101.0.0/16', auto_join: false }] },
      'GET /api/v1/hosts': { body: envelope({ data: [{ id: 'host-1', name: 'gate-box', nodes: ['node-1'] }], page: 1, per_page: 100, total: 1, total_pages: 1 }) },
      'GET /api/v1/nodes/cams': { body: envelope({ data: [{ id: 'node-1', hostid: 'host-1', address: '10.101.0.2/16' }, ...STATIC_NODES], page: 1, per_page: 100, total: 3, total_pages: 1 }) },
      'GET /api/v1/enrollment-keys': { body: [{ uses_remaining: 3, value: 'k1', networks: ['cams'], unlimited: false, tags: ['site-1'], token: 'dG9rZW4x' }] },
      'GET /api/v1/acls': { body: envelope([{ id: 'cams.all-nodes', enabled: true }]) },
    },
  },
  'built by somebody (dev)': {
    version: 'dev',
    egressApi: 'v1',
    recording: {
      'GET /api/server/status': { body: { db_connected: true, broker_connected: true, version: 'dev', is_pro: 'no' } },
      'GET /api/v1/egress': { body: envelope([{ id: 'e1', name: 'gate', network: 'cams', nodes: { 'node-1': 256 }, range: '192.168.1.11/32', nat: true, status: true }]) },
      'GET /api/networks': { body: [{ netid: 'cams', addressrange: '10.101.0.0/16' }] },
      'GET /api/hosts': { body: [{ id: 'host-1', name: 'gate-box' }] },
      'GET /api/nodes/cams': { body: [{ id: 'node-1', hostid: 'host-1', address: '10.101.0.2/16' }] },
      'GET /api/v1/enrollment-keys': { body: envelope([{ uses_remaining: 3, value: 'k1', networks: ['cams'], tags: ['site-1'], token: 'dG9rZW4x' }]) },
    },
  },
  '1.6 (develop)': {
    version: 'v1.6.0',
    egressApi: 'v1',
    recording: {
      'GET /api/server/status': { body: { db_connected: true, broker_connected: true, version: 'v1.6.0' } },
      'GET /api/v1/egress': { body: envelope([{ id: 'e1', name: 'gate', network: 'cams', nodes: { 'node-1': 256 }, tags: {}, range: '192.168.1.11/32', mode: 'direct_nat', domains: [], preset_id: '', domain_ans_by_domain: {}, nat: true, status: true }, { id: 'e2', name: 'by name', network: 'cams', nodes: {}, range: '', domains: ['nvr.example'], nat: true, status: true }]) },
      'GET /api/networks': { body: envelope([{ netid: 'cams', addressrange: '10.101.0.0/16' }]) },
      'GET /api/hosts': { body: [{ id: 'host-1', name: 'gate-box', nodes: ['node-1'] }] },
      'GET /api/nodes/cams': { body: envelope([{ id: 'node-1', hostid: 'host-1', address: '10.101.0.2/16' }]) },
      'GET /api/v1/enrollment-keys': { body: [{ uses_remaining: 3, value: 'k1', networks: ['cams'], unlimited: false, tags: ['site-1'], token: 'dG9rZW4x', default: false }, { uses_remaining: 0, value: 'k0', networks: ['cams'], unlimited: true, tags: null, token: 'dG9rZW4w', default: true }] },
      'GET /api/v1/acls': { body: envelope(null) },
    },
  },
};

function turned(value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) return value.map((item) => turned(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  // A map keyed by node has no fields; an unknown one there would be an unknown node.
  const isMap = Object.values(value).every((entry) => typeof entry === 'number') && Object.keys(value).length > 0;
  const fields = Object.entries(value).reverse().map(([key, entry]): [string, unknown] => [key, turned(entry, depth + 1)]);
  return Object.fromEntries(isMap ? fields : [['a_field_of_tomorrow', { nested: [1, 'two', null] }], ...fields]);
}

let server: LoopbackServer;
const asked: string[] = [];
afterEach(() => {
  asked.length = 0;
  return server.close();
});

function clientAt(url: string): NetmakerClient {
  return new NetmakerClient({ kind: 'netmaker', url: `${url}/`, auth: { kind: 'token', token: named('token') }, network: 'cams', client: null, install: 'auto', egress: 'cameras', policy: { kind: 'ask' } }, secretsNamed({ token: 't0ken' }), { kept: keptInMemory(), now: Date.now });
}

async function play(recording: Recording): Promise<NetmakerClient> {
  server = await serveLoopback((request, response) => {
    const call = `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`;
    asked.push(call);
    const answer = recording[call];
    if (call === 'GET /api/v1/egress' && answer !== undefined && request.headers.authorization === undefined) {
      response.writeHead(401, { 'Content-Type': 'application/json' }).end('{"Message":"W1R3: You are unauthorized to access this endpoint.","Code":401}');
      return;
    }
    if (answer === undefined) {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
      return;
    }
    response.writeHead(answer.status ?? 200, { 'Content-Type': 'application/json' }).end(answer.text ?? JSON.stringify(turned(answer.body)));
  });
  return clientAt(server.url);
}

describe.each(Object.entries(GENERATIONS))('Netmaker %s', (name, { recording, version, egressApi }) => {
  it('is told by what it answers', async () => {
    expect(await probeServer(await play(recording), never)).toEqual({ version, egressApi, pro: name === '1.5.1' });
  });

  it('lists networks, devices, members and keys', async () => {
    const client = await play(recording);
    expect(await listNetworks(client, never)).toEqual([{ name: 'cams', range: '10.101.0.0/16' }]);
    expect(await listHosts(client, never)).toMatchObject([{ id: 'host-1', name: 'gate-box' }]);
    expect(await listNodes(client, 'cams', never)).toMatchObject([{ id: 'node-1', hostid: 'host-1', address: '10.101.0.2/16' }]);
    const [key, ...others] = await keysTagged(client, 'site-1', never);
    expect(others).toEqual([]);
    expect(key !== undefined && isUsable(key, 'cams', Date.now())).toBe(true);
  });

  it('tells which ranges are open', async () => {
    const client = await play(recording);
    const ranges = egressApi === 'v1' ? (await listEgress(client, 'cams', never)).filter((egress) => egress.range !== '').map((egress) => egress.range) : (await listNodes(client, 'cams', never)).flatMap((node) => rangesOf(node).ranges);
    expect(ranges).toEqual(egressApi === 'v1' ? ['192.168.1.11/32'] : ['192.168.1.0/24']);
  });
});

describe('policies', () => {
  it.each([
    ['0.99.0', 'e1', 'open'],
    ['1.5.1', 'e1', 'open'],
    ['1.5.1', 'e9', 'closed'],
    ['1.6 (develop)', 'e1', 'unknown'],
    ['1.6 with lists in pages only', 'e1', 'open'],
    // A policy for people lets no device through.
    ['1.2.0', 'e1', 'closed'],
    ['0.18.4', 'e1', 'unknown'],
    ['0.90.0', 'e1', 'unknown'],
  ])('of %s say for %s: %s', async (generation, egress, expected) => {
    expect(judgePolicies(await listPolicies(await play(GENERATIONS[generation]?.recording ?? {}), 'cams', never), 'cams', egress)).toBe(expected);
  });
});

describe('a device that waits for approval', () => {
  it.each([
    ['1.2.0', 'p1'],
    ['1.5.1', undefined],
    ['0.99.0', undefined],
  ])('of %s is %s, of this network only', async (generation, expected) => {
    expect((await pendingHost(await play(GENERATIONS[generation]?.recording ?? {}), 'cams', 'host-1', never))?.id).toBe(expected);
  });
});

describe('tags', () => {
  it.each([
    ['1.5.1', [{ id: 'cams.agents', name: 'agents' }]],
    ['1.2.0', []],
  ])('of %s are %j', async (generation, expected) => {
    expect(await listTags(await play(GENERATIONS[generation]?.recording ?? {}), 'cams', never)).toEqual(expected);
  });
});

describe('a list in pages', () => {
  const hosts = (from: number, count: number): unknown[] => Array.from({ length: count }, (_value, index) => ({ id: `host-${from + index}`, name: `box ${from + index}` }));

  it('is read to its end, one page after another', async () => {
    const pages = [hosts(1, 100), hosts(101, 100), hosts(201, 7)];
    server = await serveLoopback((request, response) => {
      const url = new URL(request.url ?? '', 'http://netmaker');
      asked.push(`${url.pathname}${url.search}`);
      const page = Number(url.searchParams.get('page'));
      if (url.pathname !== '/api/v1/hosts') response.writeHead(404, { 'Content-Type': 'text/plain' }).end('404 page not found');
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(turned(envelope({ data: pages[page - 1] ?? [], page, per_page: 100, total: 207, total_pages: 3 }))));
    });
    expect(await listHosts(clientAt(server.url), never)).toHaveLength(207);
    expect(asked).toEqual(['/api/hosts', '/api/v1/hosts?page=1&per_page=100', '/api/v1/hosts?page=2&per_page=100', '/api/v1/hosts?page=3&per_page=100']);
  });

  it('is not asked for where the whole list was refused for another reason', async () => {
    const client = await play({ 'GET /api/hosts': { status: 500, body: { Code: 500, Message: 'database is locked' } } });
    await expect(listHosts(client, never)).rejects.toMatchObject({ code: 'overlay-refused', params: { status: 500 } });
    expect(asked).toEqual(['GET /api/hosts']);
  });
});

describe('opening a range', () => {
  it('sends nothing of what changed its type or meaning between the versions', async () => {
    let sent: unknown;
    server = await serveLoopback((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      request.on('end', () => {
        sent = JSON.parse(text);
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(envelope({ id: 'e1' })));
      });
    });
    await createEgress(clientAt(server.url), { name: 'n', network: 'cams', description: 'd', range: '192.168.1.11/32', nodeId: 'node-1' }, never);
    expect(sent).toEqual({ name: 'n', network: 'cams', description: 'd', range: '192.168.1.11/32', nat: true, nodes: { 'node-1': 256 }, status: true });
  });
});

describe('removing a device', () => {
  const gone = { status: 200, body: { Code: 200, Message: 'deleted' } };

  it.each([
    ['v1.5.1', { 'DELETE /api/v1/ui/hosts/host-1': gone }, ['DELETE /api/v1/ui/hosts/host-1']],
    ['v1.5.0', { 'DELETE /api/hosts/host-1': gone }, ['DELETE /api/hosts/host-1']],
    ['unknown', { 'DELETE /api/hosts/host-1': gone }, ['DELETE /api/v1/ui/hosts/host-1', 'DELETE /api/hosts/host-1']],
  ])('of a server that says %s takes the route that it has', async (version, recording, expected) => {
    await deleteHost(await play(recording), { version, egressApi: 'v1', pro: false }, 'host-1', never);
    expect(asked).toEqual(expected);
  });
});

describe('hostile answers', () => {
  it('that nest without end are refused before they are read', async () => {
    const client = await play({ 'GET /api/networks': { text: `${'['.repeat(100_000)}${']'.repeat(100_000)}` } });
    await expect(listNetworks(client, never)).rejects.toMatchObject({ code: 'overlay-answer-invalid' });
  });

  it('larger than 4 MiB are refused', async () => {
    const client = await play({ 'GET /api/networks': { text: JSON.stringify([{ netid: 'x'.repeat(5 * 1024 * 1024) }]) } });
    await expect(listNetworks(client, never)).rejects.toMatchObject({ code: 'overlay-answer-invalid' });
  });

  it('with control characters and paths in names do not reach a sentence or a URL', async () => {
    const client = await play({
      'GET /api/networks': { body: [{ netid: '../../api/users', addressrange: '10.0.0.0/8' }, { netid: 'cams', addressrange: '10.101.0.0/16' }] },
      'GET /api/hosts': { body: [{ id: 'host-1', name: 'gate\u001b[2J\u0007box\r\n' }, { id: '../x', name: 'evil' }, 'garbage', null, { name: 'no id' }] },
    });
    expect(await listNetworks(client, never)).toEqual([{ name: 'cams', range: '10.101.0.0/16' }]);
    expect(await listHosts(client, never)).toMatchObject([{ id: 'host-1', name: 'gate [2J box' }]);
  });

  it('that refuse tell their reason in one line', async () => {
    const client = await play({ 'GET /api/networks': { status: 403, body: { Code: 403, Message: `no\u0007 access\n${'x'.repeat(2000)}` } } });
    const error: unknown = await listNetworks(client, never).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'overlay-refused', params: { action: 'list the networks', status: 403 } });
    expect((error as { params: { message: string } }).params.message).toMatch(/^no access x{200,290}$/);
  });
});
