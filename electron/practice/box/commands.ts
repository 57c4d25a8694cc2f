import { createConnection } from 'node:net';
import { ASK_SCRIPT } from '../../box/checks/ask-box';
import { STUN_BASH } from '../../box/checks/udp-out';
import { END_SCRIPT, WRITE_SCRIPT } from '../../box/scripts';
import { BASELINE_SCRIPT } from '../../engine/steps/box-baseline-script';
import { JOIN_SCRIPT } from '../../overlay/netmaker/scripts';
import type { Stored } from '../world';
import type { BoxDisk } from './box-disk';
import { answerMemoryScript } from './box-memory';
import { boxLook } from './box-look';
import { restore, setPolicy } from './box-firewall';
import type { BoxState } from './box-state';
import type { BoxCharacter } from './box-system';
import { clientScript, headProgram, serviceProgram } from './client-programs';
import { containerScript, dockerProgram, dockerUserChain } from './containers';
import { DONE, failed, said, type Command, type Reply } from './command';
import { INIT_SCRIPT, NETCLIENT, type Netclient } from './netclient';
import { dnfProgram, dpkgQueryProgram, envProgram, rpmProgram } from './packages';

/** What commands work on. */
export interface Machine {
  readonly character: BoxCharacter;
  readonly username: string;
  readonly state: Stored<BoxState>;
  readonly disk: BoxDisk;
  readonly netclient: Netclient;
  /** Ends a running command. */
  readonly kill: (pid: number) => void;
}

type Program = (machine: Machine, command: Command) => Reply | Promise<Reply>;

/** Exactly what the product sends; anything else is answered as a shell answers what it does not have. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  id: (machine, { root }) => said(`${root || machine.username === 'root' ? 0 : 1000}\n`),
  uname: ({ character }) => said(`Linux ${character.hostname} 6.1.0-18-amd64 x86_64\n`),
  getconf: () => said('64\n'),
  dpkg: (_machine, { argv }) => (argv[1] === '--audit' ? DONE : said('amd64\n')),
  true: () => DONE,
  date: dateProgram,
  timedatectl: timedatectlProgram,
  df: () => said('Filesystem     1024-blocks    Used Available Capacity Mounted on\n/dev/mmcblk0p2    14987656 2110000  12201544      15% /\n'),
  modprobe: modprobeProgram,
  rmdir: (machine, command) => (machine.disk.entries(command.argv[1] ?? '').length > 0 ? failed(1, `rmdir: failed to remove '${command.argv[1] ?? ''}': Directory not empty`) : removeProgram(machine, command)),
  getent: (_machine, { argv }) => (argv[2] === 'localhost' ? said('127.0.0.1       localhost\n') : { code: 2, stdout: '', stderr: '' }),
  ip: ipProgram,
  cat: catProgram,
  ls: lsProgram,
  head: headProgram,
  grep: grepProgram,
  rm: removeProgram,
  mkdir: (machine, command) => asRoot(command, () => command.argv.slice(1).filter((word) => word.startsWith('/')).forEach((path) => { machine.disk.makeDirectory(path); })),
  chmod: (machine, command) => asRoot(command, () => { machine.disk.setMode(command.argv.at(-1) ?? '', parseInt(command.argv.at(-2) ?? '', 8) || 0o644); }),
  sha256sum: ({ disk }, { argv: [, path = ''] }) => {
    const file = disk.file(path);
    return file === null ? failed(1, `sha256sum: ${path}: No such file or directory`) : said(`${file.sha256}  ${path}\n`);
  },
  sysctl: sysctlProgram,
  env: envProgram,
  'dpkg-query': dpkgQueryProgram,
  dnf: dnfProgram,
  rpm: rpmProgram,
  docker: (machine, command) => dockerProgram(machine, command),
  podman: (machine, command) => dockerProgram(machine, command),
  'rc-update': serviceProgram,
  'rc-service': serviceProgram,
  iptables: (machine, command) => (command.argv.includes('DOCKER-USER') ? dockerUserChain(machine, command) : policyProgram('v4', machine, command)),
  ip6tables: (machine, command) => policyProgram('v6', machine, command),
  'iptables-save': ({ state }, command) => (command.root ? said(state.read().firewall.v4) : failed(4, 'iptables-save: Permission denied (you must be root)')),
  'ip6tables-save': ({ state }, command) => (command.root ? said(state.read().firewall.v6) : failed(4, 'ip6tables-save: Permission denied (you must be root)')),
  'iptables-restore': (machine, command) => restoreProgram('v4', machine, command),
  'ip6tables-restore': (machine, command) => restoreProgram('v6', machine, command),
  systemctl: systemctlProgram,
  nc: connectProgram,
  // UDP to the internet, as far as it is asked for; the practice site has no internet.
  bash: (_machine, { argv }) => (argv[2] === STUN_BASH ? DONE : failed(2, 'bash: the practice box has no shell for this')),
  sleep: ({ }, { argv, signal }) => sleep(Number(argv[1] ?? 0), signal),
  seq: (_machine, { argv }) => said(Array.from({ length: Math.min(Number(argv[1] ?? 0), 1_000_000) }, (_value, index) => `${index + 1}\n`).join('')),
  sh: scriptProgram,
};

export async function runCommand(machine: Machine, command: Command): Promise<Reply> {
  const [name = '', ...rest] = command.argv;
  const program = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (program !== undefined) return program(machine, command);
  const file = name.startsWith('/') ? machine.disk.file(name) : null;
  if (file !== null && name === INIT_SCRIPT) return serviceProgram(machine, command);
  if (file === null) return failed(127, `sh: 1: exec: ${name}: not found`);
  if ((file.mode & 0o111) === 0) return failed(126, `sh: 1: exec: ${name}: Permission denied`);
  // The only program that is ever put on this box is netclient; what is in the file does not matter.
  return machine.netclient.run(containerScript(file) ? '/root/netclient' : name, rest, command.root);
}

/** The constant scripts of the product, known by identity. */
async function scriptProgram(machine: Machine, command: Command): Promise<Reply> {
  const [, , script, , ...words] = command.argv;
  switch (script) {
    case ASK_SCRIPT:
      return askedProgram(machine, command, words);
    case WRITE_SCRIPT:
      return writeFile(machine, command, words);
    case BASELINE_SCRIPT:
      return command.root ? said(boxLook(machine)) : failed(4, 'Permission denied');
    case END_SCRIPT:
      machine.kill(Number(words[0] ?? 0));
      return DONE;
    case JOIN_SCRIPT: {
      if (!machine.disk.exists(NETCLIENT)) return failed(127, `sh: 1: exec: ${NETCLIENT}: not found`);
      const token = command.stdin.toString('utf8').split('\n')[0] ?? '';
      return machine.netclient.run(NETCLIENT, ['join', '-t', token], command.root);
    }
    default:
      return clientScript(machine, command, script ?? '', words) ?? remembers(machine, command, script ?? '', words) ?? failed(2, 'sh: 1: the practice box has no shell for this');
  }
}

