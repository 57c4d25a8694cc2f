import { afterEach, describe, expect, it } from 'vitest';
import { verdict } from '../../../electron/domain/proof';
import type { Site } from '../../../electron/domain/site';
import { Result } from '../../../electron/terminal/result';
import { dieEverywhere } from '../die-everywhere';
import { Lab } from '../site';
import { tally } from './tally';

let lab: Lab | null = null;
afterEach(async () => {
  await lab?.down();
  expect(await lab?.leftovers()).toBe('');
  lab = null;
});

type Change = (site: Site, is: Lab['is']) => Site;
const asItIs: Change = (site) => site;
const withBox = (change: (box: NonNullable<Site['box']>, is: Lab['is']) => Partial<NonNullable<Site['box']>>): Change => (site, is) => ({ ...site, box: site.box === null ? null : { ...site.box, ...change(site.box, is) } });
const byKey = (username?: string): Change => withBox((box, is) => ({ username: username ?? box.username, auth: { kind: 'key', privateKey: { kind: 'file', path: is.box.privateKey }, passphrase: null } }));

/** Variants of `lib/box.sh` and roots of `lib/boxroot.sh`. */
const CONNECTED: [what: string, variants: string, change: Change, init?: string][] = [
  ['Debian 12, sudo with a password', 'sudopw', asItIs],
  ['Debian 11, sudo with a password', 'debian11,sudopw', asItIs],
  ['Debian 13, sudo with a password', 'debian13,sudopw', asItIs],
  ['Debian with SysV init', 'sysv,sudopw', asItIs, 'sysv'],
  ['OpenWrt: busybox, dropbear, root by password', 'openwrt', withBox(() => ({ username: 'root' })), 'procd'],
  ['a key, sudo without a password', 'key,nopass,sudo', byKey()],
  ['questions instead of a password, a greeting', 'kbdint,sudopw,banner', asItIs],
  ['root by key', 'rootkey', byKey('root')],
  ['another port, two tries', 'port2222,maxauth,sudopw', asItIs],
  ['old algorithms only, allowed', 'legacy,sudopw', withBox(() => ({ allowLegacy: true }))],
  ['a firewall that forwards nothing', 'sudopw,fwdrop', asItIs],
  ['a package manager that is busy', 'sudopw,aptlocked', asItIs],
];

const REFUSED: [what: string, variants: string, code: string, check: string | null][] = [
  ['no sudo for this account', 'nosudo', 'box-no-root', 'root'],
  ['no sudo at all', 'nosudobin', 'box-no-root', 'root'],
  ['a full disk', 'sudopw,fulldisk', 'box-check-blocks', 'disk'],
  ['no tunnel device', 'sudopw,notun', 'box-check-blocks', 'kernel-tunnel'],
  ['a clock a day ahead', 'sudopw,wrongclock', 'box-check-blocks', 'clock'],
  ['a root that cannot be written', 'sudopw,readonly', 'box-check-blocks', 'writable'],
  ['old algorithms only, not allowed', 'legacy,sudopw', 'box-only-legacy', null],
];

async function labWith(variants: string, change: Change): Promise<Lab> {
  lab = new Lab('nightboxes');
  await lab.up({ cameras: 1, box: variants, wan: 'none' });
  lab.writeSite(change(lab.site(), lab.is));
  return lab;
}

function framesIn(result: Result): (string | null)[] {
  return result.cameras.map((camera) => (camera.proof === null ? null : verdict(camera.proof)));
}

const changes = (here: Lab): number => here.journal().filter(({ event }) => event.type === 'step-begun' || event.type === 'undo-begun').length;

describe('a box that can be used', () => {
  it.each(CONNECTED)('%s: killed at every write, run again, restarted, killed at every write of taking back, and as it was', async (what, variants, change, init = 'systemd') => {
    const here = await labWith(variants, change);
    const before = { box: await here.boxSnapshot(), cloud: await here.control('GET /state') };
    expect((await here.result('check', '--accept-host-key')).error).toBeNull();

    const connect = await dieEverywhere(here, 'connect');
    const connected = Result.parse(JSON.parse(connect.ended.stdout));
    expect(connected.error, connect.ended.stderr).toBeNull();
    expect(connected.box?.facts.init).toBe(init);
    expect(framesIn(connected)).toEqual(['frames']);

    const made = changes(here);
    const again = await here.result('connect');
    expect(again.error).toBeNull();
    expect(changes(here)).toBe(made);

    await here.reboot();
    const proved = await here.result('prove');
    expect(proved.error).toBeNull();
    expect(framesIn(proved)).toEqual(['frames']);

    const undo = await dieEverywhere(here, 'undo');
    const undone = Result.parse(JSON.parse(undo.ended.stdout));
    expect(undone.error, undo.ended.stderr).toBeNull();
    expect(undone.steps.flatMap((step) => step.differences)).toEqual([]);
    expect(await here.boxSnapshot()).toBe(before.box);
    expect(await here.control('GET /state')).toEqual(before.cloud);
    tally({ what, seen: 'connected, run again, restarted, taken back, as it was found', interruptions: connect.crashes.length + undo.crashes.length, stuck: 0 });
  });
});

describe('a box that cannot be used', () => {
  it.each(REFUSED)('%s: is refused with the reason, and nothing is changed', async (what, variants, code, check) => {
    const here = await labWith(variants, asItIs);
    const before = { box: await here.boxSnapshot(), cloud: await here.control('GET /state') };
    const refused = await here.result('connect', '--accept-host-key');
    expect(refused.error?.code).toBe(code);
    if (check !== null) expect(refused.box?.checks.find((candidate) => candidate.check === check)?.outcome).toBe('blocks');
    expect(refused.steps).toEqual([]);
    expect(await here.boxSnapshot()).toBe(before.box);
    expect(await here.control('GET /state')).toEqual(before.cloud);
    tally({ what, seen: `refused (${check ?? code}), nothing changed`, interruptions: 0, stuck: 0 });
  });
});
