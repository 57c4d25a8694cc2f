import { afterEach, describe, expect, it } from 'vitest';
import { listEgress } from '../../../electron/overlay/netmaker/api/egress';
import { isUsable, keysTagged } from '../../../electron/overlay/netmaker/api/enrollment-keys';
import { deleteHost, listHosts } from '../../../electron/overlay/netmaker/api/hosts';
import { rangesOf } from '../../../electron/overlay/netmaker/api/legacy-egress';
import { listNetworks } from '../../../electron/overlay/netmaker/api/networks';
import { listNodes } from '../../../electron/overlay/netmaker/api/nodes';
import { policyFor } from '../../../electron/overlay/netmaker/api/policies';
import { probeServer } from '../../../electron/overlay/netmaker/api/server';
import { NetmakerClient } from '../../../electron/overlay/netmaker/client';
import { named, never, secretsNamed, serveLoopback, type LoopbackServer } from '../../fixtures/loopback';

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

const GENERATIONS: Readonly<Record<string, { recording: Recording; version: string; egressApi: string }>> = {
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
  '1.5.1': {
    version: 'v1.5.1',
    egressApi: 'v1',
    recording: {
      'GET /api/server/status': { body: { db_connected: true, broker_connected: true, is_broker_conn_open: true, is_pro: true, deployment_mode: 'self-hosted', version: 'v1.5.1' } },
      'GET /api/v1/egress': { body: envelope([{ id: 'e1', name: 'gate', network: 'cams', nodes: { 'node-1': 256 }, tags: {}, range: '192.168.1.11/32', mode: 'direct_nat', virtual_range: '', domain_ans: [], domain: '', nat: true, status: true, created_by: 'wizard' }]) },
      'GET /api/networks': { body: [{ id: 'f00', netid: 'cams', addressrange: '10.101.0.0/16', auto_join: true, auto_remove: false, jit_enabled: false }] },
      'GET /api/hosts': { body: [{ id: 'host-1', name: 'gate-box', nodes: ['node-1'], enable_flow_logs: false, location: '50.8,4.3' }] },
      'GET /api/nodes/cams': { body: [{ id: 'node-1', hostid: 'host-1', address: '10.101.0.2/16', isegressgateway: false, egressgatewayranges: null, is_gw: false, status: 'warning' }] },
      'GET /api/v1/enrollment-keys': { body: [{ uses_remaining: 3, value: 'k1', networks: ['cams'], unlimited: false, tags: ['site-1'], token: 'dG9rZW4x', auto_assign_gw: false }] },
      'GET /api/v1/acls': { body: envelope([{ id: 'cams.all-nodes', enabled: false }, { id: 'own', enabled: true, dst_type: [{ id: 'egress-id', value: 'e1' }], src_type: [{ id: 'tag', value: 'cams.agents' }] }]) },
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
  return new NetmakerClient({ kind: 'netmaker', url: `${server.url}/`, auth: { kind: 'token', token: named('token') }, network: 'cams', client: null, install: 'auto', egress: 'cameras' }, secretsNamed({ token: 't0ken' }));
}

describe.each(Object.entries(GENERATIONS))('Netmaker %s', (_name, { recording, version, egressApi }) => {
  it('is told by what it answers', async () => {
    expect(await probeServer(await play(recording), never)).toEqual({ version, egressApi });
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
    ['0.90.0', 'e1', 'unknown'],
  ])('of %s say for %s: %s', async (generation, egress, expected) => {
    expect(await policyFor(await play(GENERATIONS[generation]?.recording ?? {}), 'cams', egress, never)).toBe(expected);
  });
});

describe('removing a device', () => {
  const gone = { status: 200, body: { Code: 200, Message: 'deleted' } };

  it.each([
    ['v1.5.1', { 'DELETE /api/v1/ui/hosts/host-1': gone }, ['DELETE /api/v1/ui/hosts/host-1']],
    ['v1.5.0', { 'DELETE /api/hosts/host-1': gone }, ['DELETE /api/hosts/host-1']],
    ['unknown', { 'DELETE /api/hosts/host-1': gone }, ['DELETE /api/v1/ui/hosts/host-1', 'DELETE /api/hosts/host-1']],
  ])('of a server that says %s takes the route that it has', async (version, recording, expected) => {
    await deleteHost(await play(recording), { version, egressApi: 'v1' }, 'host-1', never);
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