/** The programs one after the other, each with the code that it ended with. */
async function askedProgram(machine: Machine, command: Command, words: readonly string[]): Promise<Reply> {
  let stdout = '';
  let argv: string[] = [];
  for (const word of words) {
    if (word !== 'kt:ask') {
      argv.push(word);
      continue;
    }
    const reply = await runCommand(machine, { ...command, argv, stdin: Buffer.alloc(0) });
    stdout += `${reply.stdout}${reply.stderr}\nkt:code ${reply.code}\nkt:next\n`;
    argv = [];
  }
  return said(stdout);
}

function writeFile({ disk }: Machine, command: Command, [path = '', mode = '', size = '']: readonly string[]): Reply {
  if (!command.root) return failed(74, `sh: 1: cannot create ${path}.kt-new: Permission denied`);
  if (command.stdin.length !== Number(size)) return failed(74, '');
  disk.write(path, command.stdin, parseInt(mode, 8));
  return DONE;
}

/** Its memory of a site and the lock for it, root's alone. */
function remembers({ disk }: Machine, command: Command, script: string, words: readonly string[]): Reply | null {
  const memory = {
    read: (path: string) => disk.file(path)?.content?.toString('utf8') ?? null,
    write: (path: string, text: string, mode: number) => { disk.write(path, Buffer.from(text), mode); },
    remove: (path: string) => { disk.remove(path); },
    makeDirectory: (path: string) => { disk.makeDirectory(path); },
    entries: (path: string) => disk.entries(path),
  };
  return command.root ? answerMemoryScript(memory, Math.floor(performance.now() / 1000), script, words, command.stdin.toString('utf8')) : null;
}

