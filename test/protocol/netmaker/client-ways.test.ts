import { afterEach, describe, expect, it, vi } from 'vitest';
import { TunnelError } from '../../../electron/domain/errors';
import type { ClientShelf } from '../../../electron/engine/ports';
import { APT_KEY, APT_LIST } from '../../../electron/overlay/netmaker/install/apt-source';
import { FORWARD_FILE } from '../../../electron/overlay/netmaker/install/container';
import { FRESH_BOX, type BoxState } from '../../../electron/practice/box/box-state';
import { never } from '../../fixtures/loopback';
import { Died } from '../../fixtures/step-walk';
import { BINARY, EMPTY_SHELF, SHA256, startWorld, withoutRuntime, type World, type WorldOptions } from './netmaker-at-hand';

let world: World;
const start = async (options: WorldOptions): Promise<World> => (world = await startWorld(options));
afterEach(() => world.close());

const code = (expected: string, params: Record<string, unknown> = {}): unknown => expect.objectContaining({ code: expected, params: expect.objectContaining(params) as unknown });
const install = (): Promise<void> => world.walk.connect(world.steps().slice(0, 1));
const planned = async (): Promise<Record<string, unknown>> => {
  const [step] = world.steps();
  if (step === undefined) throw new Error('no step');
  return (await world.walk.inspect(step)).words ?? {};
};

const URL_OF_CLIENT = 'https://downloads.example/netclient';
const KEY = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n...\n';
const IMAGE = 'docker.io/gravitl/netclient:v1.5.1';
const SOURCE: Partial<BoxState> = {
  internet: { 'https://apt.netmaker.org/gpg.key': KEY, 'https://apt.netmaker.org/dists/stable/main/binary-amd64/Packages': 'Package: netclient\nVersion: 1.4.0\nDepends: wireguard-tools\nPackage: netclient\nVersion: 1.5.1\nDepends: wireguard-tools\n' },
  packages: { ...FRESH_BOX.packages, installed: ['libc6'], offers: ['1.4.0', '1.5.1'] },
};
const DOCKER: Partial<BoxState> = { container: { ...FRESH_BOX.container, tool: 'docker', registry: { [IMAGE]: 'v1.5.1' } } };
const SHELF: ClientShelf = { ...EMPTY_SHELF, take: (version, architecture) => Promise.resolve({ version, architecture, sha256: SHA256, bytes: new Uint8Array(BINARY) }) };

/** Each way with a world in which it is the first that works, and how the plan names it. */
const WAYS: readonly { readonly way: string; readonly options: WorldOptions; readonly words: Record<string, unknown> }[] = [
  { way: 'push from the shelf', options: { client: null, sources: { shelf: SHELF } }, words: { way: 'push', from: 'auto', version: 'v1.5.1', architecture: 'amd64' } },
  { way: 'fetch', options: { install: 'fetch', client: { kind: 'url', url: URL_OF_CLIENT, sha256: SHA256 }, box: { internet: { [URL_OF_CLIENT]: BINARY.toString() } } }, words: { way: 'fetch', from: 'chosen', source: 'downloads.example' } },
  { way: 'package', options: { client: null, box: SOURCE }, words: { way: 'package', from: 'auto', source: 'apt.netmaker.org', offer: '1.5.1' } },
  { way: 'package with RPM', options: { client: null, box: { packages: { ...FRESH_BOX.packages, manager: 'dnf', installed: ['glibc'], offers: ['1.4.0-1', '1.5.1-1'], keys: ['gpg-pubkey-eb10b464-6202d9c6 Fedora <fedora@fedoraproject.org> public key'] } } }, words: { way: 'package', from: 'auto', source: 'rpm.netmaker.org', offer: '1.5.1-1' } },
  { way: 'container', options: { client: null, box: DOCKER }, words: { way: 'container', from: 'auto', source: IMAGE, tool: 'docker' } },
  { way: 'container with podman', options: { client: null, box: { container: { ...FRESH_BOX.container, tool: 'podman', registry: { [IMAGE]: 'v1.5.1' } } } }, words: { way: 'container', from: 'auto', tool: 'podman' } },
];

