import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdict } from '../../electron/domain/proof';
import { interfaceOf } from '../../electron/overlay/wireguard/plan';
import type { Result } from '../../electron/terminal/result';
import { boxWithoutPackageLists, packagesOf, startMirror } from './package-mirror';
import { frameFromCloud, Lab } from './site';
import { startHub, type LabHub } from './wireguard-hub';

/** The whole way with a plain WireGuard hub, and nothing simulated between the cameras and the agents. */
const lab = new Lab('wireguard');
const name = interfaceOf('lab');
let hub: LabHub;
let mirror: { source: string; stop: () => void };
let before: { box: string; packages: string; hub: string };

beforeAll(async () => {
  await lab.up({ cameras: 2 });
  hub = await startHub(lab);
  mirror = await startMirror(lab, ['wireguard-tools', 'wireguard-go']);
  await lab.box('sh', '-c', 'echo "$1" >/etc/apt/sources.list', 'sh', mirror.source);
  lab.writeSite(hub.site(lab.site()));
  before = { box: await boxWithoutPackageLists(lab), packages: await packagesOf(lab), hub: await hub.snapshot() };
});
afterAll(async () => {
  mirror.stop();
  await hub.stop();
  await lab.down();
  expect(await lab.leftovers()).toBe('');
});

function verdicts(result: Result): (string | null)[] {
  return result.cameras.map((camera) => (camera.proof === null ? null : verdict(camera.proof)));
}

describe('a site whose overlay is a WireGuard hub', () => {
  it('is connected in one go: tools, key pair, hub, tunnel, and a picture of every camera at the far end', async () => {
    const result = await lab.result('connect', '--accept-host-key');
    expect(result.error).toBeNull();
    expect(verdicts(result), JSON.stringify(result.cameras.map((camera) => camera.proof?.layers))).toEqual(['frames', 'frames']);
    const layers = result.cameras.flatMap((camera) => camera.proof?.layers.filter(({ outcome }) => outcome === 'proven').map(({ layer }) => layer) ?? []);
    for (const layer of ['client-running', 'tunnel-handshake', 'box-reaches-camera', 'box-forwards', 'egress-listed', 'member-reaches-camera']) expect(layers.filter((one) => one === layer), layer).toHaveLength(2);
  });

  it('really carries the streams, as a foreign program sees it', async () => {
    for (const camera of lab.is.cameras) {
      const main = camera.streams.find((stream) => stream.role === 'main');
      expect(await frameFromCloud(lab, camera, 'main')).toEqual({ codec: main?.codec === 'H265' ? 'hevc' : 'h264', width: main?.width, height: main?.height });
    }
  });

  it('lets the overlay through to the cameras, and to nothing else of the site', async () => {
    const other = lab.is.others[0]?.address ?? '';
    // Asked by somebody who would be let through by the hub: routed by hand, as an administrator could.
    await hub.exec('ip', 'route', 'add', `${other}/32`, 'dev', 'wg0');
    const [camera] = lab.is.cameras;
    expect((await lab.inNamespace('cloud', 'ping', '-c', '1', '-W', '3', camera?.address ?? '')).code).toBe(0);
    const key = (await lab.box('sh', '-c', `wg pubkey </etc/wireguard/${name}.key`)).stdout.trim();
    const allowed = (await hub.exec('wg', 'show', 'wg0', 'allowed-ips')).stdout.split('\n').find((line) => line.startsWith(key))?.split(/\s+/).slice(1) ?? [];
    await hub.exec('wg', 'set', 'wg0', 'peer', key, 'allowed-ips', [...allowed, `${other}/32`].join(','));
    expect((await lab.inNamespace('cloud', 'ping', '-c', '1', '-W', '1', other)).code).toBe(1);
    await hub.exec('wg', 'set', 'wg0', 'peer', key, 'allowed-ips', allowed.join(','));
    await hub.exec('ip', 'route', 'del', `${other}/32`, 'dev', 'wg0');
  });

  it('keeps the private key on the small computer, where only root can read it', async () => {
    const key = (await lab.box('cat', `/etc/wireguard/${name}.key`)).stdout.trim();
    expect(key).toHaveLength(44);
    expect((await lab.box('stat', '-c', '%a %U', `/etc/wireguard/${name}.key`, `/etc/wireguard/${name}.conf`)).stdout).toBe('600 root\n600 root\n');
    const state = lab.siteFile.replace(/\.json$/, '.state');
    const logs = (await lab.box('journalctl', '--no-pager', '-o', 'cat')).stdout;
    for (const text of [readFileSync(`${state}/journal.jsonl`, 'utf8'), readFileSync(`${state}/log.jsonl`, 'utf8'), logs]) expect(text.includes(key)).toBe(false);
  });

  it('is not changed by a second run', async () => {
    const seq = lab.journal().at(-1)?.seq ?? 0;
    const hubNow = await hub.snapshot();
    const again = await lab.result('connect');
    expect(again.exitCode).toBe(0);
    expect(lab.journal().filter((entry) => entry.seq > seq && entry.event.type.startsWith('step-'))).toEqual([]);
    expect(await hub.snapshot()).toBe(hubNow);
  });

  it('stays with the hub when the hub is restarted, beside the peer that was there', async () => {
    const hubNow = await hub.snapshot();
    expect(hubNow).toContain(`${hub.stranger}\t10.99.0.9/32 192.168.77.0/24`);
    expect((await hub.exec('wg-quick', 'down', 'wg0')).code).toBe(0);
    expect((await hub.exec('wg-quick', 'up', 'wg0')).code).toBe(0);
    expect(await hub.snapshot()).toBe(hubNow);
  });

  it('still works after a restart of the small computer', async () => {
    await lab.reboot();
    const proved = await lab.result('prove');
    expect(verdicts(proved), JSON.stringify(proved.cameras.map((camera) => camera.proof?.layers))).toEqual(['frames', 'frames']);
    expect(proved.cameras[0]?.proof?.layers).toContainEqual(expect.objectContaining({ layer: 'survives-restart', outcome: 'proven' }));
  });

  it('is taken back: the small computer, its packages and the hub are as they were found', async () => {
    const undone = await lab.result('undo');
    expect(undone.error).toBeNull();
    expect(undone.steps.filter((step) => step.phase !== 'undone' && step.phase !== 'kept')).toEqual([]);
    expect(undone.steps.flatMap((step) => step.differences)).toEqual([]);
    expect(await packagesOf(lab)).toBe(before.packages);
    expect(await boxWithoutPackageLists(lab)).toBe(before.box);
    expect(await hub.snapshot()).toBe(before.hub);
  });
});
