import { rmSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serviceManagers } from '../../../../electron/box/services/services';
import { TunnelError } from '../../../../electron/domain/errors';
import type { Json } from '../../../../electron/domain/json';
import type { PlannedStep } from '../../../../electron/domain/plan';
import { Secret } from '../../../../electron/domain/secret';
import { newSite, type Site, type WireGuardSettings } from '../../../../electron/domain/site';
import type { Box, BoxConnector, Overlay, SiteCamera } from '../../../../electron/engine/ports';
import type { StepContext } from '../../../../electron/engine/step';
import { interfaceOf } from '../../../../electron/overlay/wireguard/plan';
import { createWireGuardOverlay } from '../../../../electron/overlay/wireguard/wireguard-overlay';
import { furnishBox, furnishHub, machineBox, textOf } from './machine-box';
import { KEYS, Machine } from './stubs';

/** The steps with their scripts run for real, one after another as the engine would, on a box and a hub of stubs. */
const login = { host: 'hub.example', port: 22, username: 'op', auth: { kind: 'agent' }, sudoPassword: null, hostKey: { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'x'.repeat(43)}` }, allowLegacy: false } as const;
const NAME = interfaceOf('shop');
const CAMERAS: SiteCamera[] = ['192.168.50.11', '192.168.50.12'].map((address, index) => ({ deviceId: `d${index}`, name: `Camera ${index}`, address, rtspPort: 554 }));

let box: Machine;
let hub: Machine;
let overlay: Overlay;
let results: Map<string, Json>;
let found: Map<string, Json>;
let site: Site;

function wireguard(change: Partial<WireGuardSettings> = {}): WireGuardSettings {
  return { kind: 'wireguard', endpoint: '203.0.113.10:51820', publicKey: KEYS.hub, range: '10.99.0.0/24', address: '10.99.0.5', egress: 'cameras', hub: { kind: 'ssh', interface: 'wg0', box: login }, ...change };
}

beforeEach(() => {
  box = new Machine();
  hub = new Machine();
  furnishBox(box, { tools: false });
  furnishHub(hub);
  const hubBox = machineBox(hub);
  const boxes: BoxConnector = { hostKey: () => Promise.reject(new Error('pinned')), connect: () => Promise.resolve(hubBox) };
  overlay = createWireGuardOverlay({ log: () => undefined, boxes, pinOf: () => null, services: serviceManagers });
  results = new Map();
  found = new Map();
  site = { ...newSite({ id: 'shop', name: 'Shop', mode: 'real', language: 'en', timeZone: 'UTC' }), overlay: wireguard() };
});
afterEach(() => {
  box.remove();
  hub.remove();
});

function context(): StepContext {
  const one: Box = machineBox(box);
  return {
    site, box: () => Promise.resolve(one), secrets: { reveal: () => Promise.resolve(new Secret('')), learned: (value) => new Secret(value) }, log: () => undefined, now: () => Date.now(),
    signal: AbortSignal.timeout(15_000), progress: () => undefined, resultOf: (id) => results.get(id) ?? null, begun: () => false, toldBefore: () => [],
  };
}

function steps(cameras = CAMERAS): PlannedStep[] {
  return overlay.plan(site, cameras).filter((step) => step.kind !== 'box.baseline');
}

function driver(step: PlannedStep) {
  const one = overlay.steps.find((candidate) => candidate.kind === step.kind);
  if (one === undefined) throw new Error(step.kind);
  return one;
}

/** What each step did: its change. */
async function connect(cameras = CAMERAS): Promise<string[]> {
  const changes: string[] = [];
  for (const step of steps(cameras)) {
    const seen = await driver(step).inspect(step, context());
    changes.push(seen.change);
    if (!found.has(step.id) || seen.change !== 'none') found.set(step.id, found.get(step.id) ?? seen.found);
    results.set(step.id, seen.change === 'none' ? (seen.result ?? results.get(step.id) ?? null) : await driver(step).verify(step, await driver(step).apply(step, seen.found, context()), context()));
  }
  return changes;
}

async function undo(options: { results: boolean } = { results: true }): Promise<string[]> {
  const differences: string[] = [];
  for (const step of steps().reverse()) differences.push(...(await driver(step).undo(step, found.get(step.id) ?? null, options.results ? (results.get(step.id) ?? null) : null, context())));
  return differences;
}

describe('connecting by a hub', () => {
  it('installs, makes the key, tells the hub, and sets the tunnel up; a second time nothing is to be done', async () => {
    const before = { box: box.tree(), hub: textOf(hub, 'etc/wireguard/wg0.conf', 'peers', 'routes') };
    expect(await connect()).toEqual(['add', 'add', 'add', 'add']);
    expect(textOf(hub, 'peers')).toContain(`${KEYS.box}\t10.99.0.5/32 192.168.50.11/32 192.168.50.12/32`);
    expect(textOf(hub, 'routes')).toContain('192.168.50.12/32 dev wg0');
    expect(statSync(box.path(`etc/wireguard/${NAME}.conf`)).mode & 0o777).toBe(0o600);
    expect(JSON.stringify([...results])).not.toContain('private');
    expect(await connect()).toEqual(['none', 'none', 'none', 'none']);
    expect(textOf(box, 'packages')).toBe('wireguard-go\nwireguard-tools\n');
    expect(await undo()).toEqual([]);
    expect(textOf(box, 'packages')).toBe('(none)');
    expect({ box: box.tree(), hub: textOf(hub, 'etc/wireguard/wg0.conf', 'peers', 'routes') }).toEqual(before);
  });

  it('that was forgotten by the laptop is taken back by what is found on the box and the hub', async () => {
    const before = { box: box.tree(), hub: textOf(hub, 'etc/wireguard/wg0.conf', 'peers', 'routes') };
    await connect();
    results.clear();
    expect(await undo({ results: false })).toEqual([]);
    expect({ box: box.tree(), hub: textOf(hub, 'etc/wireguard/wg0.conf', 'peers', 'routes') }).toEqual(before);
  });

  it('follows the cameras: one more, or one less, changes the hub and the tunnel, not the key', async () => {
    await connect(CAMERAS.slice(0, 1));
    expect(await connect()).toEqual(['none', 'none', 'update', 'update']);
    expect(textOf(box, `etc/wireguard/${NAME}.conf`)).toContain('-d 192.168.50.11/32,192.168.50.12/32 -j ACCEPT');
    await connect(CAMERAS.slice(1));
    expect(textOf(hub, 'etc/wireguard/wg0.conf', 'peers', 'routes')).not.toContain('192.168.50.11');
  });

  it('says what to bring where the packages cannot be had', async () => {
    writeFileSync(box.path('offline'), '');
    await expect(connect()).rejects.toMatchObject({ code: 'wireguard-tools-missing', params: { packages: 'wireguard-tools, wireguard-go', reason: 'E: Unable to locate package wireguard-tools' } });
  });

  it('says so where no system we know starts tunnels', async () => {
    rmSync(box.path('run/systemd'), { recursive: true });
    await expect(connect()).rejects.toMatchObject({ code: 'box-unsupported' });
  });
});

describe('the hub', () => {
  const peer = (): PlannedStep => steps().find((step) => step.kind === 'wireguard.peer') as PlannedStep;
  const inspect = (): Promise<unknown> => driver(peer()).inspect(peer(), context());

  it.each([
    ['a range that another peer has', { address: '10.99.0.9' }, 'overlay-range-collides'],
    ['its own address', { address: '10.99.0.1' }, 'overlay-range-collides'],
    ['another key than the one that was entered', { publicKey: KEYS.old }, 'wireguard-hub-unusable'],
    ['no such interface', { hub: { kind: 'ssh', interface: 'wg7', box: login } }, 'wireguard-hub-unusable'],
  ] as const)('with %s is refused before anything is changed', async (_what, change, code) => {
    site = { ...site, overlay: wireguard(change) };
    await expect(inspect()).rejects.toMatchObject({ code });
  });

  it('whose other peer, or whose own network, has a camera\'s address is refused, with the owner', async () => {
    writeFileSync(hub.path('peers'), `${KEYS.office}\t192.168.50.0/24\n`);
    await expect(inspect()).rejects.toMatchObject({ code: 'overlay-range-collides', params: { range: '192.168.50.11/32', owner: `the peer ${KEYS.office}` } });
    // An exit to the internet is in nobody's way.
    writeFileSync(hub.path('peers'), `${KEYS.office}\t0.0.0.0/0\n`);
    await expect(inspect()).resolves.toMatchObject({ change: 'add' });
    hub.program('ip', 'case "$*" in "-4 -o addr show") echo "2: eth0    inet 192.168.50.7/24 scope global eth0" ;; esac');
    await expect(inspect()).rejects.toMatchObject({ code: 'overlay-range-collides', params: { owner: "the hub's own network on eth0" } });
  });

  it('is told what is in use there, without what is this site\'s own', async () => {
    const occupied = await overlay.occupied?.({ site, secrets: context().secrets, signal: context().signal, resultOf: () => null, box: () => Promise.resolve(null) });
    expect(occupied?.ranges.map(({ range, kind }) => `${kind} ${range}`)).toEqual(['overlay 10.99.0.0/24', 'egress 192.168.77.0/24', 'egress 203.0.113.0/24']);
  });

  it('that is another one than at connecting is not searched for our peer', async () => {
    const step = peer();
    site = { ...site, overlay: wireguard({ hub: { kind: 'ssh', interface: 'wg0', box: { ...login, host: 'other.example' } } }) };
    await expect(driver(step).undo(step, null, null, context())).rejects.toThrow(TunnelError);
  });
});

describe('a hub that is handed the small computer by a file', () => {
  it('is waited for after the tunnel, and named as what is left', async () => {
    site = { ...site, overlay: wireguard({ hub: { kind: 'file' } }) };
    const planned = steps();
    expect(planned.map((step) => step.kind)).toEqual(['wireguard.tools', 'wireguard.key', 'wireguard.tunnel', 'wireguard.handover']);
    const handover = planned[3] as PlannedStep;
    results.set('wireguard.key', { publicKey: KEYS.box });
    expect(await driver(handover).undo(handover, null, { handedOver: true }, context())).toEqual([`the hub 203.0.113.10:51820 still knows the small computer: take the peer ${KEYS.box} out there`]);
    expect(await driver(handover).undo(handover, null, null, context())).toEqual([]);
  });
});