describe.each(WAYS)('installing by $way', ({ way, options, words }) => {
  it('is what the plan says, and the plan changes nothing', async () => {
    await start(options);
    const before = world.boxNow();
    expect(await planned()).toMatchObject(words);
    expect(world.boxNow()).toEqual(before);
  });

  it('connects the box, changes nothing when done again, and is taken back without a trace', async () => {
    await start(options);
    const [box, objects] = [world.boxNow(), world.objects()];
    await world.walk.connect(world.steps());
    expect(world.objects().nodes).toHaveLength(1);
    const [events, after] = [world.walk.events.length, world.boxNow()];
    await world.walk.connect(world.steps());
    expect(world.walk.events).toHaveLength(events);
    expect(world.boxNow()).toEqual(after);
    expect(await world.walk.undo()).toEqual([]);
    expect(withoutRuntime(world.boxNow())).toEqual(withoutRuntime(box));
    expect(world.objects()).toEqual(objects);
  });

  it.each([['goes on', true], ['is taken back', false]])('%s after the program died behind it', async (_what, goesOn) => {
    await start(options);
    const box = world.boxNow();
    world.walk.dieAfterApply.add('netmaker.client');
    await expect(install()).rejects.toThrow(Died);
    if (goesOn) await install();
    expect(await world.walk.undo()).toEqual([]);
    expect(withoutRuntime(world.boxNow())).toEqual(withoutRuntime(box));
  });

  it('can be cut off at every command, then goes on or is taken back', async () => {
    await start(options);
    const box = world.boxNow();
    const changing = (argv: readonly string[]): boolean => !['cat', 'ls', 'head', 'date'].includes(argv[0] ?? '');
    // Every second time it goes on, for every second way at the other cuts.
    const goesOnAt = WAYS.findIndex((candidate) => candidate.way === way) % 2;
    for (let cut = 0, reached = true; reached; cut++) {
      reached = false;
      let count = 0;
      const lost = new TunnelError('box-connection-lost', { host: 'box' });
      const spies = (['run', 'demand'] as const).map((name) => {
        const real = world.box[name].bind(world.box) as (argv: readonly string[], options: never) => Promise<never>;
        return vi.spyOn(world.box, name).mockImplementation(async (argv, runOptions) => {
          // From the cut on nothing arrives at the box; the command at it still does, and its answer is lost.
          if (!reached && changing(argv) && count++ === cut) {
            await real(argv, runOptions as never);
            reached = true;
          }
          if (reached) throw lost;
          return real(argv, runOptions as never);
        });
      });
      const failed = await install().then(() => null, (error: unknown) => error);
      for (const spy of spies) spy.mockRestore();
      if (reached) expect(failed).toBe(lost);
      if (cut % 2 === goesOnAt) await install();
      expect(await world.walk.undo(), `cut at ${cut}`).toEqual([]);
      expect(withoutRuntime(world.boxNow()), `cut at ${cut}`).toEqual(withoutRuntime(box));
    }
  }, 60_000);
});