function ipProgram({ character, netclient }: Machine, { argv }: Command): Reply {
  const words = argv.slice(1).filter((word) => !word.startsWith('-'));
  if (words[0] === 'link') return said('2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000\\    link/ether b8:27:eb:10:20:30 brd ff:ff:ff:ff:ff:ff\n');
  if (words[0] === 'route' && words[1] === 'show') return said(`default via 127.0.0.1 dev eth0 proto static \n127.0.0.0/8 dev eth0 proto kernel scope link src ${character.address} \n`);
  if (words[0] === 'route' && words[1] === 'get') {
    const target = words[2] ?? '';
    // The practice site is loopback; to its box that is the cameras' network.
    return said(target.startsWith('127.') ? `${target} dev eth0 src ${character.address} uid 1000 \n    cache \n` : `${target} via 127.0.0.1 dev eth0 src ${character.address} uid 1000 \n    cache \n`);
  }
  const tunnel = netclient.interfaceUp ? '3: netmaker    inet 100.64.0.2/24 scope global netmaker\\       valid_lft forever preferred_lft forever\n' : '';
  return said(`1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n2: eth0    inet ${character.address}/8 brd 127.255.255.255 scope global eth0\\       valid_lft forever preferred_lft forever\n${tunnel}`);
}

function catProgram({ disk }: Machine, { argv, root }: Command): Reply {
  const parts = argv.slice(1).map((path) => {
    const file = disk.file(path);
    if (file === null) return failed(1, `cat: ${path}: No such file or directory`);
    if (!root && (file.mode & 0o004) === 0) return failed(1, `cat: ${path}: Permission denied`);
    return said(file.content?.toString('utf8') ?? '');
  });
  return { code: Math.max(0, ...parts.map((part) => part.code)), stdout: parts.map((part) => part.stdout).join(''), stderr: parts.map((part) => part.stderr).join('') };
}

function lsProgram({ disk }: Machine, { argv }: Command): Reply {
  const paths = argv.slice(1).filter((word) => !word.startsWith('-'));
  const there = paths.filter((path) => disk.exists(path));
  const stdout = argv.includes('-d') ? there : there.flatMap((path) => (disk.isDirectory(path) ? disk.entries(path) : [path]));
  const stderr = paths.filter((path) => !disk.exists(path)).map((path) => `ls: cannot access '${path}': No such file or directory\n`).join('');
  return { code: stderr === '' ? 0 : 2, stdout: stdout.map((line) => `${line}\n`).join(''), stderr };
}

/** `grep -o PATTERN FILE` with the few patterns that the product has. */
function grepProgram({ disk }: Machine, { argv, root }: Command): Reply {
  const [, , pattern = '', path = ''] = argv;
  const file = disk.file(path);
  if (file === null) return failed(2, `grep: ${path}: No such file or directory`);
  if (!root && (file.mode & 0o004) === 0) return failed(2, `grep: ${path}: Permission denied`);
  const found = [...(file.content?.toString('utf8') ?? '').matchAll(new RegExp(pattern.replaceAll('[[:space:]]', '\\s'), 'g'))].map((match) => `${match[0]}\n`);
  return { code: found.length > 0 ? 0 : 1, stdout: found.join(''), stderr: '' };
}

function removeProgram({ disk }: Machine, command: Command): Reply {
  return asRoot(command, () => command.argv.slice(1).filter((word) => word.startsWith('/')).forEach((path) => { disk.remove(path); }));
}

function dateProgram({ state }: Machine, { argv, root }: Command): Reply {
  const next = state.read();
  const at = argv.indexOf('-s');
  if (at < 0) return said(`${Math.floor(Date.now() / 1000 + next.clock.aheadSeconds)}\n`);
  if (!root) return failed(1, 'date: cannot set date: Operation not permitted');
  next.clock.aheadSeconds = Number((argv[at + 1] ?? '').slice(1)) - Math.floor(Date.now() / 1000);
  state.write(next);
  return DONE;
}

function timedatectlProgram({ state }: Machine, { argv, root }: Command): Reply {
  const next = state.read();
  if (argv[1] === 'show') return said(`CanNTP=${next.clock.ntp === null ? 'no' : 'yes'}\nNTP=${next.clock.ntp === true ? 'yes' : 'no'}\n`);
  if (argv[1] !== 'set-ntp' || !root || next.clock.ntp === null) return failed(1, 'Failed to set ntp: NTP not supported');
  next.clock.ntp = argv[2] === 'true';
  state.write(next);
  return DONE;
}

function modprobeProgram({ state }: Machine, { argv, root }: Command): Reply {
  const module = argv.at(-1) ?? '';
  const next = state.read();
  if (module !== 'tun' || !next.tun.loadable) return failed(1, argv.includes('-q') ? '' : `modprobe: FATAL: Module ${module} not found in directory /lib/modules/6.1.0-18-amd64`);
  if (argv.includes('-n')) return DONE;
  if (!root) return failed(1, `modprobe: ERROR: could not insert '${module}': Operation not permitted`);
  next.tun.loaded = !argv.includes('-r');
  state.write(next);
  return DONE;
}

