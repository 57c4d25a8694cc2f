import { describe, expect, it } from 'vitest';
import { hubFile } from '../../../../electron/domain/hub-file';
import { newSite, type Site, WireGuardSettings } from '../../../../electron/domain/site';
import { EMPTY_STATE, type StepState } from '../../../../electron/domain/state';
import { parseBoxState } from '../../../../electron/overlay/wireguard/box-state';
import { tunnelConfig } from '../../../../electron/overlay/wireguard/configuration';
import { parseHubState, takenBy } from '../../../../electron/overlay/wireguard/hub-state';
import { interfaceOf, planWireGuard } from '../../../../electron/overlay/wireguard/plan';
import { tunnelService } from '../../../../electron/overlay/wireguard/services';
import { checked } from '../../../../electron/overlay/wireguard/settings';
import { missingPackages } from '../../../../electron/overlay/wireguard/steps/tools';
import { KEYS } from './stubs';

const SETTINGS: WireGuardSettings = { kind: 'wireguard', endpoint: 'hub.example:51820', publicKey: KEYS.hub, range: '10.99.0.7/24', address: '10.99.0.5', egress: 'cameras', hub: { kind: 'file' } };
const site = (change: Partial<WireGuardSettings> = {}): Site => ({ ...newSite({ id: 'shop', name: 'Shop\n[Peer]', mode: 'real', language: 'en', timeZone: 'UTC' }), overlay: { ...SETTINGS, ...change } });
const camera = (address: string, onLink?: string) => ({ deviceId: address, name: address, address, rtspPort: 554, ...(onLink === undefined ? {} : { onLink }) });

describe('the settings of a hub', () => {
  it.each([
    ['an address outside of its range', { address: '10.98.0.5' }],
    ['the address of the whole range', { address: '10.99.0.0' }],
    ['the address of everybody', { address: '10.99.0.255' }],
    ['no port', { endpoint: 'hub.example:0' }],
  ])('with %s are refused', (_what, change) => { expect(() => checked({ ...SETTINGS, ...change })).toThrow('input-invalid'); });

  it('have keys of 32 bytes', () => {
    expect(WireGuardSettings.safeParse(SETTINGS).success).toBe(true);
    // The last digit of 32 bytes in base64 has two bits that are nothing.
    expect(WireGuardSettings.safeParse({ ...SETTINGS, publicKey: `${'H'.repeat(43)}=` }).success).toBe(false);
    expect(WireGuardSettings.safeParse({ ...SETTINGS, publicKey: '$(reboot)' }).success).toBe(false);
  });
});

describe('the plan', () => {
  it('names the interface after the site, in a form that Linux takes', () => {
    expect(interfaceOf('shop')).toMatch(/^kt[0-9a-f]{8}$/);
    expect(interfaceOf('shop')).not.toBe(interfaceOf('shop-2'));
  });

  it('lets through to each camera, or to the networks that they are plugged into', () => {
    const cameras = [camera('192.168.50.11', '192.168.50.0/24'), camera('192.168.50.12', '192.168.50.0/24'), camera('10.0.0.7')];
    const ranges = (egress: WireGuardSettings['egress']) => planWireGuard(site({ egress }), cameras).find((step) => step.kind === 'wireguard.tunnel')?.params['ranges'];
    expect(ranges('cameras')).toBe('192.168.50.11/32, 192.168.50.12/32, 10.0.0.7/32');
    expect(ranges('ranges')).toBe('192.168.50.0/24, 10.0.0.7/32');
  });
});

describe('the tunnel\'s file', () => {
  it.each(['iptables', 'nft'] as const)('with %s takes back in the end all that it put up', (tool) => {
    const lines = tunnelConfig(SETTINGS, tool, ['192.168.50.11/32']).split('\n');
    const commands = (key: string): string => lines.filter((line) => line.startsWith(`${key} = `)).join('\n');
    const made = [...commands('PostUp').matchAll(tool === 'nft' ? /add table (ip \S+)/g : /-w (?:-t nat )?-(?:N|I) (\S+(?: -\S %i)? ?(?:-j KT-%i)?)/g)].map((match) => match[1]?.trim() ?? '');
    expect(made.length).toBeGreaterThan(0);
    for (const thing of made) expect(commands('PostDown'), thing).toContain(thing);
    // A command that fails would keep the rest of them from being run.
    for (const line of commands('PostDown').split('\n')) expect(line).toMatch(/\|\| true$/);
  });

  it('routes the overlay and nothing else into the tunnel, and holds no key of the box', () => {
    const text = tunnelConfig(SETTINGS, 'iptables', ['192.168.50.11/32']);
    expect(text).toContain('AllowedIPs = 10.99.0.0/24\n');
    expect(text).not.toContain('PrivateKey');
    // Together: what is sent before there is a key is lost, and the tunnel would stay silent.
    expect(text).toContain(`private-key /etc/wireguard/%i.key peer ${KEYS.hub} persistent-keepalive 25`);
  });
});