describe('a download by the box', () => {
  const fetching = (internet: Record<string, string>): WorldOptions => ({ install: 'fetch', client: { kind: 'url', url: URL_OF_CLIENT, sha256: SHA256 }, box: { internet } });

  it('that is something else is not run, and leaves nothing', async () => {
    await start(fetching({ [URL_OF_CLIENT]: 'a captive portal' }));
    const runs = vi.spyOn(world.box, 'run');
    await expect(install()).rejects.toEqual(code('client-checksum', { expected: SHA256 }));
    expect(runs.mock.calls.map(([argv]) => argv.join(' ')).filter((line) => line.startsWith('/sbin/.'))).toEqual([]);
    expect(world.boxNow().files).toEqual({});
  });

  it('that does not come is said in the words of the box', async () => {
    await start(fetching({}));
    await expect(install()).rejects.toEqual(code('client-download-failed', { url: URL_OF_CLIENT, reason: expect.stringContaining('Could not resolve host') as unknown }));
    expect(world.boxNow().files).toEqual({});
  });

  it('takes the place of ours where only the box reaches the address', async () => {
    const unreached = (): Promise<never> => Promise.reject(new TunnelError('client-download-failed', { url: URL_OF_CLIENT, reason: 'no internet here' }));
    await start({ ...fetching({ [URL_OF_CLIENT]: BINARY.toString() }), install: 'auto', sources: { readClient: unreached } });
    await install();
    expect(world.boxNow().files['/sbin/netclient']?.size).toBe(BINARY.length);
  });

  it('is told as our own failure where neither reaches it', async () => {
    const unreached = (): Promise<never> => Promise.reject(new TunnelError('client-download-failed', { url: URL_OF_CLIENT, reason: 'no internet here' }));
    await start({ ...fetching({}), install: 'auto', sources: { readClient: unreached } });
    await expect(install()).rejects.toEqual(code('client-download-failed', { reason: 'no internet here' }));
  });

  it('knows the file of the settings at its maker as well', async () => {
    const maker = 'https://github.com/gravitl/netclient/releases/download/v1.5.1/netclient-linux-amd64';
    await start({ install: 'fetch', box: { internet: { [maker]: BINARY.toString() } } });
    await install();
    expect(world.boxNow().service).toEqual({ active: true, enabled: true });
  });

  it('without a known checksum is not done', async () => {
    await start({ install: 'fetch', client: null });
    await expect(install()).rejects.toEqual(code('client-way-impossible', { way: 'fetch', reason: 'no checksum is known to compare a download with' }));
    expect(world.walk.events).toEqual([]);
  });
});

describe('a package', () => {
  it('of another version than the server is refused before anything is changed', async () => {
    await start({ client: null, install: 'package', box: { ...SOURCE, internet: { ...SOURCE.internet, 'https://apt.netmaker.org/dists/stable/main/binary-amd64/Packages': 'Package: netclient\nVersion: 1.4.0\n' } } });
    await expect(install()).rejects.toEqual(code('client-version-mismatch', { client: '1.4.0', server: 'v1.5.1' }));
    expect(world.walk.events).toEqual([]);
  });

  it('that says another version than its name is refused', async () => {
    await start({ client: null, box: SOURCE, clientVersion: 'v1.4.0' });
    await expect(install()).rejects.toEqual(code('client-version-mismatch', { client: 'v1.4.0', server: 'v1.5.1' }));
    expect(await world.walk.undo()).toEqual([]);
    expect(world.boxNow().packages.installed).toEqual(['libc6']);
  });

  it('that would change others is not installed', async () => {
    await start({ client: null, box: { ...SOURCE, packages: { ...FRESH_BOX.packages, installed: ['libc6'], offers: ['1.5.1'], alsoChanges: ['systemd'] } } });
    await expect(install()).rejects.toEqual(code('box-unsupported', { reason: expect.stringContaining('systemd') as unknown }));
    expect(world.boxNow().packages.installed).toEqual(['libc6']);
    expect(world.boxNow().files).toEqual({});
  });

  it('whose key is a web page is not trusted', async () => {
    await start({ client: null, box: { ...SOURCE, internet: { ...SOURCE.internet, 'https://apt.netmaker.org/gpg.key': '<html>' } } });
    await expect(install()).rejects.toEqual(code('client-download-failed', { url: 'https://apt.netmaker.org/gpg.key', reason: 'no key came' }));
    expect(world.boxNow().files).toEqual({});
  });

  it('leaves what it needs where that was there before', async () => {
    await start({ client: null, box: { ...SOURCE, packages: { ...FRESH_BOX.packages, installed: ['libc6', 'wireguard-tools'], offers: ['1.5.1'] } } });
    await install();
    expect(world.boxNow().packages.installed).toEqual(['libc6', 'netclient', 'wireguard-tools']);
    expect(await world.walk.undo()).toEqual([]);
    expect(world.boxNow().packages.installed).toEqual(['libc6', 'wireguard-tools']);
  });

  it('that was cut off between what it needs and itself takes both back', async () => {
    await start({ client: null, box: SOURCE });
    const real = world.box.demand.bind(world.box);
    const spy = vi.spyOn(world.box, 'demand').mockImplementation((argv, options) => {
      if (!argv.includes('install')) return real(argv, options);
      const state = world.boxState.read();
      world.boxState.write({ ...state, packages: { ...state.packages, installed: ['libc6', 'wireguard-tools'] } });
      return Promise.reject(new TunnelError('box-connection-lost', { host: 'box' }));
    });
    await expect(install()).rejects.toEqual(code('box-connection-lost'));
    spy.mockRestore();
    await install();
    expect(await world.walk.undo()).toEqual([]);
    expect(world.boxNow().packages.installed).toEqual(['libc6']);
  });

  it('comes from a source with its own key, and both say who wrote them', async () => {
    await start({ client: null, box: SOURCE });
    await install();
    const list = (await world.box.run(['cat', APT_LIST], { root: true, signal: never })).stdout;
    expect(list).toContain(`deb [signed-by=${APT_KEY}] https://apt.netmaker.org stable main\n`);
    expect(list).toContain('# added: netclient wireguard-tools\n');
    expect(world.boxNow().files[APT_KEY]?.mode).toBe(0o644);
  });

  it('is taken back also where a later attempt went another way', async () => {
    await start({ client: null, box: SOURCE });
    const box = world.boxNow();
    world.walk.record({ type: 'step-begun', step: world.steps()[0] ?? (undefined as never), found: { installed: false, active: false, enabled: false, config: false, unit: false, way: { way: 'push' } } });
    await install();
    expect(await world.walk.undo()).toEqual([]);
    expect(withoutRuntime(world.boxNow())).toEqual(withoutRuntime(box));
  });
});

