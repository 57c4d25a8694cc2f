import { DONE, failed, said, type Command, type Reply } from './command';
import type { Machine } from './commands';
import { NETCLIENT } from './netclient';

const LIST = '/etc/apt/sources.list.d/kerberos-tunnel-netmaker.list';
const KEY = '/usr/share/keyrings/kerberos-tunnel-netmaker.asc';

/** `env NAME=value PROGRAM ...`. */
export function envProgram(machine: Machine, command: Command): Reply {
  const argv = command.argv.slice(command.argv.findIndex((word, index) => index > 0 && !word.includes('=')));
  const own: Command = { ...command, argv };
  return argv[0] === 'apt-get' ? aptProgram(machine, own) : argv[0] === 'dpkg' ? DONE : failed(127, `env: '${argv[0] ?? ''}': No such file or directory`);
}

/** apt with one foreign source: ours, which needs its key. Knows the client's package and what that needs. */
function aptProgram({ state, disk }: Machine, { argv, root }: Command): Reply {
  const next = state.read();
  const { packages } = next;
  if (packages.manager !== 'apt') return failed(127, "env: 'apt-get': No such file or directory");
  if (!root) return failed(100, 'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)');
  const usable = disk.exists(LIST) && (disk.file(KEY)?.content?.toString('utf8').includes('PGP PUBLIC KEY') ?? false) && ((disk.file(KEY)?.mode ?? 0) & 0o004) !== 0;
  if (argv.includes('update')) return usable || !argv.some((word) => word.includes(LIST)) ? DONE : failed(100, 'E: The repository is not signed.');
  if (argv.includes('purge')) {
    const gone = argv.slice(argv.indexOf('purge') + 1);
    packages.installed = packages.installed.filter((name) => !gone.includes(name));
    state.write(next);
    if (gone.includes('netclient')) disk.remove(NETCLIENT);
    return DONE;
  }
  const wanted = argv.find((word) => word.startsWith('netclient='))?.slice('netclient='.length) ?? '';
  if (!usable || !packages.offers.includes(wanted)) return failed(100, `E: Version '${wanted}' for 'netclient' was not found`);
  const names = ['wireguard-tools', 'netclient', ...packages.alsoChanges].filter((name) => !packages.installed.includes(name));
  if (argv.includes('--simulate')) return said(names.map((name) => `Inst ${name} (1.0 maker:stable [amd64])\n`).join(''));
  packages.installed = [...packages.installed, ...names].sort();
  state.write(next);
  disk.write(NETCLIENT, Buffer.from(`netclient ${wanted}, as its package brings it`), 0o755);
  return DONE;
}

/** `dpkg-query -W -f ... NAME...`. */
export function dpkgQueryProgram({ state }: Machine, { argv }: Command): Reply {
  const { installed } = state.read().packages;
  const names = argv.slice(argv.indexOf('-f') + 2);
  const unknown = names.filter((name) => !installed.includes(name));
  return { code: unknown.length > 0 ? 1 : 0, stdout: names.filter((name) => installed.includes(name)).map((name) => `${name} installed\n`).join(''), stderr: unknown.map((name) => `dpkg-query: no packages found matching ${name}\n`).join('') };
}

const REPOSITORY = '/etc/yum.repos.d/kerberos-tunnel-netmaker.repo';
const MAKERS_KEY = 'gpg-pubkey-1234abcd-5678ef01 gravitl <info@gravitl.com> public key';

/** dnf with one foreign source; `list --repofrompath` needs none to be set up. */
export function dnfProgram({ state, disk }: Machine, { argv, root }: Command): Reply {
  const next = state.read();
  const { packages } = next;
  if (packages.manager !== 'dnf') return failed(127, 'sh: 1: exec: dnf: not found');
  if (argv.includes('list')) return packages.offers.length === 0 ? failed(1, 'Error: Failed to download metadata') : said(`Available Packages\n${packages.offers.map((version) => `netclient.x86_64    ${version}    kerberos-tunnel-netmaker\n`).join('')}`);
  if (!root) return failed(1, 'Error: This command has to be run with superuser privileges (under the root user on most systems).');
  const last = argv.at(-1) ?? '';
  if (argv.includes('remove')) {
    packages.installed = packages.installed.filter((name) => !argv.includes(name));
    state.write(next);
    if (argv.includes('netclient')) disk.remove(NETCLIENT);
    return DONE;
  }
  if (!disk.exists(REPOSITORY) || !packages.offers.includes(last.replace('netclient-', ''))) return failed(1, `Error: Unable to find a match: ${last}`);
  packages.installed = [...new Set([...packages.installed, 'netclient', 'wireguard-tools'])].sort();
  packages.keys = [...new Set([...packages.keys, MAKERS_KEY])];
  state.write(next);
  disk.write(NETCLIENT, Buffer.from(`${last}, as its package brings it`), 0o755);
  return DONE;
}

/** `rpm -q` of packages and keys, `rpm -e` of keys. */
export function rpmProgram({ state }: Machine, { argv }: Command): Reply {
  const next = state.read();
  const { packages } = next;
  if (argv[1] === '-e') {
    packages.keys = packages.keys.filter((key) => !argv.some((word) => key.startsWith(`${word} `)));
    state.write(next);
    return DONE;
  }
  if (argv.includes('gpg-pubkey')) return packages.keys.length === 0 ? failed(1, 'package gpg-pubkey is not installed') : said(packages.keys.map((key) => `${key}\n`).join(''));
  const names = argv.slice(argv.indexOf('--qf') + 2);
  return { code: names.filter((name) => !packages.installed.includes(name)).length, stdout: names.map((name) => (packages.installed.includes(name) ? `${name}\n` : `package ${name} is not installed\n`)).join(''), stderr: '' };
}
