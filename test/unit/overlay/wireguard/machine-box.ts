import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync, chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { TunnelError } from '../../../../electron/domain/errors';
import { Secret } from '../../../../electron/domain/secret';
import type { Box } from '../../../../electron/engine/ports';
import { KEYS, type Machine } from './stubs';

/** A box or hub whose commands run for real in a shell, on a folder in place of its root. */
export function machineBox(machine: Machine): Box {
  const moved = (word: string): string => (/^\/(etc|run|sys)\//.test(word) ? machine.path(word) : word);
  const box: Box = {
    run: (argv) => {
      const [program = '', flag, script = '', , ...args] = argv;
      return Promise.resolve(program === 'sh' && flag === '-c' ? machine.run(script, args) : machine.run('"$@"', argv.map(moved)));
    },
    demand: async (argv, options) => {
      const { code, stdout, stderr } = await box.run(argv, options);
      if (code !== 0) throw new TunnelError('box-command-failed', { command: argv[0] ?? '', code: code ?? -1 }, { detail: stderr });
      return stdout;
    },
    writeFile: (path, content, { mode }) => {
      const file = machine.path(path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, content instanceof Secret ? content.reveal() : content, { mode });
      chmodSync(`${file}.new`, mode);
      renameSync(`${file}.new`, file);
      return Promise.resolve();
    },
    reaches: () => Promise.resolve(true),
    dial: () => Promise.resolve('forbidden'),
    facts: () => Promise.reject(new Error('nobody asks')),
    close: () => undefined,
  };
  return box;
}

/**
 * Programs of a box with systemd and iptables: `wg-quick` makes and removes the interface, the hub answers the first handshake unless
 * `silent` is there. Without `tools` they come with apt-get, unless `offline` is there.
 */
export function furnishBox(machine: Machine, options: { tools: boolean }): void {
  mkdirSync(machine.path('run/systemd/system'), { recursive: true });
  const tools = ['wg', 'wg-quick', 'wireguard-go'];
  machine.program('uname', 'echo none');
  machine.program('wg.later', `
case "$*" in
  genkey) echo private ;;
  pubkey) cat >/dev/null; echo ${KEYS.box} ;;
  *latest-handshakes) [ -e "$ROOT/silent" ] && at=0 || at=$(date +%s); printf '%s\\t%s\\n' ${KEYS.hub} "$at" ;;
esac`);
  machine.program('wg-quick.later', 'case "$1" in up) mkdir -p "$ROOT/sys/class/net/$2"; touch "$ROOT/rules-$2" ;; down) rmdir "$ROOT/sys/class/net/$2"; rm -f "$ROOT/rules-$2" ;; esac');
  machine.program('wireguard-go.later', ':');
  const install = tools.map((name) => `cp "$ROOT/bin/${name}.later" "$ROOT/bin/${name}"`).join('; ');
  machine.program('apt-get', `
case "$*" in
  -s*) [ -e "$ROOT/offline" ] || printf 'Inst wireguard-go (1)\\nInst wireguard-tools (1)\\n' ;;
  *update*) [ ! -e "$ROOT/offline" ] ;;
  *install*) [ -e "$ROOT/offline" ] && { echo 'E: Unable to locate package wireguard-tools' >&2; exit 100; }; ${install}; printf 'wireguard-go\\nwireguard-tools\\n' >"$ROOT/packages" ;;
  *purge*) rm -f "$ROOT"/bin/wg "$ROOT"/bin/wg-quick "$ROOT"/bin/wireguard-go "$ROOT/packages" ;;
esac`);
  machine.program('dpkg', ':');
  machine.program('dpkg-query', 'case "$*" in *Package*) sed "s/^/ii  /" "$ROOT/packages" 2>/dev/null; echo "ii  bash" ;; *) grep -qsx "$4" "$ROOT/packages" && echo "ii " ;; esac');
  machine.program('systemctl', `
unit=\${2#wg-quick@}
[ "$2" = --now ] && unit=\${3#wg-quick@}
case "$1" in
  is-active) [ -e "$ROOT/sys/class/net/$unit" ] && echo active || echo inactive ;;
  is-enabled) [ -e "$ROOT/enabled-$unit" ] && echo enabled || echo disabled ;;
  enable) touch "$ROOT/enabled-$unit" ;;
  disable) rm -f "$ROOT/enabled-$unit"; [ -e "$ROOT/sys/class/net/$unit" ] && wg-quick down "$unit" ;;
  start) unit=\${3#wg-quick@}; wg-quick up "$unit" ;;
  stop) wg-quick down "$unit" ;;
esac; exit 0`);
  machine.program('iptables', ':');
  machine.program('iptables-save', 'for f in "$ROOT"/rules-*; do [ -e "$f" ] && i=${f##*/rules-} && printf -- "-A FORWARD -i %s -j KT-%s\\n-A POSTROUTING -j KT-%s\\n" "$i" "$i" "$i"; done; exit 0');
  machine.program('nft', 'exit 1');
  machine.program('sysctl', 'echo 1 >"$ROOT/proc/sys/net/ipv4/ip_forward"');
  machine.program('ip', ':');
  if (options.tools) for (const name of tools) machine.program(name, `exec "$ROOT/bin/${name}.later" "$@"`);
}

const HUB_FILE = `[Interface]\nPrivateKey = s3cret\nAddress = 10.99.0.1/24\n\n[Peer]\nPublicKey = ${KEYS.office}\nAllowedIPs = 10.99.0.9/32, 192.168.77.0/24\n`;

/** Programs of a hub whose running peers are the lines of the file `peers`, and whose routes those of `routes`. */
export function furnishHub(machine: Machine): void {
  writeFileSync(machine.path('etc/wireguard/wg0.conf'), HUB_FILE);
  writeFileSync(machine.path('peers'), `${KEYS.office}\t10.99.0.9/32 192.168.77.0/24\n`);
  writeFileSync(machine.path('routes'), '10.99.0.0/24 dev wg0 proto kernel scope link\n203.0.113.0/24 dev eth0 proto kernel scope link\n');
  machine.program('wg', `
case "$*" in
  'show interfaces') echo wg0 ;;
  'show wg0 public-key') echo ${KEYS.hub} ;;
  'show wg0 allowed-ips') cat "$ROOT/peers" ;;
  'show wg0 latest-handshakes') ;;
  set*) grep -v "^$4" "$ROOT/peers" >"$ROOT/peers.new"; [ "$5" = remove ] || printf '%s\\t%s\\n' "$4" "$(echo "$6" | tr , ' ')" >>"$ROOT/peers.new"; mv "$ROOT/peers.new" "$ROOT/peers" ;;
esac`);
  machine.program('ip', `
case "$*" in
  '-4 -o addr show') printf '1: lo    inet 127.0.0.1/8 scope host lo\\n2: eth0    inet 203.0.113.10/24 scope global eth0\\n3: wg0    inet 10.99.0.1/24 scope global wg0\\n' ;;
  *match*) case "$7" in 10.99.*) echo 10.99.0.0/24 ;; *) grep -F "$7 dev wg0" "$ROOT/routes" ;; esac ;;
  '-4 route show'*) cat "$ROOT/routes" ;;
  '-4 route add'*) echo "$4 dev wg0" >>"$ROOT/routes" ;;
  '-4 route del'*) grep -vF "$4 dev wg0" "$ROOT/routes" >"$ROOT/routes.new"; mv "$ROOT/routes.new" "$ROOT/routes" ;;
esac; exit 0`);
}

export function textOf(machine: Machine, ...files: readonly string[]): string {
  return files.map((file) => (existsSync(machine.path(file)) ? readFileSync(machine.path(file), 'utf8') : '(none)')).join('\n--\n');
}
