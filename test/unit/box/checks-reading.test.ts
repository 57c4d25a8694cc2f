import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../electron/box/checks/ask-box';
import { firewalldDrops } from '../../../electron/box/checks/firewalld';
import { mixOf } from '../../../electron/box/checks/firewall-mix';
import { dropsForwarded, hasChain } from '../../../electron/box/checks/forwarding';
import { ipv6Nat } from '../../../electron/box/checks/ipv6-nat';
import { forgets } from '../../../electron/box/checks/keeps-changes';
import { mountOf, parseMounts } from '../../../electron/box/checks/mounts';
import { nftForwardDrops } from '../../../electron/box/checks/nft-drops';
import { directSource } from '../../../electron/box/checks/on-camera-network';
import { identityMac, macsOf } from '../../../electron/box/checks/own-identity';
import { lockedFiles } from '../../../electron/box/checks/packages';
import { kernelReason } from '../../../electron/box/checks/restart-pending';
import { parseRoutes, wayOut } from '../../../electron/box/checks/routes';
import { byCurl, byOpenssl, byWget } from '../../../electron/box/checks/server-trusted';
import { parseOwnAddresses, udhcpcOn } from '../../../electron/box/checks/stable-address';
import { reasonsToSleep } from '../../../electron/box/checks/stays-awake';
import { udpPorts } from '../../../electron/box/checks/udp-ports';
import { ufwDrops } from '../../../electron/box/checks/ufw';
import { passesDocker } from '../../../electron/domain/docker-rules';

const said = (text: string, code: number | null = 0): Answer => ({ code, text });
const ABSENT = said("timeout: failed to run command 'x': No such file or directory\n", 127);

describe('the disk', () => {
  test('the mount that holds a path is the longest, and of two the last', () => {
    const mounts = parseMounts(said('a / ext4 rw 0 0\nb /etc ext4 ro 0 0\nc /etcetera ext4 rw 0 0\nd / ext4 ro 0 0\nbroken\n'));
    expect(mountOf(mounts, '/etc/netclient')?.source).toBe('b');
    expect(mountOf(mounts, '/usr/sbin')?.source).toBe('d');
    expect(mountOf([], '/')).toBeNull();
  });

  test.each([
    ['Debian', '/dev/sda1 / ext4 rw,relatime,errors=remount-ro 0 0', false],
    ["Raspberry Pi OS 10 with its overlay", 'overlay / overlay rw,noatime,lowerdir=/lower,upperdir=/upper/data,workdir=/upper/work 0 0', true],
    ["Raspberry Pi OS 12 with its overlay", 'overlayroot / overlay rw,relatime,lowerdir=/media/root-ro,upperdir=/media/root-rw/overlay,workdir=/media/root-rw/overlay-workdir/_ 0 0\n/dev/mmcblk0p2 /media/root-ro ext4 ro 0 0\ntmpfs-root /media/root-rw tmpfs rw 0 0', true],
    ['Ubuntu from a stick', '/cow / overlay rw,relatime,lowerdir=/filesystem.squashfs,upperdir=/cow/upper,workdir=/cow/work 0 0', true],
    ['Debian Live', 'overlay / overlay rw,noatime,lowerdir=/run/live/rootfs/filesystem.squashfs,upperdir=/run/live/overlay/rw 0 0', true],
    ['Alpine in memory', 'tmpfs / tmpfs rw,relatime,mode=755 0 0', true],
    ['OpenWrt', '/dev/root /rom squashfs ro 0 0\n/dev/mtdblock6 /overlay jffs2 rw,noatime 0 0\noverlayfs:/overlay / overlay rw,noatime,lowerdir=/,upperdir=/overlay/upper,workdir=/overlay/work 0 0', false],
    ['OpenWrt whose flash is not ready', 'tmpfs /tmp tmpfs rw 0 0\noverlayfs:/tmp/root / overlay rw,noatime,lowerdir=/,upperdir=/tmp/root/upper 0 0', true],
    ['a container of Docker', 'overlay / overlay rw,relatime,lowerdir=/var/lib/docker/overlay2/l/X,upperdir=/var/lib/docker/overlay2/y/diff 0 0\ntmpfs /dev tmpfs rw 0 0', false],
    ['a container whose host keeps it in memory', 'lab / overlay rw,lowerdir=/srv/root,upperdir=/tmp/box/upper,workdir=/tmp/box/work 0 0\ntmpfs /tmp tmpfs rw 0 0\ntmpfs /run tmpfs rw 0 0', false],
    ['a system with its changes in a memory disk of their own', 'overlay / overlay rw,lowerdir=/ro,upperdir=/rw/upper,workdir=/rw/work 0 0\ntmpfs /rw tmpfs rw 0 0', true],
    ['an initramfs that was never left', 'rootfs / rootfs rw 0 0', true],
  ])('%s: its changes survive or not', (_what, table, expected) => {
    const mounts = parseMounts(said(table));
    const root = mountOf(mounts, '/etc');
    expect(root).not.toBeNull();
    expect(forgets(root!, mounts)).toBe(expected);
  });
});

