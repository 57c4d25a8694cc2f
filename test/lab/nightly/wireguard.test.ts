import { afterEach, describe, expect, it } from 'vitest';
import { verdict } from '../../../electron/domain/proof';
import { Result } from '../../../electron/terminal/result';
import { dieEverywhere } from '../die-everywhere';
import { boxWithoutPackageLists, packagesOf, startMirror } from '../package-mirror';
import { Lab } from '../site';
import { startHub, type LabHub } from '../wireguard-hub';
import { tally } from './tally';

let lab: Lab | null = null;
let ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
  await lab?.down();
  expect(await lab?.leftovers()).toBe('');
  lab = null;
});

async function labWithHub(variants: string): Promise<{ here: Lab; hub: LabHub; before: { box: string; packages: string; hub: string } }> {
  const here = new Lab('wgnight');
  lab = here;
  await here.up({ cameras: 1, box: variants, wan: 'none' });
  const hub = await startHub(here);
  const mirror = await startMirror(here, ['wireguard-tools', 'wireguard-go']);
  ends.push(() => hub.stop(), mirror.stop);
  await here.box('sh', '-c', 'echo "$1" >/etc/apt/sources.list', 'sh', mirror.source);
  here.writeSite(hub.site(here.site()));
  return { here, hub, before: { box: await boxWithoutPackageLists(here), packages: await packagesOf(here), hub: await hub.snapshot() } };
}

function framesIn(result: Result): (string | null)[] {
  return result.cameras.map((camera) => (camera.proof === null ? null : verdict(camera.proof)));
}

describe('a site with a WireGuard hub', () => {
  it.each([
    ['a firewall that forwards nothing', 'sudopw,fwdrop'],
    ['SysV init', 'sysv,sudopw'],
  ])('%s: killed at every write, run again, restarted, killed at every write of taking back, and as it was', async (what, variants) => {
    const { here, hub, before } = await labWithHub(variants);
    await here.result('check', '--accept-host-key');
    const connected = await dieEverywhere(here, 'connect');
    const result = Result.parse(JSON.parse(connected.ended.stdout));
    expect(result.error, connected.ended.stderr).toBeNull();
    expect(framesIn(result), JSON.stringify(result.cameras[0]?.proof?.layers)).toEqual(['frames']);
    expect(connected.crashes.length).toBeGreaterThanOrEqual(4 * 5);
    await here.reboot();
    expect(framesIn(await here.result('prove'))).toEqual(['frames']);
    const undone = await dieEverywhere(here, 'undo');
    const after = Result.parse(JSON.parse(undone.ended.stdout));
    expect(after.error, undone.ended.stderr).toBeNull();
    expect(after.steps.flatMap(({ differences }) => differences)).toEqual([]);
    expect(await packagesOf(here)).toBe(before.packages);
    expect(await boxWithoutPackageLists(here)).toBe(before.box);
    expect(await hub.snapshot()).toBe(before.hub);
    tally({ what: `a WireGuard hub, ${what}`, seen: 'connected, run again, restarted, taken back, as it was found', interruptions: connected.crashes.length + undone.crashes.length, stuck: 0 });
  });

  it('that is somebody else\'s to change: the lines for it are shown, and connecting goes on when they are in', async () => {
    const { here, hub, before } = await labWithHub('sudopw');
    here.writeSite(hub.site(here.site(), 'file'));
    await here.result('check', '--accept-host-key');
    const peer = /# Cameras of[^\n]*\n(\[Peer\]\nPublicKey = (\S+)\nAllowedIPs = (\S+), (\S+)\n)/;
    let said = '';
    let told: Promise<unknown> | null = null;
    const ended = await here.start('connect', (_kill, onStderr) => {
      onStderr((text) => {
        said += text;
        const lines = peer.exec(said);
        // As an administrator would: the lines into the file, and the interface anew.
        if (lines?.[1] !== undefined) told ??= hub.exec('sh', '-c', 'wg-quick down wg0; printf "\\n%s" "$1" >>/etc/wireguard/wg0.conf; wg-quick up wg0', 'sh', lines[1]);
      });
    });
    expect(said).toMatch(peer);
    const result = Result.parse(JSON.parse(ended.stdout));
    expect(result.error, ended.stderr).toBeNull();
    expect(framesIn(result)).toEqual(['frames']);
    const undone = await here.result('undo');
    expect(undone.error).toBeNull();
    // All that is left is not ours to take away, and is named.
    expect(undone.steps.flatMap(({ differences }) => differences)).toEqual([expect.stringContaining(peer.exec(said)?.[2] ?? 'no key')]);
    expect(await boxWithoutPackageLists(here)).toBe(before.box);
  });
});
