import { formatRange, parseRange, rangesOverlap, type Range } from '../../domain/addresses';
import type { Box } from '../../engine/ports';
import { publicKeyIn } from './box-state';
import { HUB_STATE_NAME, HUB_STATE_SCRIPT } from './hub-scripts';
import { covers } from './ranges';
import { SharedLook } from './shared-look';

export interface HubPeer {
  readonly publicKey: string;
  /** IPv4 only, in CIDR form. */
  readonly allowed: readonly string[];
  /** Seconds by the hub's clock; null: never. */
  readonly handshakeAge: number | null;
}

/** One interface of a hub, as it is right now. */
export interface HubState {
  /** WireGuard's tool is there. */
  readonly tool: boolean;
  readonly interfaces: readonly string[];
  /** Its own public key; null: there is no such interface. */
  readonly publicKey: string | null;
  readonly peers: readonly HubPeer[];
  /** /etc/wireguard has a file for the interface. */
  readonly config: boolean;
  /** SaveConfig: the file is written anew by `wg-quick` itself. */
  readonly saves: boolean;
  /** Table of the file; null: `wg-quick` makes the routes. */
  readonly table: string | null;
  /** Our own lines in the file; null: none. */
  readonly block: { readonly publicKey: string | null; readonly allowed: readonly string[] } | null;
  /** Do our begin and end marks match? */
  readonly balanced: boolean;
  readonly addresses: readonly { readonly interface: string; readonly range: string; readonly address: string }[];
  readonly routes: readonly { readonly range: string; readonly interface: string }[];
  readonly forwarding: boolean;
}

export async function readHubState(hub: Box, interfaceName: string, name: string, signal: AbortSignal): Promise<HubState> {
  return parseHubState(await hub.demand(['sh', '-c', HUB_STATE_SCRIPT, HUB_STATE_NAME, interfaceName, name], { root: true, deadlineMs: 30_000, signal }));
}

const looks = new SharedLook<HubState>();

/** The same, where looks that happen at the same time may be one: at twelve cameras, twelve. */
export function lookAtHub(hub: Box, interfaceName: string, name: string, signal: AbortSignal): Promise<HubState> {
  return looks.of(hub, `${interfaceName} ${name}`, () => readHubState(hub, interfaceName, name, signal));
}

/** A hub of a large network: more would not be shown, nor searched in time. */
const MOST_LINES = 20_000;

export function parseHubState(output: string): HubState {
  const lines = output.split('\n').slice(0, MOST_LINES).map((line) => line.trim());
  const all = (key: string): string[] => lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1).trim());
  const first = (key: string): string => all(key)[0] ?? '';
  const now = Number(first('now'));
  const seen = new Map(all('seen').map((line) => line.split(/\s+/)).map(([key = '', at = '']) => [key, Number(at)]));
  const blocks = all('block');
  const table = all('table').map((text) => text.toLowerCase()).find((text) => text !== 'auto' && text !== '') ?? null;
  return {
    tool: first('tool') === 'yes',
    interfaces: first('interfaces').split(/\s+/).filter((name) => /^[\w.-]{1,15}$/.test(name)),
    publicKey: publicKeyIn(first('public')),
    peers: all('peer').flatMap((line) => {
      const [key = '', ...allowed] = line.split(/\s+/);
      const publicKey = publicKeyIn(key);
      const at = seen.get(key) ?? 0;
      return publicKey === null ? [] : [{ publicKey, allowed: ranges(allowed), handshakeAge: at > 0 && now > 0 ? Math.max(0, now - at) : null }];
    }),
    config: first('config') === 'yes',
    saves: first('saves') === 'yes',
    table: table === null ? null : table.slice(0, 20),
    block: blocks.length === 0 ? null : { publicKey: publicKeyIn(valueOf(blocks, 'PublicKey')), allowed: ranges(valueOf(blocks, 'AllowedIPs').split(',')) },
    balanced: first('begins') === first('ends') && Number(first('begins') || '0') <= 1,
    addresses: all('address').flatMap((line) => {
      const [name = '', text = ''] = line.split(/\s+/);
      const range = parseRange(text);
      return range === null ? [] : [{ interface: name.slice(0, 15), range: formatRange(range), address: text.split('/')[0] ?? '' }];
    }),
    routes: all('route').flatMap((line) => {
      const [text = ''] = line.split(/\s+/);
      const name = /\bdev (\S{1,15})/.exec(line)?.[1];
      const range = parseRange(text);
      return range === null || name === undefined ? [] : [{ range: formatRange(range), interface: name }];
    }),
    forwarding: first('forwarding') === '1',
  };
}

export interface Owned {
  readonly range: string;
  /** For a person. */
  readonly owner: string;
}

/**
 * Who on the hub answers for these ranges already. WireGuard gives a range to the peer that was told last and takes it from the other
 * without a word; a smaller range inside a larger one takes those addresses away from it. An exit to the internet (/0) is not in the
 * way: whatever is more specific wins over it, as its owner expects. `ours`: keys of the box.
 */
export function takenBy(state: HubState, interfaceName: string, wanted: readonly string[], ours: readonly (string | null)[]): Owned | null {
  for (const text of wanted) {
    const range = parseRange(text);
    if (range === null) continue;
    const overlaps = (other: string): boolean => {
      const taken = parseRange(other);
      return taken !== null && taken.prefix > 0 && rangesOverlap(range, taken);
    };
    const peer = state.peers.find((one) => !ours.includes(one.publicKey) && one.allowed.some(overlaps));
    if (peer !== undefined) return { range: text, owner: `the peer ${peer.publicKey}` };
    const own = state.addresses.find((one) => one.interface === interfaceName && `${one.address}/32` === formatRange(range));
    if (own !== undefined) return { range: text, owner: 'the hub itself' };
    const local = state.addresses.find((one) => one.interface !== interfaceName && one.interface !== 'lo' && overlaps(one.range));
    if (local !== undefined) return { range: text, owner: `the hub's own network on ${local.interface}` };
    const route = state.routes.find((one) => one.interface !== interfaceName && same(one.range, range));
    if (route !== undefined) return { range: text, owner: `the hub's route over ${route.interface}` };
  }
  return null;
}

/** Does a route of the interface lead there? */
export function routed(state: HubState, interfaceName: string, range: string): boolean {
  return state.routes.some((route) => route.interface === interfaceName && covers(route.range, range));
}

function same(text: string, range: Range): boolean {
  return text === formatRange(range);
}

/** Of a configuration file's `Key = value` lines. */
function valueOf(lines: readonly string[], key: string): string {
  const found = lines.find((line) => new RegExp(`^\\s*${key}\\s*=`, 'i').test(line));
  return found?.slice(found.indexOf('=') + 1).trim() ?? '';
}

function ranges(texts: readonly string[]): string[] {
  return texts.flatMap((text) => {
    const range = parseRange(text);
    return range === null ? [] : [formatRange(range)];
  });
}
