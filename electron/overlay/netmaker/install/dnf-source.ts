import { TunnelError } from '../../../domain/errors';
import type { Box } from '../../../engine/ports';
import { CLIENT } from '../scripts';
import { offered } from './decide';
import { demandVersion, INSTALL_MS, SHORT_MS, type Installation } from './installation';
import { noted, noteLine } from './source-note';

const NAME = 'kerberos-tunnel-netmaker';
const SOURCE = 'https://rpm.netmaker.org/packages';
export const DNF_REPOSITORY = `/etc/yum.repos.d/${NAME}.repo`;
/** What the maker's package needs (his rpm spec: Requires). */
const PACKAGES = ['netclient', 'wireguard-tools'];

/** Versions that the maker's source offers now; empty where the box does not reach it. Changes nothing but dnf's cache. */
export async function dnfOffer(box: Box, signal: AbortSignal): Promise<string[]> {
  const { code, stdout } = await box.run(['dnf', '-q', `--repofrompath=${NAME},${SOURCE}`, `--repo=${NAME}`, 'list', '--showduplicates', 'netclient'], { root: true, deadlineMs: INSTALL_MS, signal });
  return code === 0 ? parseDnfList(stdout) : [];
}

/** Lines `netclient.x86_64   1.5.1-1   repository`. */
export function parseDnfList(text: string): string[] {
  return [...text.matchAll(/^netclient\.\w{1,20}\s+([\w.+~:-]{1,40})\s/gm)].map((match) => match[1] ?? '');
}

/**
 * Adds the maker's source and installs exactly the server's version. His own source file checks no signatures (its option is
 * misspelt), ours does.
 */
export async function installByDnf(installation: Installation): Promise<void> {
  const { box, signal, version } = installation;
  const versions = await dnfOffer(box, signal);
  const chosen = offered(versions, version);
  if (chosen === null) throw new TunnelError('client-version-mismatch', { client: versions.slice(0, 5).join(', ') || 'not there', server: version });
  const begun = await read(box, signal);
  const there = await installedOf(box, signal);
  const added = noted(begun, 'added') ?? PACKAGES.filter((name) => !there.includes(name));
  const keys = noted(begun, 'keys before') ?? (await keysOf(box, signal));
  const text = `# Written by Kerberos Tunnel; "Take everything back" removes this file, its key and what came from it.
${noteLine('added', added)}${noteLine('keys before', keys)}[${NAME}]
name=Netmaker's VPN client
baseurl=${SOURCE}
enabled=1
gpgcheck=1
gpgkey=https://rpm.netmaker.org/gpg.key
`;
  await box.writeFile(DNF_REPOSITORY, text, { mode: 0o644, signal });
  await box.demand(['dnf', '-y', '--setopt=install_weak_deps=False', 'install', `netclient-${chosen}`], { root: true, deadlineMs: INSTALL_MS, signal });
  await demandVersion(installation, [CLIENT]);
}

/** Takes back what `installByDnf` added. Returns what is still there, in the expert's words. */
export async function removeDnf(box: Box, signal: AbortSignal): Promise<string[]> {
  const note = await read(box, signal);
  if (note === '') return [];
  const added = noted(note, 'added') ?? [];
  const ours = (await installedOf(box, signal)).filter((name) => added.includes(name));
  if (ours.length > 0) await box.run(['dnf', '-y', '--setopt=clean_requirements_on_remove=False', 'remove', ...ours], { root: true, deadlineMs: INSTALL_MS, signal });
  const left = (await installedOf(box, signal)).filter((name) => added.includes(name));
  if (left.length > 0) return left.map((name) => `the package ${name} is still installed`);
  const before = noted(note, 'keys before') ?? [];
  const keys = (await keysOf(box, signal)).filter((key) => !before.includes(key));
  if (keys.length > 0) await box.run(['rpm', '-e', ...keys], { root: true, deadlineMs: SHORT_MS, signal });
  await box.run(['rm', '-f', DNF_REPOSITORY], { root: true, deadlineMs: SHORT_MS, signal });
  return (await read(box, signal)) === '' ? [] : [`${DNF_REPOSITORY} is still there`];
}

async function read(box: Box, signal: AbortSignal): Promise<string> {
  return (await box.run(['cat', DNF_REPOSITORY], { root: true, deadlineMs: SHORT_MS, signal })).stdout.slice(0, 10_000);
}

async function installedOf(box: Box, signal: AbortSignal): Promise<string[]> {
  const { stdout } = await box.run(['rpm', '-q', '--qf', '%{NAME}\\n', ...PACKAGES], { root: true, deadlineMs: SHORT_MS, signal });
  return PACKAGES.filter((name) => stdout.split('\n').includes(name));
}

/** The maker's signing keys that rpm trusts, as it names them; a first installation may bring those of the system itself too. */
async function keysOf(box: Box, signal: AbortSignal): Promise<string[]> {
  const { code, stdout } = await box.run(['rpm', '-q', '--qf', '%{NAME}-%{VERSION}-%{RELEASE} %{SUMMARY}\\n', 'gpg-pubkey'], { root: true, deadlineMs: SHORT_MS, signal });
  return code === 0 ? [...stdout.matchAll(/^(gpg-pubkey-[0-9a-f]{1,40}-[0-9a-f]{1,40}) .*(?:gravitl|netmaker)/gim)].map((match) => match[1] ?? '') : [];
}
