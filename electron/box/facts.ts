import { BoxFacts } from '../domain/box';
import { isAddress } from '../domain/addresses';
import type { Box } from '../engine/ports';
import { clientArchitecture, hasFpu, programKind } from './architecture';
import { plainText } from '../domain/plain-text';
import { wholeNumber } from './whole-number';

/** Paths whose presence tells something; one `ls` for all of them. */
export const TELLING_PATHS = [
  '/run/systemd/system', '/run/openrc', '/sbin/openrc', '/sbin/procd', '/etc/inittab', '/etc/init.d',
  '/usr/sbin/iptables', '/sbin/iptables', '/usr/bin/iptables', '/usr/sbin/nft', '/sbin/nft', '/usr/bin/nft',
  '/run/runit', '/sbin/runit-init',
  '/sbin/netclient', '/usr/sbin/netclient', '/etc/netclient/netclient.json', '/usr/bin/dpkg',
] as const;

const FACT_MS = 30_000;

/** All that is known of the box without changing anything: one round trip for nearly everything, a second one only where netclient is. */
export async function gatherFacts(box: Box, rootKind: () => Promise<BoxFacts['root']>, now: () => number, signal: AbortSignal): Promise<BoxFacts> {
  const ask = async (argv: readonly string[]): Promise<string> => (await box.run(argv, { signal, deadlineMs: FACT_MS })).stdout;
  const [uname, release, present, bits, dpkg, disk, memory, clock, addresses, root] = await Promise.all([
    ask(['uname', '-snrm']),
    ask(['cat', '/etc/os-release']),
    ask(['ls', '-d', ...TELLING_PATHS]),
    ask(['getconf', 'LONG_BIT']),
    ask(['dpkg', '--print-architecture']),
    ask(['df', '-Pk', '/']),
    ask(['cat', '/proc/meminfo']),
    readClock(box, now, signal),
    ask(['ip', '-4', '-o', 'addr', 'show']),
    rootKind(),
  ]);
  const [kernelName = '', hostname = '', kernel = '', machine = ''] = plainText(uname, 500).split(' ');
  const paths = new Set(present.split('\n').map((line) => line.trim()));
  const os = parseRelease(release);
  const init = initOf(paths);
  // dpkg knows its own; elsewhere a program that surely runs tells.
  const shell = dpkg.trim() === '' ? await ask(['head', '-c', '20', '/bin/sh']) : '';
  const cpuinfo = machine.startsWith('mips') ? await ask(['cat', '/proc/cpuinfo']) : '';
  return BoxFacts.parse({
    hostname: plainText(hostname, 80),
    system: os.get('PRETTY_NAME') ?? kernelName,
    systemId: os.get('ID') ?? 'unknown',
    kernel: plainText(kernel, 80),
    architecture: kernelName === 'Linux' ? clientArchitecture({ machine, bits: wholeNumber(bits), dpkg: dpkg.trim(), openwrt: os.get('OPENWRT_ARCH') ?? '', program: programKind(shell), fpu: hasFpu(cpuinfo) }) : plainText(`${kernelName} ${machine}`, 40),
    init,
    root,
    addresses: parseAddresses(addresses),
    firewall: (['iptables', 'nft'] as const).filter((tool) => [...paths].some((path) => path.endsWith(`bin/${tool}`))),
    freeKiB: parseFree(disk),
    memoryKiB: parseMemory(memory),
    clockSkewSeconds: clock,
    client: await clientOf(box, paths, init, root, signal),
  } satisfies BoxFacts);
}

/** The box's answer is a whole second somewhere between question and answer: right within half a second and half the round trip. */
async function readClock(box: Box, now: () => number, signal: AbortSignal): Promise<number> {
  const before = now();
  const { stdout } = await box.run(['date', '+%s'], { signal, deadlineMs: FACT_MS });
  const middle = (before + now()) / 2;
  const seconds = wholeNumber(stdout);
  // `+ 0`: no negative zero.
  return seconds === null ? 0 : Math.round(seconds + 0.5 - middle / 1000) + 0;
}

