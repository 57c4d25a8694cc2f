import type { Box } from '../../engine/ports';
import type { ForwardingLook } from './forwarding';

const DEADLINE_MS = 20_000;
/** A firewall with thousands of rules is read on a small computer. */
const FIREWALL_DEADLINE_MS = 60_000;

type Shared = Pick<ForwardingLook, 'switched' | 'iptables' | 'nft' | 'source'>;
const underway = new WeakMap<Box, Promise<Shared>>();

/** Everything that decides whether the box passes traffic on to this camera. What is the same for all cameras is asked once for those that ask together. */
export async function lookAtForwarding(box: Box, camera: string, signal: AbortSignal): Promise<ForwardingLook> {
  const shared = underway.get(box) ?? lookAtBox(box, signal).finally(() => underway.delete(box));
  underway.set(box, shared);
  const [route, rest] = await Promise.all([box.run(['ip', '-4', 'route', 'get', camera], { deadlineMs: DEADLINE_MS, signal }), shared]);
  return { ...rest, leaving: route.code === 0 ? (/\bdev (\S{1,32})/.exec(route.stdout)?.[1] ?? null) : null };
}

async function lookAtBox(box: Box, signal: AbortSignal): Promise<Shared> {
  const root = { root: true, deadlineMs: FIREWALL_DEADLINE_MS, signal };
  const [switched, addresses, iptables, nft] = await Promise.all([
    box.run(['sysctl', '-n', 'net.ipv4.ip_forward'], { deadlineMs: DEADLINE_MS, signal }),
    box.run(['ip', '-4', '-o', 'addr'], { deadlineMs: DEADLINE_MS, signal }),
    box.run(['iptables-save'], root),
    box.run(['nft', 'list', 'ruleset'], root),
  ]);
  return {
    switched: switched.code === 0 ? switched.stdout.trim() : null,
    source: /^\d+:\s+netmaker\S*\s+inet\s+([0-9.]+)/m.exec(addresses.stdout)?.[1] ?? null,
    iptables: iptables.code === 0 ? iptables.stdout : null,
    nft: nft.code === 0 ? nft.stdout : null,
  };
}
