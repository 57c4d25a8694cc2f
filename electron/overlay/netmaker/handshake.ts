import { z } from 'zod';
import type { Box } from '../../engine/ports';
import { CLIENT } from './scripts';

const Peer = z.object({ last_handshake_time: z.string().nullish(), last_handshake: z.union([z.string(), z.number()]).nullish() });
const Peers = z.object({ peers: z.record(z.string(), z.array(Peer).nullish()) });

/** What the box knows of its tunnel. `age` in seconds by the box's own clock; null: no handshake with any peer yet. */
export type Handshake = { readonly peers: number; readonly age: number | null } | { readonly unknown: string };

/** The freshest handshake with any peer: by netclient (1.4 and newer), else by WireGuard's own tool where it is installed. */
export async function latestHandshake(box: Box, signal: AbortSignal): Promise<Handshake> {
  const options = { root: true, deadlineMs: 30_000, signal };
  const [clock, peers] = await Promise.all([box.run(['date', '+%s'], options), box.run([CLIENT, 'peers', '-j'], options)]);
  const now = Number(clock.stdout.trim());
  if (!Number.isFinite(now) || now <= 0) return { unknown: 'the clock of the small computer could not be read' };
  const known = parsePeers(peers.stdout, now);
  if (known !== null) return known;
  const wg = await box.run(['wg', 'show', 'netmaker', 'latest-handshakes'], options);
  return wg.code === 0 ? parseWireGuard(wg.stdout, now) : { unknown: 'this netclient cannot tell, and WireGuard\'s tool is not installed' };
}

/** The JSON stands behind log lines that start with `[netclient]`; without peers it is `[]`. null: no JSON, an older client. */
export function parsePeers(output: string, now: number): Handshake | null {
  const text = output.split('\n').filter((line) => !line.trimStart().startsWith('[netclient]')).join('\n').trim();
  if (text === '[]') return { peers: 0, age: null };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = Peers.safeParse(value);
  if (!parsed.success) return null;
  const all = Object.values(parsed.data.peers).flatMap((list) => list ?? []);
  return { peers: all.length, age: freshest(all.map((peer) => seconds(peer.last_handshake_time ?? peer.last_handshake)), now) };
}

/** `<public key>\t<unix seconds>` per peer, 0 for never. */
export function parseWireGuard(output: string, now: number): Handshake {
  const times = output.split('\n').map((line) => /^\S+\s+(\d+)$/.exec(line.trim())?.[1]).filter((time) => time !== undefined);
  return { peers: times.length, age: freshest(times.map(Number), now) };
}

function freshest(times: readonly number[], now: number): number | null {
  const latest = Math.max(0, ...times.filter((time) => Number.isFinite(time)));
  return latest === 0 ? null : Math.max(0, Math.round(now - latest));
}

/** Unix seconds; Go writes year 1 for "never". */
function seconds(value: string | number | null | undefined): number {
  if (typeof value === 'number') return value;
  const parsed = Date.parse(value ?? '') / 1000;
  return Number.isFinite(parsed) && parsed > 0 ? parsed : 0;
}
