import { TunnelError } from '../../../domain/errors';
import { plainText } from '../../../domain/plain-text';
import type { Box } from '../../../engine/ports';
import { parseVersion } from '../api/version';
import { CLIENT } from '../scripts';
import { offered } from './decide';
import { APT_OFFER_NAME, APT_OFFER_SCRIPT, FETCH_NAME, FETCH_SCRIPT } from '../install-scripts';
import { demandVersion, INSTALL_MS, SHORT_MS, type Installation } from './installation';
import { noted, noteLine } from './source-note';

const SOURCE = 'https://apt.netmaker.org';
/** apt since 1.4 takes an armoured key as it is; valid for this one source only. */
export const APT_KEY = '/usr/share/keyrings/kerberos-tunnel-netmaker.asc';
export const APT_LIST = '/etc/apt/sources.list.d/kerberos-tunnel-netmaker.list';

const APT_GET = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-y', '-o', 'DPkg::Lock::Timeout=60', '-o', 'Dpkg::Options::=--force-confold'];
const ONLY_OURS = ['-o', `Dir::Etc::sourcelist=${APT_LIST}`, '-o', 'Dir::Etc::sourceparts=-', '-o', 'APT::Get::List-Cleanup=0'];

export interface AptOffer {
  readonly version: string;
  /** Packages that it needs, without their versions. */
  readonly depends: readonly string[];
}

/** What the maker's source offers for this box now; empty where the box does not reach it. Changes nothing. */
export async function aptOffer(box: Box, signal: AbortSignal): Promise<AptOffer[]> {
  const { code, stdout } = await box.run(['sh', '-c', APT_OFFER_SCRIPT, APT_OFFER_NAME, SOURCE], { root: true, deadlineMs: SHORT_MS, signal });
  return code === 0 ? parseOffers(stdout) : [];
}

/** Lines `Package:`, `Version:`, `Depends:` of a Packages file (Debian Policy 5.3), a `Package:` line first in each stanza. */
export function parseOffers(text: string): AptOffer[] {
  const offers: { name: string; version: string; depends: string[] }[] = [];
  for (const line of text.split('\n').slice(0, 5000)) {
    const [, field = '', value = ''] = /^(Package|Version|Depends): (.{1,1000})$/.exec(line.trim()) ?? [];
    if (field === 'Package') offers.push({ name: value, version: '', depends: [] });
    const last = offers.at(-1);
    if (field === 'Version' && last !== undefined) last.version = /^[\w.+~:-]{1,40}$/.test(value) ? value : '';
    if (field === 'Depends' && last !== undefined) last.depends = value.split(',').map((one) => /^\s*([a-z0-9][a-z0-9.+-]{1,60})/.exec(one)?.[1] ?? '').filter((name) => name !== '');
  }
  return offers.filter((offer) => offer.name === 'netclient' && parseVersion(offer.version) !== null).map(({ version, depends }) => ({ version, depends }));
}

/** Adds the maker's source with its key, and installs exactly the server's version from it; nothing else may be changed by that. */
export async function installByApt(installation: Installation): Promise<void> {
  const { box, signal, version } = installation;
  const offers = await aptOffer(box, signal);
  const chosen = offered(offers.map((offer) => offer.version), version);
  const offer = offers.find((candidate) => candidate.version === chosen);
  if (offer === undefined) throw new TunnelError('client-version-mismatch', { client: offers.map((one) => one.version).slice(0, 5).join(', ') || 'not there', server: version });
  const begun = await readNote(box, APT_LIST, signal);
  const wanted = ['netclient', ...offer.depends];
  const there = await installedOf(box, wanted, signal);
  // A first attempt that was cut off knew better what was there before us.
  const added = noted(begun, 'added') ?? wanted.filter((name) => !there.includes(name));
  // Written first: from here on undo knows what is ours, from any computer.
  const list = `# Written by Kerberos Tunnel; "Take everything back" removes this file, its key and what came from it.\n${noteLine('added', added)}deb [signed-by=${APT_KEY}] ${SOURCE} stable main\n`;
  await box.writeFile(APT_LIST, list, { mode: 0o644, signal });
  await placeKey(installation);
  if (begun !== '') await box.run(['env', 'DEBIAN_FRONTEND=noninteractive', 'dpkg', '--configure', '-a'], { root: true, deadlineMs: INSTALL_MS, signal });
  const command = [...APT_GET, '--no-install-recommends', 'install', `netclient=${offer.version}`];
  await box.demand([...APT_GET, ...ONLY_OURS, 'update'], { root: true, deadlineMs: INSTALL_MS, signal });
  let simulated = await simulate(box, command, signal);
  if (simulated === null) {
    // A box whose own lists were never fetched knows none of the packages that ours needs.
    await box.demand([...APT_GET, 'update'], { root: true, deadlineMs: INSTALL_MS, signal });
    simulated = await simulate(box, command, signal);
  }
  const strange = (simulated ?? []).filter((name) => !wanted.includes(name));
  if (simulated === null || strange.length > 0) {
    await removeApt(box, signal);
    throw new TunnelError('box-unsupported', { reason: simulated === null ? 'its package manager cannot install the client' : `the client's package would change others: ${strange.slice(0, 5).join(', ')}` });
  }
  await box.demand(command, { root: true, deadlineMs: INSTALL_MS, signal });
  await demandVersion(installation, [CLIENT]);
}