describe('a container', () => {
  it('has the rights that a tunnel needs and no more, and starts with the system', async () => {
    await start({ client: null, box: DOCKER });
    await install();
    const { one, accepts } = world.boxNow().container;
    expect(one).toMatchObject({ image: IMAGE, running: true, restart: 'always' });
    const words = one?.words.join(' ') ?? '';
    for (const wanted of ['--network host', '--cap-add NET_ADMIN', '--cap-add NET_RAW', '--cap-add SYS_MODULE', '--device /dev/net/tun', '--volume /lib/modules:/lib/modules:ro', '--volume /etc/netclient:/etc/netclient']) expect(words).toContain(wanted);
    expect(words).not.toMatch(/privileged|TOKEN/);
    expect(accepts).toEqual(['-o netmaker -j ACCEPT', '-i netmaker -j ACCEPT']);
    expect(Object.keys(world.boxNow().files)).toEqual(expect.arrayContaining([FORWARD_FILE, '/sbin/netclient']));
  });

  it('whose client is of another version is not started', async () => {
    await start({ client: null, box: { container: { ...FRESH_BOX.container, tool: 'docker', registry: { [IMAGE]: 'v1.4.0' } } } });
    const box = world.boxNow();
    await expect(install()).rejects.toEqual(code('client-version-mismatch', { client: 'v1.4.0', server: 'v1.5.1' }));
    expect(world.boxNow().container.one).toBeNull();
    expect(await world.walk.undo()).toEqual([]);
    expect(withoutRuntime(world.boxNow())).toEqual(withoutRuntime(box));
  });

  it('leaves an image that was there before', async () => {
    await start({ client: null, box: { container: { ...FRESH_BOX.container, tool: 'docker', images: [IMAGE], registry: { [IMAGE]: 'v1.5.1' } } } });
    await install();
    expect(await world.walk.undo()).toEqual([]);
    expect(world.boxNow().container.images).toEqual([IMAGE]);
  });

  it('that somebody stopped is started again', async () => {
    await start({ client: null, box: DOCKER });
    await world.walk.connect(world.steps());
    await world.box.run(['docker', 'stop', 'kerberos-tunnel-netclient'], { root: true, signal: never });
    const second = world.anotherWalk();
    await second.connect(world.steps());
    expect(world.boxNow().container.one?.running).toBe(true);
    expect(await second.undo()).toEqual([]);
    expect(world.boxNow().container.one?.running).toBe(false);
  });

  it('whose image cannot be had is said so', async () => {
    await start({ client: null, box: { container: { ...FRESH_BOX.container, tool: 'docker' } } });
    await expect(install()).rejects.toEqual(code('client-download-failed', { url: IMAGE, reason: expect.stringContaining('manifest unknown') as unknown }));
    expect(await world.walk.undo()).toEqual([]);
    expect(world.boxNow().files).toEqual({});
  });
});