describe('a restart that waits', () => {
  test.each([
    ['Debian 12, up to date', '6.1.0-18-amd64', ['6.1.0-17-amd64', '6.1.0-18-amd64'], null],
    ['Debian 12 after an update', '6.1.0-18-amd64', ['6.1.0-18-amd64', '6.1.0-21-amd64'], 'its kernel is 6.1.0-18-amd64, installed is 6.1.0-21-amd64'],
    ['numbers, not letters', '6.1.0-9-amd64', ['6.1.0-9-amd64', '6.1.0-10-amd64'], 'its kernel is 6.1.0-9-amd64, installed is 6.1.0-10-amd64'],
    ['another kind of kernel beside it', '6.1.0-18-amd64', ['6.1.0-18-amd64', '6.7.12-cloud-amd64', '6.7.12-rt-amd64'], null],
    ['Raspberry Pi OS with all its kinds', '6.6.31+rpt-rpi-v8', ['6.6.31+rpt-rpi-v8', '6.6.31+rpt-rpi-2712'], null],
    ['Raspberry Pi OS after an update', '6.1.21-v8+', ['6.1.21-v8+', '6.6.20-v8+', '6.6.20+'], 'its kernel is 6.1.21-v8+, installed is 6.6.20-v8+'],
    ['Fedora into its next release', '6.5.6-300.fc39.x86_64', ['6.5.6-300.fc39.x86_64', '6.8.5-301.fc40.x86_64'], 'its kernel is 6.5.6-300.fc39.x86_64, installed is 6.8.5-301.fc40.x86_64'],
    ['Rocky', '5.14.0-362.8.1.el9_3.x86_64', ['5.14.0-362.8.1.el9_3.x86_64', '5.14.0-362.24.1.el9_3.x86_64'], 'its kernel is 5.14.0-362.8.1.el9_3.x86_64, installed is 5.14.0-362.24.1.el9_3.x86_64'],
    ['Alpine, whose old modules are gone', '6.6.31-0-lts', ['6.6.34-1-lts'], 'its kernel is 6.6.31-0-lts, installed is 6.6.34-1-lts'],
    ['a downgrade', '6.6.34-1-lts', ['6.6.31-0-lts'], 'the modules of its kernel 6.6.34-1-lts are not there any more'],
    ['a container', '6.8.12-4-pve', [], null],
    ['a container with modules of its own system', '6.8.12-4-pve', ['6.1.0-18-amd64'], null],
    ['no kernel at all', '', ['6.1.0-18-amd64'], null],
  ])('%s', (_what, running, kernels, expected) => {
    expect(kernelReason(running, kernels, kernels)).toBe(expected);
  });
});

