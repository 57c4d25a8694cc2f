import type { BoxState } from './box-state';

export interface BoxCharacter {
  readonly hostname: string;
  /** The address it listens on, which it also calls its own on the cameras' network. */
  readonly address: string;
}

const RELEASE = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
ID=debian
`;

const MEMORY = `MemTotal:        1024000 kB
MemFree:          410000 kB
MemAvailable:     742000 kB
Buffers:           21000 kB
Cached:           290000 kB
`;

const MOUNTS = `/dev/mmcblk0p2 / ext4 rw,noatime 0 0
proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
tmpfs /run tmpfs rw,nosuid,nodev,size=102400k 0 0
/dev/mmcblk0p1 /boot/firmware vfat rw,relatime 0 0
`;

/** What tells how a box starts services (`box/facts.ts`). */
const INITS: Readonly<Record<BoxState['init'], readonly string[]>> = {
  systemd: ['/run/systemd/system/.keep'],
  openrc: ['/run/openrc/softlevel'],
  procd: ['/sbin/procd'],
  sysv: [],
  runit: ['/sbin/runit-init'],
};

const UDP = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  122: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 14012 2 0000000000000000 0
`;

/** The part of the file system that nobody writes: a small Debian as far as the product looks at it. */
export function systemFiles(character: BoxCharacter, state: BoxState, interfaceUp: boolean): ReadonlyMap<string, string> {
  return new Map([
    ['/etc/os-release', RELEASE],
    ['/etc/hostname', `${character.hostname}\n`],
    ...(state.init === 'runit' ? [] : [['/etc/inittab', ''] as const]),
    ['/etc/init.d/ssh', ''],
    ['/proc/meminfo', MEMORY],
    ['/proc/mounts', MOUNTS],
    ['/proc/net/udp', UDP],
    ['/proc/locks', ''],
    ['/proc/sys/net/ipv6/conf/all/disable_ipv6', '0\n'],
    ['/proc/net/ip6_tables_names', 'nat\nfilter\n'],
    ...(state.tun.loaded ? [['/dev/net/tun', ''] as const] : []),
    ...INITS[state.init].map((path) => [path, ''] as const),
    ['/usr/sbin/iptables', ''],
    ['/usr/bin/dpkg', ''],
    ['/bin/sh', ''],
    ['/sys/class/net/lo/operstate', 'unknown\n'],
    ['/sys/class/net/eth0/operstate', 'up\n'],
    ...(interfaceUp ? [['/sys/class/net/netmaker/operstate', 'unknown\n'] as const] : []),
    ...Object.entries(state.sysctl).map(([key, value]) => [`/proc/sys/${key.replaceAll('.', '/')}`, `${value}\n`] as const),
  ]);
}