describe('a box whose system is not systemd', () => {
  it.each(['openrc', 'procd', 'sysv'] as const)('of the kind %s is connected, connected again, and taken back', async (init) => {
    await start({ box: { init } });
    const [box, objects] = [world.boxNow(), world.objects()];
    await world.walk.connect(world.steps());
    expect(world.boxNow().service).toEqual({ active: true, enabled: true });
    expect(world.objects().nodes).toHaveLength(1);
    const events = world.walk.events.length;
    await world.walk.connect(world.steps());
    expect(world.walk.events).toHaveLength(events);
    expect(await world.walk.undo()).toEqual([]);
    expect(withoutRuntime(world.boxNow())).toEqual(withoutRuntime(box));
    expect(world.objects()).toEqual(objects);
  });

  it('gets our own service only where netclient makes none that works there', async () => {
    await start({ box: { init: 'sysv' } });
    await install();
    expect((await world.box.run(['cat', '/etc/init.d/netclient'], { signal: never })).stdout).toContain('Written by Kerberos Tunnel');
    await world.close();
    await start({ box: { init: 'procd' } });
    await install();
    expect((await world.box.run(['cat', '/etc/init.d/netclient'], { signal: never })).stdout).not.toContain('Written by Kerberos Tunnel');
  });

  it('that looks like an OpenWrt to netclient gets a service that works there all the same', async () => {
    await start({ box: { init: 'sysv' } });
    await world.box.writeFile('/bin/busybox', 'busybox', { mode: 0o755, signal: never });
    const box = world.boxNow();
    await install();
    expect((await world.box.run(['cat', '/etc/init.d/netclient'], { signal: never })).stdout).toContain('BEGIN INIT INFO');
    expect(await world.walk.undo()).toEqual([]);
    expect(withoutRuntime(world.boxNow())).toEqual(withoutRuntime(box));
  });

  it('is refused where nobody knows how to start its services', async () => {
    await start({ box: { init: 'runit' } });
    await expect(install()).rejects.toEqual(code('box-unsupported', { reason: expect.stringContaining('runit') as unknown }));
    expect(world.walk.events).toEqual([]);
  });

  it.each(['openrc', 'procd', 'sysv'] as const)('of the kind %s: a client that was there and stopped is started, and stopped again by undo', async (init) => {
    await start({ box: { init } });
    await install();
    const state = world.boxState.read();
    await world.box.run(['/etc/init.d/netclient', 'stop'], { root: true, signal: never });
    world.boxState.write({ ...world.boxState.read(), service: { active: false, enabled: false } });
    const second = world.anotherWalk();
    await second.connect(world.steps().slice(0, 1));
    expect(world.boxNow().service).toEqual({ active: true, enabled: true });
    expect(await second.undo()).toEqual([]);
    expect(world.boxNow().service).toEqual({ active: false, enabled: false });
    expect(world.boxNow().files['/sbin/netclient']).toEqual(state.files['/sbin/netclient']);
  });
});
