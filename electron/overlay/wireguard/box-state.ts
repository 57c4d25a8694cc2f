import type { BoxFacts } from '../../domain/box';
import type { Box } from '../../engine/ports';
import type { StepContext } from '../../engine/step';
import { STATE_NAME, STATE_SCRIPT } from './box-scripts';
import { SharedLook } from './shared-look';

const PACKAGE_MANAGERS = ['apt-get', 'dnf', 'yum', 'apk'] as const;
export type PackageManager = (typeof PACKAGE_MANAGERS)[number];

const INITS: readonly BoxFacts['init'][] = ['systemd', 'openrc', 'procd', 'sysv', 'runit'];

/** The tunnel on the box, as it is right now. */
export interface BoxState {
  readonly init: BoxFacts['init'];
  readonly wg: boolean;
  readonly wgQuick: boolean;
  /** wireguard-go, for kernels without WireGuard. */
  readonly userspace: boolean;
  /** Does the kernel have WireGuard? */
  readonly kernel: boolean;
  /** What rules are made with; null: neither. */
  readonly firewall: 'iptables' | 'nft' | null;
  /** null: none that we know. */
  readonly packages: PackageManager | null;
  /** /etc/wireguard. */
  readonly folder: boolean;
  /** SHA-256 of the tunnel's configuration, hexadecimal. */
  readonly config: string | null;
  readonly keyFile: boolean;
  /** The public half of its key; null: no key, or no tool to read it with. */
  readonly publicKey: string | null;
  readonly sysctlFile: boolean;
  readonly initScript: boolean;
  readonly forwarding: boolean;
  readonly interface: boolean;
  readonly active: boolean;
  readonly enabled: boolean;
  /** Rules or chains of ours are there. */
  readonly traces: boolean;
  readonly forwardRules: boolean;
  readonly natRules: boolean;
  /** Seconds by the box's own clock; null: never, or no interface. */
  readonly handshakeAge: number | null;
  /** Was the box started since the tunnel's file was written? */
  readonly startedSince: boolean;
}

export async function readBoxState(box: Box, name: string, signal: AbortSignal): Promise<BoxState> {
  return parseBoxState(await box.demand(['sh', '-c', STATE_SCRIPT, STATE_NAME, name], { root: true, deadlineMs: 30_000, signal }));
}

const looks = new SharedLook<BoxState>();

/** The same, where looks that happen at the same time may be one. */
export function lookAtBox(box: Box, name: string, signal: AbortSignal): Promise<BoxState> {
  return looks.of(box, name, () => readBoxState(box, name, signal));
}

export async function boxState(context: StepContext, name: string): Promise<BoxState> {
  return lookAtBox(await context.box(), name, context.signal);
}

export function parseBoxState(output: string): BoxState {
  const lines = output.split('\n').map((line) => line.trim());
  const value = (key: string): string => lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1) ?? '';
  const is = (key: string): boolean => value(key) === 'yes';
  const has = (tool: string): boolean => lines.includes(`tool=${tool}`);
  const [now, handshake, started, configured] = [Number(value('now')), Number(value('handshake')), Number(value('started')), Number(value('configured'))];
  return {
    init: INITS.find((init) => init === value('init')) ?? 'unknown',
    wg: has('wg'),
    wgQuick: has('wg-quick'),
    userspace: has('wireguard-go'),
    kernel: is('kernel'),
    firewall: has('iptables') ? 'iptables' : has('nft') ? 'nft' : null,
    packages: PACKAGE_MANAGERS.find(has) ?? null,
    folder: is('folder'),
    config: /^[0-9a-f]{64}$/.test(value('config')) ? value('config') : null,
    keyFile: is('keyfile'),
    publicKey: publicKeyIn(value('key')),
    sysctlFile: is('sysctl'),
    initScript: is('script'),
    forwarding: value('forwarding') === '1',
    interface: is('interface'),
    active: value('active') === 'active',
    enabled: value('enabled') === 'enabled',
    traces: is('traces'),
    forwardRules: is('forward'),
    natRules: is('nat'),
    handshakeAge: Number.isInteger(handshake) && handshake > 0 && Number.isInteger(now) && now > 0 ? Math.max(0, now - handshake) : null,
    startedSince: started > 0 && configured > 0 && started > configured,
  };
}

/** One key as `wg` prints it (32 bytes in base64); null: something else. */
export function publicKeyIn(text: string): string | null {
  const key = text.trim();
  return /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(key) ? key : null;
}