describe('the package manager', () => {
  test('a lock that somebody holds is told from a file that lies there, and from a lock that somebody waits for', () => {
    const files = said("131090 /var/lib/dpkg/lock-frontend\n 131077 /var/lib/dpkg/lock\nls: cannot access '/lib/apk/db/lock': No such file or directory\n", 2);
    expect(lockedFiles(said('1: FLOCK  ADVISORY  WRITE 411 00:18:1044 0 EOF\n'), files)).toEqual([]);
    expect(lockedFiles(said('3: POSIX  ADVISORY  WRITE 2212 08:02:131090 0 EOF\n3: -> POSIX  ADVISORY  WRITE 2300 08:02:131077 0 EOF\n4: POSIX  ADVISORY  READ  99 08:02:131077 0 EOF\n'), files)).toEqual(['/var/lib/dpkg/lock-frontend']);
    expect(lockedFiles(ABSENT, ABSENT)).toEqual([]);
  });
});

describe('sleep', () => {
  const awake = { present: said(''), powerStates: said('freeze mem\n'), sleepSettings: said('', 1), sleepTargets: said('static\nstatic\nstatic\nstatic\n'), desktop: said('inactive\n', 3) };
  test.each([
    ['a server', {}, []],
    ['a laptop', { present: said('/proc/acpi/button/lid\n') }, ['it has a lid, and sleeps when that is closed']],
    ['a laptop whose lid was taught', { present: said('/proc/acpi/button/lid\n'), sleepSettings: said('HandleLidSwitch=ignore\n') }, []],
    ['a desktop', { desktop: said('active\n') }, ['it shows a desktop']],
    ['one that sleeps by setting', { sleepSettings: said('IdleAction=suspend\n') }, ['IdleAction=suspend']],
    ['a laptop with masked targets', { present: said('/proc/acpi/button/lid\n'), sleepTargets: said('masked\nmasked\nmasked\nmasked\n', 1) }, []],
    ['a Raspberry Pi with a desktop, whose kernel knows no sleep', { desktop: said('active\n'), powerStates: said('\n') }, []],
    ['a router', { powerStates: said("cat: can't open '/sys/power/state': No such file or directory\n", 1), sleepTargets: ABSENT, desktop: ABSENT }, []],
  ])('%s', (_what, seen, expected) => {
    expect(reasonsToSleep({ ...awake, ...seen })).toEqual(expected);
  });
});

describe('addresses and routes', () => {
  test('a route without a gateway is direct', () => {
    expect(directSource('192.168.50.4 dev eth0 src 192.168.50.2 uid 1000')).toBe('192.168.50.2');
    expect(directSource('10.1.1.1 via 192.168.50.1 dev eth0 src 192.168.50.2')).toBeNull();
    expect(directSource('RTNETLINK answers: Network is unreachable')).toBeNull();
    expect(directSource('')).toBeNull();
  });

  test.each([
    ['Debian', 'default via 192.168.1.1 dev eth0 onlink \n192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.9 \n', 'eth0'],
    ['two ways, the cheaper one counts', 'default via 10.0.0.1 dev wlan0 proto dhcp metric 600 \ndefault via 192.168.1.1 dev eth0 proto dhcp metric 100 \n', 'eth0'],
    ['OpenWrt', 'default via 203.0.113.1 dev eth1  src 203.0.113.7 \n192.168.1.0/24 dev br-lan scope link  src 192.168.1.1 \n', 'eth1'],
    ['a point-to-point link', 'default dev ppp0 scope link \n', 'ppp0'],
    ['OpenVPN that took all', '0.0.0.0/1 via 10.8.0.1 dev tun0 \ndefault via 192.168.1.1 dev eth0 \n128.0.0.0/1 via 10.8.0.1 dev tun0 \n', 'tun0'],
    ['no way out', '192.168.1.0/24 dev eth0 scope link \nunreachable 10.0.0.0/8 \nblackhole default\n', null],
  ])('the way to the internet: %s', (_what, text, expected) => {
    expect(wayOut(parseRoutes(said(text)))).toBe(expected);
  });

  test.each([
    ['static, iproute2', '2: eth0    inet 192.168.1.9/24 brd 192.168.1.255 scope global eth0\\       valid_lft forever preferred_lft forever', null],
    ['NetworkManager and networkd', '2: eth0    inet 192.168.1.9/24 brd 192.168.1.255 scope global dynamic noprefixroute eth0\\       valid_lft 85102sec preferred_lft 85102sec', 85_102],
    ['dhclient', '2: enp3s0    inet 192.168.1.9/24 brd 192.168.1.255 scope global dynamic enp3s0\\       valid_lft 599sec preferred_lft 599sec', 599],
    ['busybox', '3: eth0    inet 192.168.1.9/24 brd 192.168.1.255 scope global eth0\\       valid_lft forever preferred_lft forever', null],
    ['a container', '2: host0@if7    inet 192.168.1.9/24 scope global host0\\       valid_lft forever preferred_lft forever', null],
    ['an old busybox without lifetimes', '2: eth0    inet 192.168.1.9/24 brd 192.168.1.255 scope global eth0', null],
  ])('how long an address lasts: %s', (_what, text, seconds) => {
    expect(parseOwnAddresses(said(text))).toMatchObject([{ address: '192.168.1.9', seconds, range: { prefix: 24 } }]);
  });

  test('an address of a tunnel, loopback and nonsense', () => {
    expect(parseOwnAddresses(said('4: tun0    inet 10.8.0.6 peer 10.8.0.5/32 scope global tun0\\ valid_lft forever\n1: lo    inet 127.0.0.1/8 scope host lo\n5: x inet 999.1.1.1/24 \n6: y inet 1.2.3.4/99 \n'))).toMatchObject([{ interface: 'tun0', address: '10.8.0.6', range: { prefix: 32 } }]);
    expect(udhcpcOn(['sshd.pid', 'udhcpc.eth0.pid', 'udhcpc-eth1.pid', 'udhcpc..pid'])).toEqual(['eth0', 'eth1']);
  });

  test('ports of the tunnel', () => {
    expect(udpPorts(said('  sl  local_address rem_address\n  122: 00000000:0044 00000000:0000 07\n 9: 0100007F:CA6D 00000000:0000 07\nx\n'))).toEqual([68, 51_821]);
    expect(udpPorts(said('  9: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 07\n'))).toEqual([443]);
  });
});

