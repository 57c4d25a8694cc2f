import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HUB_REMOVE_SCRIPT, HUB_SET_SCRIPT, HUB_STATE_SCRIPT } from '../../../../electron/overlay/wireguard/hub-scripts';
import { parseHubState } from '../../../../electron/overlay/wireguard/hub-state';
import { KEYS, Machine } from './stubs';

const NAME = 'kerberos-tunnel lab';
const FILE = `[Interface]\nPrivateKey = s3cret\nAddress = 10.99.0.1/24\n\n# the office\n[Peer]\nPublicKey = ${KEYS.office}\nPresharedKey = s3cret-too\nAllowedIPs = 10.99.0.9/32\n`;

let hub: Machine;
beforeEach(() => {
  hub = new Machine();
  writeFileSync(hub.path('etc/wireguard/wg0.conf'), FILE);
  chmodSync(hub.path('etc/wireguard/wg0.conf'), 0o640);
  hub.program('wg', `
case "$*" in
  'show interfaces') echo wg0 ;;
  'show wg0 public-key') echo ${KEYS.hub} ;;
  'show wg0 allowed-ips') printf '%s\\t%s\\n' ${KEYS.office} 10.99.0.9/32 ;;
  'show wg0 latest-handshakes') printf '%s\\t0\\n' ${KEYS.office} ;;
  set*) echo "wg $*" >>"$ROOT/calls" ;;
esac`);
  hub.program('wg-quick', 'echo "wg-quick $*" >>"$ROOT/calls"');
  hub.program('ip', 'case "$*" in *match\\ 10.99.*) echo 10.99.0.0/24 ;; *add*|*del*) echo "ip $*" >>"$ROOT/calls" ;; esac');
});
afterEach(() => { hub.remove(); });

const file = (): string => readFileSync(hub.path('etc/wireguard/wg0.conf'), 'utf8');
const calls = (): string[] => (existsSync(hub.path('calls')) ? readFileSync(hub.path('calls'), 'utf8').trim().split('\n') : []);
const set = (key: string = KEYS.box, allowed = '10.99.0.5/32,192.168.50.11/32', old = '', gone = '') => hub.run(HUB_SET_SCRIPT, ['wg0', NAME, key, allowed, old, gone]);
const remove = (keys: readonly string[] = [KEYS.box], before = '') => hub.run(HUB_REMOVE_SCRIPT, ['wg0', NAME, '10.99.0.5/32,192.168.50.11/32', before, ...keys]);

describe('telling the hub', () => {
  it('adds our lines below what is there, and the peer to what runs, with a route where none covers it', () => {
    expect(set()).toMatchObject({ code: 0 });
    expect(file()).toBe(`${FILE}# ${NAME} begin\n# Written by Kerberos Tunnel. "Take everything back" removes these lines.\n[Peer]\nPublicKey = ${KEYS.box}\nAllowedIPs = 10.99.0.5/32, 192.168.50.11/32\n# ${NAME} end\n`);
    expect(statSync(hub.path('etc/wireguard/wg0.conf')).mode & 0o777).toBe(0o640);
    expect(calls()).toEqual([`wg set wg0 peer ${KEYS.box} allowed-ips 10.99.0.5/32,192.168.50.11/32`, 'ip -4 route add 192.168.50.11/32 dev wg0']);
  });

  it('twice is the same as once, and other ranges take the place of those before', () => {
    set();
    const once = file();
    set();
    expect(file()).toBe(once);
    set(KEYS.box, '10.99.0.5/32,192.168.50.12/32', '', '192.168.50.11/32');
    expect(calls().slice(-2)).toEqual(['ip -4 route del 192.168.50.11/32 dev wg0', 'ip -4 route add 192.168.50.12/32 dev wg0']);
    expect(file()).toBe(once.replace('192.168.50.11', '192.168.50.12'));
  });

  it('with a new key takes the old one out', () => {
    set(KEYS.old);
    set(KEYS.box, '10.99.0.5/32', KEYS.old);
    expect(file()).not.toContain(KEYS.old);
    expect(calls()).toContain(`wg set wg0 peer ${KEYS.old} remove`);
  });

  it('leaves a file alone whose marks somebody changed', () => {
    const torn = `${FILE}# ${NAME} begin\n[Peer]\n`;
    writeFileSync(hub.path('etc/wireguard/wg0.conf'), torn);
    expect(set().code).toBe(65);
    expect(remove().code).toBe(65);
    expect(file()).toBe(torn);
    expect(calls()).toEqual([]);
  });

  it('does not touch the running interface where it has no file', () => {
    hub.run('rm "/etc/wireguard/wg0.conf"');
    expect(set().code).toBe(66);
    expect(calls()).toEqual([]);
  });

  it('lets a hub with SaveConfig write its file itself', () => {
    const saving = FILE.replace('[Interface]', '[Interface]\nSaveConfig = true');
    writeFileSync(hub.path('etc/wireguard/wg0.conf'), saving);
    expect(set().code).toBe(0);
    expect(file()).toBe(saving);
    expect(calls()).toContain('wg-quick save wg0');
  });

  it('keeps a link to the file a link', () => {
    hub.run('mv "/etc/wireguard/wg0.conf" "/etc/real.conf"');
    symlinkSync(hub.path('etc/real.conf'), hub.path('etc/wireguard/wg0.conf'));
    set();
    expect(readFileSync(hub.path('etc/real.conf'), 'utf8')).toContain(KEYS.box);
    remove();
    expect(readFileSync(hub.path('etc/real.conf'), 'utf8')).toBe(FILE);
  });
});