describe('the services', () => {
  it('are those of the box\'s own system, where wg-quick fits into it', () => {
    expect(tunnelService('systemd', 'kt0')).toEqual({ name: 'wg-quick@kt0', file: null });
    expect(tunnelService('openrc', 'kt0')?.file).toMatchObject({ path: '/etc/init.d/kerberos-tunnel-kt0', mode: 0o755 });
    expect(tunnelService('sysv', 'kt0')?.file?.text).toContain('# Provides:          kerberos-tunnel-kt0');
    expect(tunnelService('procd', 'kt0')).toBeNull();
  });
});

describe('what a box says', () => {
  it('is nothing where it says nothing, or nonsense', () => {
    const none = parseBoxState('');
    expect(none).toMatchObject({ init: 'unknown', wg: false, firewall: null, packages: null, config: null, publicKey: null, handshakeAge: null, startedSince: false });
    expect(parseBoxState('key=$(reboot)\nconfig=../../etc\nhandshake=-5\nnow=x\ntool=\u001b[2J')).toEqual(none);
  });

  it('tells the age of the handshake by its own clock, and whether it was started since', () => {
    expect(parseBoxState('handshake=1000\nnow=1012\nstarted=900\nconfigured=800').handshakeAge).toBe(12);
    expect(parseBoxState('handshake=0\nnow=1012').handshakeAge).toBeNull();
    expect(parseBoxState('started=900\nconfigured=800').startedSince).toBe(true);
    expect(parseBoxState('started=800\nconfigured=900').startedSince).toBe(false);
  });

  it('tells what is missing: the tools, and a way without the kernel where the kernel cannot', () => {
    expect(missingPackages({ wg: true, wgQuick: true, kernel: true, userspace: false })).toEqual([]);
    expect(missingPackages({ wg: true, wgQuick: false, kernel: false, userspace: true })).toEqual(['wireguard-tools']);
    expect(missingPackages({ wg: true, wgQuick: true, kernel: false, userspace: false })).toEqual(['wireguard-go']);
  });
});

describe('what a hub says', () => {
  it('is not believed where it is no key and no range', () => {
    expect(parseHubState(`peer=nonsense 10.0.0.0/8\npeer=${KEYS.office} (none)\npeer=${KEYS.old} fd00::1/128 10.99.0.9/32\nroute=default via 1.2.3.4 dev eth0\nblock=PublicKey = $(id)`)).toMatchObject({
      peers: [{ publicKey: KEYS.office, allowed: [] }, { publicKey: KEYS.old, allowed: ['10.99.0.9/32'] }], routes: [], block: { publicKey: null, allowed: [] },
    });
  });

  it('a smaller range inside of somebody\'s larger one is taken from them as well', () => {
    const state = parseHubState(`peer=${KEYS.office} 192.168.0.0/16`);
    expect(takenBy(state, 'wg0', ['192.168.50.11/32'], [])).toEqual({ range: '192.168.50.11/32', owner: `the peer ${KEYS.office}` });
    expect(takenBy(state, 'wg0', ['192.168.50.11/32'], [KEYS.office])).toBeNull();
  });
});

describe('the file for the administrator of a hub', () => {
  const step = (kind: 'wireguard.key' | 'wireguard.tunnel', params: Record<string, string>, result: Record<string, string> | null): StepState =>
    ({ step: { id: kind, kind, params, input: {}, needs: [] }, phase: 'done', found: null, result, error: null, differences: [] });
  const steps = [step('wireguard.key', {}, { publicKey: KEYS.box }), step('wireguard.tunnel', { ranges: '192.168.50.11/32' }, null)];

  it('is one peer, whatever the site is called', () => {
    expect(hubFile(site(), { ...EMPTY_STATE, steps })).toBe(`# Cameras of Shop Peer (shop), by Kerberos Tunnel\n[Peer]\nPublicKey = ${KEYS.box}\nAllowedIPs = 10.99.0.5/32, 192.168.50.11/32\n`);
  });

  it('is not there before the key is, nor where we tell the hub ourselves', () => {
    expect(hubFile(site(), EMPTY_STATE)).toBeNull();
    expect(hubFile({ ...site(), overlay: null }, { ...EMPTY_STATE, steps })).toBeNull();
  });
});