describe('who answers for the server', () => {
  test.each<[string, { kind: string }, string]>([
    ['an answer', byCurl(said('')), 'trusted'],
    ['a broker that says nothing to a browser', byCurl(said('curl: (52) Empty reply from server\n', 52)), 'trusted'],
    ['a certificate of nobody', byCurl(said('curl: (60) SSL certificate problem: self-signed certificate in certificate chain\n', 60)), 'refused'],
    ['a firewall that cuts TLS', byCurl(said('curl: (35) OpenSSL SSL_connect: Connection reset by peer\n', 35)), 'refused'],
    ['no way', byCurl(said('curl: (7) Failed to connect\n', 7)), 'unclear'],
    ['nobody of that name', byCurl(said('curl: (6) Could not resolve host\n', 6)), 'unclear'],
    ['a certificate of another name', byOpenssl(said('verify error:num=62:hostname mismatch\n---\nVerify return code: 62 (hostname mismatch)\n', 1)), 'refused'],
    ['one that openssl trusts', byOpenssl(said('CONNECTED(00000003)\n---\nVerify return code: 0 (ok)\n---\nDONE\n')), 'trusted'],
    ['an older openssl that goes on in spite of it', byOpenssl(said('CONNECTED(00000003)\nVerify return code: 9 (certificate is not yet valid)\n')), 'refused'],
    ['no way for openssl', byOpenssl(said('connect: Connection refused\nconnect:errno=111\n', 1)), 'unclear'],
    ['GNU wget and a bad certificate', byWget(said('', 5)), 'refused'],
    ['GNU wget and a page that is not there', byWget(said('', 8)), 'trusted'],
    ["OpenWrt's wget and a bad certificate", byWget(said('Connection error: Invalid SSL certificate\n', 5)), 'refused'],
    ["OpenWrt's wget and a page that is not there", byWget(said('HTTP error 404\n', 8)), 'trusted'],
    ["busybox's wget, which looks at no certificate", byWget(said('wget: note: TLS certificate validation not implemented\n')), 'unclear'],
    ['no way for wget', byWget(said("wget: can't connect to remote host (203.0.113.9): Connection refused\n", 1)), 'unclear'],
  ])('%s', (_what, trust, expected) => {
    expect(trust.kind).toBe(expected);
  });
});