describe('taking it back', () => {
  it.each([
    ['as it was', FILE],
    ['without an end of its last line, as it was', FILE.trimEnd()],
    ['with empty lines at its end', `${FILE}\n\n`],
    ['with the lines of another site', `${FILE}# kerberos-tunnel lab-2 begin\n[Peer]\nPublicKey = ${KEYS.old}\n# kerberos-tunnel lab-2 end\n`],
  ])('leaves the file %s', (_what, text) => {
    writeFileSync(hub.path('etc/wireguard/wg0.conf'), text);
    set();
    set();
    expect(file()).not.toBe(text);
    expect(remove()).toMatchObject({ code: 0 });
    expect(file()).toBe(text);
    expect(hub.tree()).toBe('etc/wireguard/wg0.conf\n');
  });

  it('keeps what somebody wrote below our lines', () => {
    set();
    writeFileSync(hub.path('etc/wireguard/wg0.conf'), `${file()}# mine\n`);
    remove();
    expect(file()).toBe(`${FILE}# mine\n`);
  });

  it('takes the peer out and the routes away, or gives it back the ranges that it had before us', () => {
    remove();
    expect(calls()).toEqual([`wg set wg0 peer ${KEYS.box} remove`, 'ip -4 route del 10.99.0.5/32 dev wg0', 'ip -4 route del 192.168.50.11/32 dev wg0']);
    remove([KEYS.box], '10.99.0.5/32');
    expect(calls().at(3)).toBe(`wg set wg0 peer ${KEYS.box} allowed-ips 10.99.0.5/32`);
  });
});

describe('looking at the hub', () => {
  it('tells its peers and our lines, and none of its secrets', () => {
    set();
    const { stdout } = hub.run(HUB_STATE_SCRIPT, ['wg0', NAME]);
    expect(stdout).not.toContain('s3cret');
    expect(parseHubState(stdout)).toMatchObject({
      tool: true, interfaces: ['wg0'], publicKey: KEYS.hub, config: true, saves: false, table: null, balanced: true,
      peers: [{ publicKey: KEYS.office, allowed: ['10.99.0.9/32'], handshakeAge: null }],
      block: { publicKey: KEYS.box, allowed: ['10.99.0.5/32', '192.168.50.11/32'] },
    });
  });

  it('tells an interface that is not there, and a table of its own', () => {
    hub.program('wg', 'case "$*" in "show interfaces") echo wg1 ;; *) exit 1 ;; esac');
    writeFileSync(hub.path('etc/wireguard/wg0.conf'), FILE.replace('[Interface]', '[Interface]\nTable = off'));
    expect(parseHubState(hub.run(HUB_STATE_SCRIPT, ['wg0', NAME]).stdout)).toMatchObject({ publicKey: null, interfaces: ['wg1'], peers: [], table: 'off', block: null, balanced: true });
  });
});
