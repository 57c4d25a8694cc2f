import { describe, expect, it } from 'vitest';
import { fill, WORDS } from '../../../electron/domain/words/words';
import { wayText } from '../../../electron/domain/words/way-text';
import { parseOffers } from '../../../electron/overlay/netmaker/install/apt-source';
import { decidesWithoutBox, decideWay, offered, type BoxTools, type WayFacts } from '../../../electron/overlay/netmaker/install/decide';
import { parseDnfList } from '../../../electron/overlay/netmaker/install/dnf-source';
import { scriptFor } from '../../../electron/overlay/netmaker/install/container';
import { noted, noteLine } from '../../../electron/overlay/netmaker/install/source-note';
import { parseTools } from '../../../electron/overlay/netmaker/install/tools';

const NOTHING: WayFacts = { version: 'v1.5.1', architecture: 'amd64', built: true, binary: null, download: null, tools: { downloader: null, packages: null, container: null } };
const DOWNLOAD = { url: 'https://example.org/netclient', sha256: 'a'.repeat(64) };
const ALL: BoxTools = { downloader: 'curl', packages: { manager: 'apt', versions: ['1.4.0', '1.5.1'] }, container: 'docker' };

describe('the way to install, where the program chooses', () => {
  it.each<[string, Partial<WayFacts>, string | null]>([
    ['a client that is held is sent', { binary: 'shelf', download: DOWNLOAD, tools: ALL }, 'push'],
    ['one that is named in the settings is sent', { binary: 'site', tools: ALL }, 'push'],
    ['without one, the box downloads what has a known checksum', { download: DOWNLOAD, tools: ALL }, 'fetch'],
    ['without a checksum nothing is downloaded', { tools: ALL }, 'package'],
    ['without a program to download with neither', { download: DOWNLOAD, tools: { ...ALL, downloader: null } }, 'package'],
    ['packages of other versions are left out', { tools: { ...ALL, packages: { manager: 'apt', versions: ['1.4.0', '1.6.0'] } } }, 'container'],
    ['a source that cannot be reached is left out', { tools: { ...ALL, packages: null } }, 'container'],
    ['RPM packages count the same', { tools: { ...ALL, packages: { manager: 'dnf', versions: ['1.5.1-1'] } } }, 'package'],
    ['podman will do', { tools: { downloader: null, packages: null, container: 'podman' } }, 'container'],
    ['there are no images for an old ARM', { architecture: 'armv6', tools: { downloader: null, packages: null, container: 'docker' } }, null],
    ['a self-built server fits no package and no image', { version: 'dev', tools: ALL }, null],
    ['a processor without clients may still have a package', { built: false, architecture: 'riscv64', tools: ALL }, 'package'],
    ['with nothing at all there is no way', {}, null],
  ])('%s', (_what, facts, way) => {
    const decision = decideWay('auto', { ...NOTHING, ...facts });
    expect(decision.way).toBe(way);
    // Every way before it has its reason.
    expect(decision.refused.map((refusal) => refusal.way)).toEqual(['push', 'fetch', 'package', 'container'].slice(0, way === null ? 4 : ['push', 'fetch', 'package', 'container'].indexOf(way)));
    expect(decision.refused.every((refusal) => refusal.reason !== '')).toBe(true);
  });
});

describe('the way to install, where somebody chose it', () => {
  it.each<['push' | 'fetch' | 'package' | 'container', Partial<WayFacts>, string | null]>([
    ['container', { binary: 'site', tools: ALL }, null],
    ['package', { binary: 'site', tools: { ...ALL, packages: { manager: 'apt', versions: ['1.4.0'] } } }, 'offers 1.4.0; the server is v1.5.1'],
    ['fetch', { tools: ALL }, 'no checksum'],
    ['push', { tools: ALL }, 'holds no client'],
    ['push', { built: false, architecture: '386', tools: ALL }, 'no client for 386'],
    ['container', {}, 'neither Docker nor podman'],
  ])('%s is that one or none', (wanted, facts, reason) => {
    const decision = decideWay(wanted, { ...NOTHING, ...facts });
    expect(decision.way).toBe(reason === null ? wanted : null);
    expect(decision.refused.map((refusal) => refusal.reason).join()).toContain(reason ?? '');
  });

  it('asks the box only where the answer can matter', () => {
    expect(decidesWithoutBox('auto', { binary: 'site', built: true })).toBe(true);
    expect(decidesWithoutBox('push', { binary: null, built: true })).toBe(true);
    expect(decidesWithoutBox('auto', { binary: null, built: true })).toBe(false);
    expect(decidesWithoutBox('package', { binary: 'site', built: true })).toBe(false);
  });
});