/** `netclient version` would make an identity and a test interface, so its own file is asked. */
async function clientOf(box: Box, paths: ReadonlySet<string>, init: BoxFacts['init'], root: BoxFacts['root'], signal: AbortSignal): Promise<BoxFacts['client']> {
  if (!paths.has('/sbin/netclient') && !paths.has('/usr/sbin/netclient') && !paths.has('/etc/netclient/netclient.json')) return { version: null, active: false, enabled: false };
  const service = async (question: string): Promise<string> =>
    init === 'systemd' ? (await box.run(['systemctl', question, 'netclient'], { signal, deadlineMs: FACT_MS })).stdout.trim() : '';
  const mayAsk = paths.has('/etc/netclient/netclient.json') && root !== 'none';
  // Nobody else says whether it runs.
  const runs = async (): Promise<string> => ((await box.run(['pidof', 'netclient'], { signal, deadlineMs: FACT_MS })).code === 0 ? 'active' : '');
  const [active, enabled, version] = await Promise.all([
    init === 'systemd' ? service('is-active') : runs(),
    service('is-enabled'),
    // Only the version leaves the file; the rest of it is keys.
    mayAsk ? box.run(['grep', '-o', '"version": *"[^"]*"', '/etc/netclient/netclient.json'], { root: true, signal, deadlineMs: FACT_MS }).then((result) => result.stdout, () => '') : '',
  ]);
  const match = /"version": *"(v?[0-9A-Za-z.+-]{1,40})"/.exec(version);
  return { version: match?.[1] ?? null, active: active === 'active', enabled: enabled === 'enabled' };
}

export function parseRelease(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n').slice(0, 200)) {
    const match = /^([A-Z_]+)=(?:"(.*)"|'(.*)'|(.*))$/.exec(line.trim());
    if (match?.[1] !== undefined) found.set(match[1], plainText(match[2] ?? match[3] ?? match[4] ?? '', 100));
  }
  return found;
}

/** netclient decides by where /sbin/init leads; these folders exist only while that init runs. */
export function initOf(paths: ReadonlySet<string>): BoxFacts['init'] {
  if (paths.has('/run/systemd/system')) return 'systemd';
  if (paths.has('/sbin/procd')) return 'procd';
  if (paths.has('/run/openrc') || paths.has('/sbin/openrc')) return 'openrc';
  if (paths.has('/etc/inittab') && paths.has('/etc/init.d')) return 'sysv';
  return paths.has('/run/runit') || paths.has('/sbin/runit-init') ? 'runit' : 'unknown';
}

/** Lines of `ip -4 -o addr`: `2: eth0    inet 192.168.50.2/24 brd ...`; loopback left out. */
export function parseAddresses(text: string): BoxFacts['addresses'] {
  const found: BoxFacts['addresses'] = [];
  for (const line of text.split('\n').slice(0, 200)) {
    const match = /^\d+:\s+(\S{1,32})\s+inet\s+([0-9.]+)(?:\/\d+)?\s/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined && isAddress(match[2]) && match[1] !== 'lo') found.push({ interface: plainText(match[1], 32), address: match[2] });
  }
  return found;
}

/** `df -P`: the fourth column of the last line (a long device name cannot wrap with -P). */
export function parseFree(text: string): number {
  const columns = text.trim().split('\n').at(-1)?.trim().split(/\s+/) ?? [];
  return Math.max(0, wholeNumber(columns[3] ?? '') ?? 0);
}

/** Kernels before 3.14 have no MemAvailable. */
export function parseMemory(text: string): number {
  const of = (name: string): number => wholeNumber(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? '') ?? 0;
  return of('MemAvailable') || of('MemFree') + of('Buffers') + of('Cached');
}
