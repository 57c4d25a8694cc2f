import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Baseline, differences, parseBaseline } from '../../../electron/engine/steps/box-baseline-reading';
import { BASELINE_SCRIPT, PART } from '../../../electron/engine/steps/box-baseline-script';

const sum = 'a'.repeat(64);

/** A Raspberry Pi as it is found. */
const PARTS = {
  forwarding4: '0', forwarding6: '0', iptables: '', ip6tables: '', paths: '',
  'folder /etc/systemd/system': 'multi-user.target.wants\nsshd.service', 'folder /etc/sysctl.d': '99-sysctl.conf',
  enabled: 'ssh.service\ncron.service\nS01ssh\nS03cron', running: 'ssh.service loaded active running OpenSSH\ncron.service loaded active running cron\nuser@1000.service loaded active running User Manager',
  routes4: 'default via 192.168.1.1 dev eth0 proto dhcp src 192.168.1.5 metric 100 \n192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.5', routes6: 'fe80::/64 dev eth0 proto kernel metric 256 pref medium\ndefault via fe80::1 dev eth0 proto ra metric 100 expires 1797sec pref medium\n2001:db8::/64 dev eth0 proto dhcp metric 100 expires 3600sec pref medium',
  rules: '0:\tfrom all lookup local\n32766:\tfrom all lookup main', resolv: '# made by dhcpcd\nnameserver 192.168.1.1', packages: `${sum}  -`,
};
const look = (changed: Partial<Record<string, string | null>> = {}): Baseline => {
  const parts = Object.entries({ ...PARTS, ...changed }).filter(([, text]) => text !== null);
  return parseBaseline(parts.map(([name, text]) => `\n${PART}${name}\n${text ?? ''}\n`).join('')).baseline;
};

describe('what is different after taking back', () => {
  it.each<[what: string, changed: Partial<Record<string, string | null>>, said: string[]]>([
    ['nothing', {}, []],
    ['a lease that was renewed, a neighbour router, a login, a comment', { running: `${PARTS.running}\nsession-4.scope loaded active running Session\napt-daily.service loaded active running x`, routes6: PARTS.routes6.replace('3600sec', '3599sec').replace(/\ndefault.*/, ''), resolv: 'nameserver 192.168.1.1\n; bye', 'folder /etc/systemd/system': 'sshd.service\nnetwork-online.target.wants' }, []],
    ['forwarding', { forwarding4: '1' }, ['net.ipv4.ip_forward is 1, it was 0.']],
    ['a FORWARD policy', { iptables: '*filter\n:FORWARD DROP [0:0]\nCOMMIT' }, ['The FORWARD policy of iptables is DROP, it was ACCEPT.']],
    ['files of ours', { 'folder /etc/sysctl.d': '99-sysctl.conf\nkerberos-tunnel.conf', 'folder /etc/modules-load.d': 'kerberos-tunnel.conf' }, ['/etc/sysctl.d/kerberos-tunnel.conf was not there before.', '/etc/modules-load.d/kerberos-tunnel.conf was not there before.']],
    ['a file of theirs', { 'folder /etc/sysctl.d': '' }, ['/etc/sysctl.d/99-sysctl.conf is gone.']],
    ['services', { enabled: 'ssh.service\nnetclient.service\nS02ssh\nS04cron', running: 'ssh.service loaded active running OpenSSH' }, ['netclient.service starts with the system; it did not before.', 'cron.service does not start with the system any more.', 'cron.service does not run any more.']],
    ['routes and rules', { routes4: PARTS.routes4.replace('192.168.1.1 ', '192.168.1.254 '), rules: `${PARTS.rules}\n100:\tfrom all lookup 51820` }, [
      'The route or rule "100: from all lookup 51820" was not there before.', 'The route or rule "default via 192.168.1.254 dev eth0 proto dhcp src 192.168.1.5 metric 100" was not there before.',
      'The route or rule "default via 192.168.1.1 dev eth0 proto dhcp src 192.168.1.5 metric 100" is gone.',
    ]],
    ['names', { resolv: 'nameserver 100.64.0.1' }, ['/etc/resolv.conf says "nameserver 100.64.0.1"; it said "nameserver 192.168.1.1".']],
    ['packages', { packages: `${'b'.repeat(64)}  -` }, ['Other packages are installed than before.']],
    ['what cannot be seen any more is not called different', { routes4: null, enabled: null, running: null, packages: null, resolv: null }, []],
  ])('%s', (_what, changed, said) => {
    expect(differences(look(), look(changed))).toEqual(said);
  });

  it('of a box whose journal is from before these were noted: only what was noted then', () => {
    const old = Baseline.parse({ forwarding4: '0', forwarding6: '0', iptables: { tool: false, tables: [], forward: null, netmaker: 0 }, ip6tables: { tool: false, tables: [], forward: null, netmaker: 0 }, nftTables: null, paths: [] });
    expect(differences(old, look({ forwarding6: '1', resolv: 'nameserver 1.1.1.1', packages: `${'b'.repeat(64)}  -` }))).toEqual(['net.ipv6.conf.all.forwarding is 1, it was 0.']);
  });
});

describe('the look itself', () => {
  // As any user: what only root may see is missing then, which is fine.
  it.each([['dash', 'dash', []], ['bash', 'bash', ['--posix']], ['busybox ash', 'busybox', ['sh']]] as const)('gives the same twice in %s and changes nothing', (_name, program, more) => {
    const ask = (): Baseline => parseBaseline(spawnSync(program, [...more, '-c', BASELINE_SCRIPT], { encoding: 'utf8' }).stdout).baseline;
    const first = ask();
    expect(first.forwarding4).toMatch(/^[01]$/);
    expect(first.folders).not.toEqual({});
    expect(differences(first, ask())).toEqual([]);
  });
});