describe('what a package source offers', () => {
  it('is the versions of the client alone, with what each needs', () => {
    const text = 'Package: netclient\nVersion: 1.4.0\nDepends: wireguard-tools\nPackage: netclient-gui\nVersion: 1.5.1\nPackage: netclient\nVersion: 1.5.1\nDepends: wireguard-tools (>= 1.0), libc6 | musl\n';
    expect(parseOffers(text)).toEqual([{ version: '1.4.0', depends: ['wireguard-tools'] }, { version: '1.5.1', depends: ['wireguard-tools', 'libc6'] }]);
  });

  it.each(['', '<html>captive portal</html>', 'Version: 1.5.1\nPackage: netclient\nVersion: $(reboot)\n', `Package: netclient\nVersion: ${'1'.repeat(2000)}\n`])('is nothing where it says %#', (text) => {
    expect(parseOffers(text)).toEqual([]);
  });

  it('of dnf is its list', () => {
    expect(parseDnfList("Available Packages\nnetclient.x86_64    1.4.0-1    kerberos-tunnel-netmaker\nnetclient.x86_64    1.5.1-1    kerberos-tunnel-netmaker\nError: x\n")).toEqual(['1.4.0-1', '1.5.1-1']);
  });

  it('fits the server whatever the form of the number, and never a server that has none', () => {
    expect(offered(['1.4.0-1', '1.5.1-1'], 'v1.5.1')).toBe('1.5.1-1');
    expect(offered(['1.4.0'], 'v1.5.1')).toBeNull();
    expect(offered(['1.4.0'], 'dev')).toBeNull();
  });
});

describe('what a box has for installing', () => {
  it('is read from its words, and nothing else of it', () => {
    expect(parseTools('download=curl\npackages=apt\ncontainer=docker\n')).toEqual({ downloader: 'curl', packages: 'apt', container: 'docker' });
    expect(parseTools('download=$(reboot)\npackages=pacman\ncontainer=lxc\n')).toEqual({ downloader: null, packages: null, container: null });
    expect(parseTools('')).toEqual({ downloader: null, packages: null, container: null });
  });
});

describe('the note of what was added', () => {
  it('is read again as it was written', () => {
    const text = scriptFor('docker', ['docker.io/gravitl/netclient:v1.5.1']);
    expect(noted(text, 'pulled')).toEqual(['docker.io/gravitl/netclient:v1.5.1']);
    expect(noted(noteLine('added', []), 'added')).toEqual([]);
    expect(noted('#!/bin/sh\n', 'added')).toBeNull();
  });

  it('gives no word that is an option or more than a name', () => {
    expect(noted('# added: netclient --purge $(reboot) ; wireguard-tools -f\n', 'added')).toEqual(['netclient', 'wireguard-tools']);
  });
});

describe('the plan', () => {
  it.each(['en', 'nl'] as const)('says which way and why, in %s', (language) => {
    const words = WORDS[language];
    for (const way of ['push', 'fetch', 'package', 'container'] as const) {
      const text = wayText({ way, from: 'auto', version: 'v1.5.1', source: 'apt.netmaker.org', offer: '1.5.1', tool: 'docker' }, words);
      expect(text).not.toMatch(/[{}]/);
      expect(text).toContain(fill(words.install.because.auto, {}));
    }
    expect(wayText({ box: '10.0.0.2' }, words)).toBe('');
    expect(wayText({ way: 'constructor', from: 'constructor' }, words)).toBe('');
  });
});
