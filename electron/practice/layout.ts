import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { z } from 'zod';
import { TunnelError } from '../domain/errors';
import { closed, listening, unavailable } from './cameras/listening';

/** Where everything of one practice site is: a block of loopback addresses of its own, 127.77.B.0/24, and ports above 1024. */
export const Layout = z.object({
  block: z.number().int().min(1).max(250),
  ports: z.object({ http: z.number().int(), rtsp: z.number().int(), box: z.number().int(), netmaker: z.number().int(), factory: z.number().int() }),
});
export type Layout = z.infer<typeof Layout>;

/** First choice first; another only where a program of this computer listens on that port at every address. */
const PORTS: Readonly<Record<keyof Layout['ports'], readonly number[]>> = {
  http: [8080, 8000, 8899, 2020],
  rtsp: [8554, 10554, 5554],
  box: [2222, 22022, 22222],
  netmaker: [8081, 18081, 28081],
  factory: [8090, 18090, 28090],
};
const LAST = { box: 2, netmaker: 3, factory: 4, agents: 5, firstCamera: 11 } as const;
const BLOCKS = 250;

export function hostIn(layout: Layout, who: Exclude<keyof typeof LAST, 'firstCamera'>): string {
  return address(layout.block, LAST[who]);
}

/** `number` from 1. */
export function cameraHostIn(layout: Layout, number: number): string {
  return address(layout.block, LAST.firstCamera - 1 + number);
}

export function address(block: number, last: number): string {
  return `127.77.${block}.${last}`;
}

/**
 * A block that nobody uses now, and its ports. Where to begin looking depends on `seed` (the site's directory), so that two sites
 * that were never open together still rarely want the same block.
 * @throws TunnelError `practice-unavailable`.
 */
export async function chooseLayout(seed: string): Promise<Layout> {
  const ports = await choosePorts();
  const begin = createHash('sha256').update(seed).digest().readUInt16BE(0);
  for (let tried = 0; tried < BLOCKS; tried++) {
    const layout = { block: 1 + ((begin + tried) % BLOCKS), ports };
    // A practice site opens all its ports or none: two of them tell whether somebody has the block.
    if ((await isFree(hostIn(layout, 'box'), ports.box)) && (await isFree(cameraHostIn(layout, 1), ports.rtsp))) return layout;
  }
  throw new TunnelError('practice-unavailable', { reason: `all addresses from 127.77.1.0 to 127.77.${BLOCKS}.255 are in use` });
}

/** The first choices that no program has at every address; asked at an address that no block contains. */
async function choosePorts(): Promise<Layout['ports']> {
  const pick = async (who: keyof Layout['ports']): Promise<number> => {
    for (const port of PORTS[who]) if (await isFree(address(BLOCKS + 1, 1), port)) return port;
    throw new TunnelError('practice-unavailable', { reason: `the ports ${PORTS[who].join(', ')} are all in use` });
  };
  return { http: await pick('http'), rtsp: await pick('rtsp'), box: await pick('box'), netmaker: await pick('netmaker'), factory: await pick('factory') };
}

/** @throws TunnelError `practice-unavailable` for anything but a port in use: no other block would be better. */
async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    await listening(server, port, host);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw unavailable(error, `${host}:${port}`);
  } finally {
    await closed(server);
  }
}
