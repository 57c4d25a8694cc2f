import { afterEach, describe, expect, it } from 'vitest';
import { verdict } from '../../electron/domain/proof';
import type { Site } from '../../electron/domain/site';
import { Lab, frameFromCloud } from './site';

let lab: Lab | null = null;
afterEach(async () => {
  await lab?.down();
  expect(await lab?.leftovers()).toBe('');
});

async function labWith(box: string): Promise<Lab> {
  lab = new Lab('boxes');
  await lab.up({ cameras: 1, box, wan: 'none' });
  return lab;
}

function withBox(site: Site, change: Partial<NonNullable<Site['box']>>): Site {
  return { ...site, box: site.box === null ? null : { ...site.box, ...change } };
}

/** What Docker does to the firewall when it starts, under its name, without Docker. Its own chains are of no use to a tunnel. */
const DOCKER_LIKE = `cat >/etc/systemd/system/docker.service <<'U'
[Unit]
Description=The firewall of Docker
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'iptables -w -P FORWARD DROP; iptables -w -N DOCKER-USER || true; iptables -w -D FORWARD -j DOCKER-USER || true; iptables -w -I FORWARD -j DOCKER-USER'
[Install]
WantedBy=multi-user.target
U
systemctl -q enable --now docker`;

describe('small computers as technicians meet them', () => {
  it.each([
    ['questions instead of a password, and a greeting in front of every answer', 'kbdint,sudopw,banner', (site: Site): Site => site],
    ['root itself, with a key', 'rootkey', (site: Site, is: Lab['is']): Site => withBox(site, { username: 'root', auth: { kind: 'key', privateKey: { kind: 'file', path: is.box.privateKey }, passphrase: null } })],
  ])('%s: is connected and left as it was found', async (_what, variants, change) => {
    const here = await labWith(variants);
    here.writeSite(change(here.site(), here.is));
    const before = await here.boxSnapshot();
    const result = await here.result('connect', '--accept-host-key');
    expect(result.error).toBeNull();
    expect(result.cameras.map((camera) => (camera.proof === null ? null : verdict(camera.proof)))).toEqual(['frames']);
    expect((await here.result('undo')).error).toBeNull();
    expect(await here.boxSnapshot()).toBe(before);
  });

  it('repairs what it can when asked, keeps that over a restart, and takes it back with the rest', async () => {
    const here = await labWith('sudopw,tunmodule,wrongclock');
    const before = await here.boxSnapshot();
    const refused = await here.result('connect', '--accept-host-key');
    expect(refused.error?.code).toBe('box-check-blocks');
    expect(refused.box?.checks.filter((check) => check.outcome === 'blocks').map((check) => [check.check, check.fix])).toEqual([['kernel-tunnel', 'load-tun'], ['clock', 'sync-clock']]);
    expect(refused.steps).toEqual([]);

    const repaired = await here.result('repair');
    expect(repaired.error).toBeNull();
    expect(repaired.exitCode).toBe(0);
    expect(repaired.box?.checks.filter((check) => check.outcome === 'blocks')).toEqual([]);
    expect(repaired.steps.map(({ step, phase }) => [step.id, phase])).toEqual([['box.load-tun', 'done'], ['box.sync-clock', 'done']]);

    const connected = await here.result('connect');
    expect(connected.error).toBeNull();
    expect(connected.cameras.map((camera) => (camera.proof === null ? null : verdict(camera.proof)))).toEqual(['frames']);
    await here.reboot();
    expect((await here.result('prove')).error).toBeNull();
    expect((await here.result('undo')).error).toBeNull();
    expect(await here.boxSnapshot()).toBe(before);
  });

  it('Docker drops what the tunnel forwards: it is said before, allowed when asked, stays so when Docker or the computer restarts, and is taken back', async () => {
    const here = await labWith('sudopw');
    await here.box('sh', '-c', DOCKER_LIKE);
    const before = await here.boxSnapshot();
    expect(before).toContain(':FORWARD DROP');
    const [camera] = here.is.cameras;
    const reachesCamera = async (): Promise<boolean> => (await here.inNamespace('cloud', 'timeout', '2', 'bash', '-c', `exec 3<>/dev/tcp/${camera?.address ?? ''}/554`)).code === 0;

    const connected = await here.result('connect', '--accept-host-key');
    expect(connected.error).toBeNull();
    expect(connected.box?.checks.filter((check) => check.fix !== 'none').map((check) => [check.check, check.outcome, check.fix])).toEqual([['docker-forward', 'warns', 'allow-docker-forward']]);
    // netclients before 0.99 have no rules in FORWARD, only its policy; whoever sets that last wins.
    await here.box('sh', '-c', 'iptables-save -t filter | grep -v "^-A FORWARD .*NETMAKER" | iptables-restore -w');
    await here.box('systemctl', 'restart', 'docker');
    expect(await reachesCamera()).toBe(false);

    const repaired = await here.result('repair');
    expect(repaired.error).toBeNull();
    expect(await reachesCamera()).toBe(true);
    await here.box('systemctl', 'restart', 'docker');
    expect((await here.box('iptables', '-S', 'FORWARD')).stdout).toContain('-P FORWARD DROP');
    expect(camera === undefined ? null : (await frameFromCloud(here, camera, 'sub')).height).toBeGreaterThan(0);
    await here.reboot();
    expect((await here.box('iptables-save')).stdout.match(/--comment kerberos-tunnel/g)).toHaveLength(3);
    expect((await here.result('undo')).error).toBeNull();
    expect(await here.boxSnapshot()).toBe(before);
  });

  it('a key and sudo without a password, the client from a configured address: nothing that was not meant is put there; is connected and left as it was found', async () => {
    const here = await labWith('key,nopass,sudo');
    const { url, stop } = await here.serve(here.is.netclient.path);
    try {
      const from = (sha256: string): Site => {
        const site = withBox(here.site(), { auth: { kind: 'key', privateKey: { kind: 'file', path: here.is.box.privateKey }, passphrase: null } });
        return { ...site, overlay: site.overlay?.kind !== 'netmaker' ? null : { ...site.overlay, client: { kind: 'url', url, sha256 } } };
      };
      here.writeSite(from('0'.repeat(64)));
      const before = await here.boxSnapshot();
      const refused = await here.result('connect', '--accept-host-key');
      expect(refused.error?.code).toBe('client-checksum');
      here.writeSite(from(here.is.netclient.sha256));
      const result = await here.result('connect');
      expect(result.error).toBeNull();
      expect(result.cameras.map((camera) => (camera.proof === null ? null : verdict(camera.proof)))).toEqual(['frames']);
      expect((await here.result('undo')).error).toBeNull();
      expect(await here.boxSnapshot()).toBe(before);
    } finally {
      stop();
    }
  });

  it.each([
    ['an account that may not use sudo', 'nosudo', 'root'],
    ['no sudo at all', 'nosudobin', 'root'],
    ['a full disk', 'sudopw,fulldisk', 'disk'],
    ['a container that may open no tunnel', 'sudopw,notun', 'kernel-tunnel'],
  ])('%s: is refused before anything is changed, with the reason', async (_what, variants, check) => {
    const here = await labWith(variants);
    const result = await here.result('connect', '--accept-host-key');
    expect(result.exitCode).toBe(1);
    expect(result.steps).toEqual([]);
    const said = result.box?.checks.find((candidate) => candidate.check === check);
    expect(said?.outcome, JSON.stringify(result.error)).toBe('blocks');
  });
});
