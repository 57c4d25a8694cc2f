import type { Wire } from '../wire';

export interface NmapScan {
  readonly tookMs: number;
  /** `address:port` of what is open. */
  readonly open: ReadonlySet<string>;
}

/**
 * `nmap -sT -n` over these ports. `asRoot`: with raw sockets it finds the live hosts by ARP; without, as any user runs it and as
 * the product itself runs, by connecting.
 */
export async function scanWithNmap(wire: Wire, nmap: string, range: string, ports: readonly number[], asRoot: boolean, exclude: string): Promise<NmapScan> {
  const { stdout, stderr, code, tookMs } = await wire.run([nmap, '-sT', '-n', ...(asRoot ? [] : ['--unprivileged']), '-p', ports.join(','), '--exclude', exclude, '-oG', '-', range], { deadlineMs: 300_000 });
  if (code !== 0) throw new Error(`nmap ended with ${code}: ${stderr.slice(-300)}`);
  return { tookMs, open: openPorts(stdout) };
}

/** From nmap's greppable output: `Host: 192.168.77.11 ()\tPorts: 80/open/tcp//http///, 554/closed/...`. */
export function openPorts(greppable: string): Set<string> {
  const open = new Set<string>();
  for (const line of greppable.split('\n')) {
    const [, address, ports] = /^Host: ([\d.]+) .*\tPorts: (.*)$/.exec(line) ?? [];
    for (const [, port] of (ports ?? '').matchAll(/(\d+)\/open\/tcp/g)) open.add(`${address ?? ''}:${port ?? ''}`);
  }
  return open;
}