describe('the identity of a netclient', () => {
  test('is written as Go writes six bytes, or as everybody does', () => {
    expect(identityMac(said('"macaddress": "uCfrAQID"\n'))).toBe('b8:27:eb:01:02:03');
    expect(identityMac(said('"macaddress": "B8:27:EB:01:02:03"\n'))).toBe('b8:27:eb:01:02:03');
    expect(identityMac(said('"macaddress": ""\n'))).toBeNull();
    expect(identityMac(said('"macaddress": "AAAAAAAAAAAAAAAA"\n'))).toBeNull();
    expect(macsOf(said('2: wlan0: <UP> mtu 1500\\    link/ether 02:00:00:aa:bb:cc brd ff:ff:ff:ff:ff:ff permaddr dc:a6:32:00:00:01\n1: lo: <LOOPBACK>\\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n'))).toEqual(['02:00:00:aa:bb:cc', 'dc:a6:32:00:00:01']);
  });
});

describe('firewalls', () => {
  const DOCKER_26 = `*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [12:720]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
:DOCKER-ISOLATION-STAGE-1 - [0:0]
:DOCKER-USER - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -j DOCKER-ISOLATION-STAGE-1
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A DOCKER-USER -j RETURN
COMMIT
`;
  test('what drops forwarded traffic', () => {
    expect([dropsForwarded(DOCKER_26), hasChain(DOCKER_26, 'DOCKER-USER'), hasChain(DOCKER_26, 'ufw-before-forward')]).toEqual([true, true, false]);
    expect([dropsForwarded(':FORWARD ACCEPT [0:0]\n'), dropsForwarded(''), dropsForwarded('*filter\n:FORWARD-DROPS - [0:0]\n')]).toEqual([false, false, false]);
  });

  test.each([
    ['nothing', [], false],
    ['both ways by its owner', ['-A DOCKER-USER -i netmaker -j ACCEPT', '-A DOCKER-USER -o netmaker -j ACCEPT'], true],
    ['by a netclient that has access rules', ['-A FORWARD -o netmaker -m conntrack --ctstate RELATED,ESTABLISHED -m comment --comment NETMAKER -j ACCEPT', '-A FORWARD -i netmaker ! -o netmaker -m comment --comment NETMAKER -j NETMAKER-ACL-FWD', '-A NETMAKER-ACL-FWD -i netmaker -m comment --comment NETMAKER -j ACCEPT'], true],
    ['by one whose access rules allow nothing', ['-A FORWARD -o netmaker -j ACCEPT', '-A FORWARD -i netmaker ! -o netmaker -m comment --comment NETMAKER -j NETMAKER-ACL-FWD', '-A NETMAKER-ACL-FWD -i netmaker -m comment --comment NETMAKER -j DROP'], false],
    ['one way only', ['-A DOCKER-USER -i netmaker -j ACCEPT'], false],
    ['answers only', ['-A DOCKER-USER -i netmaker -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', '-A DOCKER-USER -o netmaker -j ACCEPT'], false],
    ['everything but the tunnel', ['-A FORWARD ! -i netmaker -j ACCEPT', '-A FORWARD ! -o netmaker -j ACCEPT'], false],
    ['another interface of that beginning', ['-A FORWARD -i netmaker1 -j ACCEPT', '-A FORWARD -o netmaker1 -j ACCEPT'], false],
    ['drops', ['-A DOCKER-USER -i netmaker -j DROP', '-A DOCKER-USER -o netmaker -j DROP'], false],
  ])('what lets a tunnel pass Docker: %s', (_what, rules, expected) => {
    expect(passesDocker(`${DOCKER_26}${rules.join('\n')}\n`, 'netmaker')).toBe(expected);
  });

  const UFW = said('ENABLED=yes\nDEFAULT_FORWARD_POLICY="DROP"\n');
  test.each([
    ['not there', said('', 2), said('', 2), false],
    ['switched off', said('ENABLED=no\nDEFAULT_FORWARD_POLICY="DROP"\n'), said(''), false],
    ['lets all pass', said('ENABLED=yes\nDEFAULT_FORWARD_POLICY="ACCEPT"\n'), said(''), false],
    ['on', UFW, said(''), true],
    ['with our rule', UFW, said('### tuple ### route:allow any any 0.0.0.0/0 any 0.0.0.0/0 in_netmaker\n'), false],
    ['with a rule for another interface', UFW, said('### tuple ### route:allow any any 0.0.0.0/0 any 0.0.0.0/0 in_netmaker2\n'), true],
    ['with a rule for one port', UFW, said('### tuple ### route:allow tcp 554 0.0.0.0/0 any 0.0.0.0/0 in_netmaker\n'), true],
    ['with a rule for one way out', UFW, said('### tuple ### route:allow any any 0.0.0.0/0 any 0.0.0.0/0 in_netmaker!out_wlan0\n'), true],
  ])('ufw %s', (_what, ufwSettings, ufwRules, expected) => {
    expect(ufwDrops({ ufwSettings, ufwRules }, 'netmaker')).toBe(expected);
  });

  const RUNNING = said('running\n');
  test.each([
    ['not there', ABSENT, ABSENT, ABSENT, false],
    ['stopped', said('not running\n', 252), said('FirewallD is not running\n', 252), said('', 252), false],
    ['before 1.0, with the tunnel in no zone', RUNNING, said('public\n  interfaces: eth0\n'), said('no\n', 1), true],
    ['before 0.9, which does not know the question', RUNNING, said('public\n  interfaces: eth0\n'), said('usage: see firewall-cmd man page\n', 2), true],
    ['of today, which forwards within its zone', RUNNING, said('public (default)\n  interfaces: eth0\n'), said('yes\n'), false],
    ['with the tunnel trusted', RUNNING, said('public\n  interfaces: eth0\ntrusted\n  interfaces: netmaker\n'), said('no\n', 1), false],
    ['with the tunnel in a zone that drops', RUNNING, said('drop\n  interfaces: netmaker\n'), said('yes\n'), true],
  ])('firewalld %s', (_what, firewalldState, firewalldZones, firewalldForward, expected) => {
    expect(firewalldDrops({ firewalldState, firewalldZones, firewalldForward }, 'netmaker')).toBe(expected);
  });

  test.each([
    ["an owner's own table", 'table inet own {\n\tchain f {\n\t\ttype filter hook forward priority filter; policy drop;\n\t}\n}\n', ['inet own']],
    ["OpenWrt's", 'table inet fw4 {\n\tchain input {\n\t\ttype filter hook input priority filter; policy drop;\n\t}\n\tchain forward {\n\t\ttype filter hook forward priority filter; policy drop;\n\t\tct state vmap { established : accept, related : accept }\n\t}\n}\n', ['inet fw4']],
    ['one that names the tunnel, twice', 'table inet own {\n\tchain f {\n\t\ttype filter hook forward priority 0; policy drop;\n\t\tiifname "netmaker" accept\n\t\tiifname "netmaker" counter packets 0 bytes 0 accept\n\t}\n}\ntable inet other {\n\tchain f {\n\t\ttype filter hook forward priority 0; policy drop;\n\t}\n}\n', ['inet other']],
    ['one that names the tunnel, after one that does not', 'table inet other {\n\tchain f {\n\t\ttype filter hook forward priority 0; policy drop;\n\t}\n}\ntable inet own {\n\tchain f {\n\t\ttype filter hook forward priority 0; policy drop;\n\t\tiifname "netmaker" accept\n\t\tiifname "netmaker" jump more\n\t}\n}\n', ['inet other']],
    ['one that names the tunnel in another chain only', 'table inet own {\n\tchain f {\n\t\ttype filter hook forward priority 0; policy drop;\n\t}\n\tchain i {\n\t\ttype filter hook input priority 0; policy drop;\n\t\tiifname "netmaker" accept\n\t}\n}\n', ['inet own']],
    ['the tables of iptables and firewalld, which others look at', 'table ip filter {\n\tchain FORWARD {\n\t\ttype filter hook forward priority filter; policy drop;\n\t}\n}\ntable inet firewalld {\n\tchain filter_FORWARD {\n\t\ttype filter hook forward priority filter + 10; policy drop;\n\t}\n}\n', []],
    ['one that accepts', 'table inet own {\n\tchain f {\n\t\ttype filter hook forward priority filter; policy accept;\n\t}\n}\n', []],
    ['nothing', '', []],
  ])('chains of nft that drop: %s', (_what, ruleset, expected) => {
    expect(nftForwardDrops(ruleset, 'netmaker')).toEqual(expected);
  });

  const NFT = said('iptables v1.8.9 (nf_tables)\n');
  const LEGACY = said('iptables v1.8.9 (legacy)\n');
  const none = { legacyTables: said('', 1), legacyRules: ABSENT, nft: said('') };
  test.each([
    ['Debian 12', NFT, none, null],
    ['Docker of the old kind beside it', NFT, { ...none, legacyTables: said('nat\nfilter\n'), legacyRules: said('*filter\n:FORWARD DROP [0:0]\n-A FORWARD -j DOCKER-USER\nCOMMIT\n') }, 'iptables is of the nft kind, and the old kind has tables too: nat, filter'],
    ['old tables that hold nothing', NFT, { ...none, legacyTables: said('filter\n'), legacyRules: said('*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n') }, null],
    ['old tables that nobody there can read', NFT, { ...none, legacyTables: said('filter\n') }, 'iptables is of the nft kind, and the old kind has tables too: filter'],
    ['the old kind, and a table of the new one', LEGACY, { ...none, legacyTables: said('filter\n'), nft: said('table ip filter {\n}\ntable inet own {\n}\n') }, 'iptables is of the old kind, and there are nft tables of the same names: ip filter'],
    ['CentOS 7', said('iptables v1.4.21\n'), { ...none, nft: ABSENT }, null],
    ['no iptables', ABSENT, none, null],
  ])('legacy and nft: %s', (_what, iptablesVersion, root, expected) => {
    expect(mixOf({ iptablesVersion }, root)).toBe(expected);
  });

  const nothing = { nftIp6Nat: ABSENT, legacyTables6: said('', 1), loadIp6Nat: said('', 1) };
  const IPV6 = said('/proc/sys/net/ipv6\n', 2);
  const kernel = '6.1.0-18-amd64';
  test.each<[string, Parameters<typeof ipv6Nat>, boolean | null]>([
    ['Debian', [{ kernel, firewall: ['iptables', 'nft'] }, { present: IPV6, modules: said(`${kernel}\n`) }, { ...nothing, nftIp6Nat: said('') }], true],
    ['Debian without nft', [{ kernel, firewall: ['iptables'] }, { present: IPV6, modules: said(`${kernel}\n`) }, { ...nothing, loadIp6Nat: said('') }], true],
    ['IPv6 switched off', [{ kernel, firewall: ['iptables', 'nft'] }, { present: said('', 2), modules: said(`${kernel}\n`) }, { ...nothing, nftIp6Nat: said('') }], false],
    ['a small kernel', [{ kernel, firewall: ['iptables'] }, { present: IPV6, modules: said(`${kernel}\n`) }, nothing], false],
    ['a small kernel with nft', [{ kernel, firewall: ['nft'] }, { present: IPV6, modules: said(`${kernel}\n`) }, { ...nothing, nftIp6Nat: said('Error: Could not process rule: Operation not supported\n', 1) }], false],
    ['a container with iptables only', [{ kernel, firewall: ['iptables'] }, { present: IPV6, modules: ABSENT }, nothing], null],
    ['a container that has made such a table', [{ kernel, firewall: ['iptables'] }, { present: IPV6, modules: ABSENT }, { ...nothing, legacyTables6: said('nat\nfilter\n') }], true],
  ])('address translation for IPv6: %s', (_what, question, expected) => {
    expect(ipv6Nat(...question).able).toBe(expected);
  });
});
