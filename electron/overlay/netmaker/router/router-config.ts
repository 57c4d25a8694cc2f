import { formatRange, parseRange, rangesOverlap, type Range } from '../../../domain/addresses';
import { TunnelError } from '../../../domain/errors';

/** Behind a home router's NAT the tunnel must be kept open from inside: the value that WireGuard's own documentation gives for it. */
const KEEPALIVE_SECONDS = 25;
const KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
const ENDPOINT = /^(?:[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9a-fA-F:]{2,45}\]):([0-9]{1,5})$/;
const MOST_LINES = 200;

export interface RouterConfigText {
  readonly text: string;
  readonly privateKey: string;
  readonly removed: readonly string[];
  readonly routed: readonly string[];
}

/**
 * The server's configuration, made anew from the parts that a router needs: its address, keys, endpoint and the ranges behind the
 * tunnel. Left out are commands (`PostUp`), a name server, IPv6, and every range that overlaps the site's own networks: with it the
 * router would send its own cameras into the tunnel. @throws router-config-unusable, also for a way for everything (0.0.0.0/0).
 */
export function makeRouterConfig(raw: string, local: readonly string[]): RouterConfigText {
  const sections = readSections(raw);
  const address = addressOf(sections.interface.get('address') ?? '');
  const privateKey = keyOf(sections.interface.get('privatekey'), 'the private key');
  const publicKey = keyOf(sections.peer.get('publickey'), 'the key of the gateway');
  const shared = sections.peer.get('presharedkey');
  const presharedKey = shared === undefined || shared === '' ? null : keyOf(shared, 'the shared key');
  const endpoint = sections.peer.get('endpoint') ?? '';
  const port = Number(ENDPOINT.exec(endpoint)?.[2] ?? 0);
  // "[<nil>]:51821" and ":0" come from gateways that the server knows no address of (issue #3104).
  if (port < 1 || port > 65_535) throw unusable('the gateway has no address that can be reached');
  const { routed, removed } = rangesOf(sections.peer.get('allowedips') ?? '', local);
  const mtu = Number(sections.interface.get('mtu') ?? 0);
  const lines = [
    '[Interface]',
    `PrivateKey = ${privateKey}`,
    `Address = ${address}`,
    ...(Number.isInteger(mtu) && mtu >= 1_280 && mtu <= 1_500 ? [`MTU = ${mtu}`] : []),
    '',
    '[Peer]',
    `PublicKey = ${publicKey}`,
    ...(presharedKey === null ? [] : [`PresharedKey = ${presharedKey}`]),
    `Endpoint = ${endpoint}`,
    `AllowedIPs = ${routed.join(', ')}`,
    `PersistentKeepalive = ${KEEPALIVE_SECONDS}`,
  ];
  return { text: `${lines.join('\n')}\n`, privateKey, removed, routed };
}

interface Sections { readonly interface: ReadonlyMap<string, string>; readonly peer: ReadonlyMap<string, string> }

function readSections(raw: string): Sections {
  const found = { interface: new Map<string, string>(), peer: new Map<string, string>() };
  let peers = 0;
  let current: Map<string, string> | null = null;
  for (const line of raw.split('\n').slice(0, MOST_LINES)) {
    const text = line.trim();
    if (/^\[interface\]$/i.test(text)) current = found.interface;
    else if (/^\[peer\]$/i.test(text)) {
      current = found.peer;
      peers++;
    } else {
      const [, name = '', value = ''] = /^([A-Za-z]{2,30})\s*=\s*(.*)$/.exec(text) ?? [];
      if (current === null || name === '') continue;
      const key = name.toLowerCase();
      // wg-quick takes lists in pieces.
      current.set(key, current.has(key) && key === 'allowedips' ? `${current.get(key) ?? ''},${value}` : value.trim());
    }
  }
  if (peers !== 1) throw unusable(peers === 0 ? 'it names no gateway' : 'it names more than one gateway');
  return found;
}

/** The one IPv4 address of it; Netmaker writes both families with a comma between. */
function addressOf(text: string): string {
  const own = text.split(',').map((part) => part.trim()).find((part) => parseRange(part) !== null);
  if (own === undefined) throw unusable('it gives the router no IPv4 address');
  return own.includes('/') ? own : `${own}/32`;
}

function keyOf(text: string | undefined, what: string): string {
  if (text === undefined || !KEY.test(text)) throw unusable(`${what} is missing`);
  return text;
}

function rangesOf(text: string, local: readonly string[]): { routed: string[]; removed: string[] } {
  const own = local.flatMap((one) => parseRange(one) ?? []);
  const routed = new Map<string, Range>();
  const removed = new Set<string>();
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '::/0') throw everything(part);
    const range = parseRange(part);
    if (range === null) continue;
    if (range.prefix === 0) throw everything(part);
    if (own.some((one) => rangesOverlap(one, range))) removed.add(formatRange(range));
    else routed.set(formatRange(range), range);
  }
  if (routed.size === 0) throw unusable('nothing of the network is outside of the networks of this site');
  return { routed: [...routed.keys()], removed: [...removed] };
}

function everything(range: string): TunnelError {
  return unusable(`it would send everything into the tunnel (${range}): its gateway is an exit to the internet`);
}

function unusable(reason: string): TunnelError {
  return new TunnelError('router-config-unusable', { reason });
}