function sysctlProgram({ state }: Machine, { argv, root }: Command): Reply {
  const [, option, word = ''] = argv;
  const [key = '', value] = word.split('=');
  const next = state.read();
  if (next.sysctl[key] === undefined) return failed(1, `sysctl: cannot stat /proc/sys/${key.replaceAll('.', '/')}: No such file or directory`);
  if (option === '-n') return said(`${next.sysctl[key]}\n`);
  if (!root || value === undefined) return failed(255, `sysctl: permission denied on key "${key}"`);
  next.sysctl[key] = value;
  state.write(next);
  return said(`${key} = ${value}\n`);
}

function policyProgram(family: 'v4' | 'v6', { state }: Machine, { argv, root }: Command): Reply {
  const at = argv.indexOf('-P');
  const [chain, policy] = [argv[at + 1], argv[at + 2]];
  if (!root) return failed(4, 'iptables: Permission denied (you must be root)');
  if (at < 0 || chain === undefined || policy === undefined) return failed(2, 'iptables: the practice box knows only -P');
  const next = state.read();
  next.firewall[family] = setPolicy(next.firewall[family], chain, policy);
  state.write(next);
  return DONE;
}

function restoreProgram(family: 'v4' | 'v6', { state }: Machine, { stdin, root }: Command): Reply {
  if (!root) return failed(4, 'iptables-restore: Permission denied (you must be root)');
  const next = state.read();
  next.firewall[family] = restore(next.firewall[family], stdin.toString('utf8'));
  state.write(next);
  return DONE;
}

async function systemctlProgram({ state, netclient, disk }: Machine, { argv, root }: Command): Promise<Reply> {
  const words = argv.slice(1).filter((word) => !word.startsWith('--'));
  const [verb, unit = ''] = words;
  const { service } = state.read();
  if (verb === 'list-units' || verb === 'daemon-reload' || verb === 'reset-failed') return DONE;
  if (unit !== 'netclient' && unit !== 'netclient.service') return failed(4, `Unit ${unit}.service could not be found.`);
  const known = disk.exists('/etc/systemd/system/netclient.service');
  if (verb === 'is-active') return { code: service.active ? 0 : 3, stdout: service.active ? 'active\n' : 'inactive\n', stderr: '' };
  if (verb === 'is-enabled' && !known) return failed(1, 'Failed to get unit file state for netclient.service: No such file or directory');
  if (verb === 'is-enabled') return { code: service.enabled ? 0 : 1, stdout: service.enabled ? 'enabled\n' : 'disabled\n', stderr: '' };
  if (!root) return failed(1, 'Failed to connect: Interactive authentication required.');
  if (verb === 'start' || verb === 'restart') return netclient.startService();
  if (verb === 'stop') return netclient.stopService();
  if (verb !== 'enable' && verb !== 'disable') return failed(1, `Unknown command verb ${verb ?? ''}.`);
  if (!known) return failed(1, 'Failed to enable unit: Unit file netclient.service does not exist.');
  const next = state.read();
  next.service.enabled = verb === 'enable';
  state.write(next);
  return argv.includes('--now') ? (verb === 'enable' ? netclient.startService() : netclient.stopService()) : DONE;
}

/** `nc -z -w SECONDS HOST PORT`, on loopback only. */
function connectProgram(_machine: Machine, { argv, signal }: Command): Promise<Reply> {
  const [host = '', port = ''] = argv.slice(-2);
  return new Promise((resolve) => {
    if (!host.startsWith('127.')) return void resolve(failed(1, ''));
    const socket = createConnection({ host, port: Number(port), timeout: 5000, signal });
    const end = (reply: Reply): void => {
      socket.destroy();
      resolve(reply);
    };
    socket.once('connect', () => { end(DONE); });
    socket.once('timeout', () => { end(failed(1, '')); });
    socket.once('error', () => { end(failed(1, '')); });
  });
}

function sleep(seconds: number, signal: AbortSignal): Promise<Reply> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => { resolve(DONE); }, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve({ code: 143, stdout: '', stderr: '' });
    }, { once: true });
  });
}

function asRoot(command: Command, change: () => void): Reply {
  if (!command.root) return failed(1, `${command.argv[0] ?? ''}: Permission denied`);
  change();
  return DONE;
}