/** Takes back what `installByApt` added. Returns what is still there, in the expert's words. */
export async function removeApt(box: Box, signal: AbortSignal): Promise<string[]> {
  const note = await readNote(box, APT_LIST, signal);
  const added = noted(note, 'added') ?? [];
  const ours = await installedOf(box, added, signal);
  if (ours.length > 0) await box.run([...APT_GET, 'purge', ...ours], { root: true, deadlineMs: INSTALL_MS, signal });
  const left = await installedOf(box, added, signal);
  if (left.length > 0) return left.map((name) => `the package ${name} is still installed`);
  await box.run(['rm', '-f', APT_LIST, APT_KEY], { root: true, deadlineMs: SHORT_MS, signal });
  const rest = await box.run(['ls', '-d', APT_LIST, APT_KEY], { root: true, deadlineMs: SHORT_MS, signal });
  return [APT_LIST, APT_KEY].filter((path) => rest.stdout.split('\n').includes(path)).map((path) => `${path} is still there`);
}

/** Over TLS from the maker himself, whom we must believe here; only what looks like a key is kept. */
async function placeKey({ box, signal }: Installation): Promise<void> {
  const url = `${SOURCE}/gpg.key`;
  const { code, stderr } = await box.run(['sh', '-c', FETCH_SCRIPT, FETCH_NAME, url, APT_KEY], { root: true, deadlineMs: SHORT_MS, signal });
  const { stdout } = await box.run(['head', '-n', '1', APT_KEY], { root: true, deadlineMs: SHORT_MS, signal });
  if (code !== 0 || !stdout.startsWith('-----BEGIN PGP PUBLIC KEY BLOCK-----')) {
    await removeApt(box, signal);
    throw new TunnelError('client-download-failed', { url, reason: code === 0 ? 'no key came' : plainText(stderr.trim(), 200) || `ended with ${code ?? 'a signal'}` });
  }
  // apt reads it as its own user.
  await box.demand(['chmod', '0644', APT_KEY], { root: true, deadlineMs: SHORT_MS, signal });
}

/** Names that it would install, upgrade or remove; null: it cannot. */
async function simulate(box: Box, command: readonly string[], signal: AbortSignal): Promise<string[] | null> {
  const { code, stdout } = await box.run([...command, '--simulate'], { root: true, deadlineMs: INSTALL_MS, signal });
  return code === 0 ? [...stdout.matchAll(/^(?:Inst|Remv) ([a-z0-9.+-]{1,60})/gm)].map((match) => match[1] ?? '') : null;
}

async function installedOf(box: Box, names: readonly string[], signal: AbortSignal): Promise<string[]> {
  if (names.length === 0) return [];
  // Exit code 1 where it does not know one of them.
  const { stdout } = await box.run(['dpkg-query', '-W', '-f', '${Package} ${db:Status-Status}\\n', ...names], { root: true, deadlineMs: SHORT_MS, signal });
  const lines = stdout.split('\n').map((line) => line.trim());
  return names.filter((name) => lines.some((line) => line.startsWith(`${name} `) && !line.endsWith(' not-installed') && !line.endsWith(' config-files')));
}

async function readNote(box: Box, path: string, signal: AbortSignal): Promise<string> {
  return (await box.run(['cat', path], { root: true, deadlineMs: SHORT_MS, signal })).stdout.slice(0, 10_000);
}
