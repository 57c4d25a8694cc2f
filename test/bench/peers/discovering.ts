import path from 'node:path';
import type { Wire } from '../wire';
import type { Peers } from './programs';

/** A foreign discovery's answer. */
export interface PeerFound {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Its own time from asking to answer, without the start of its process where it tells that. Milliseconds. */
  readonly tookMs: number;
}

const DEADLINE = 30_000;
const FOLDER = path.resolve(__dirname, '../../test/bench/peers');

/** Each foreign discovery that is installed, once, on the same wire. */
export function discoveringPeers(peers: Peers): { readonly name: string; run(wire: Wire): Promise<PeerFound> }[] {
  const { npm, onvifUtil } = peers;
  const byNpm = (name: string, script: string) => ({
    name,
    run: async (wire: Wire): Promise<PeerFound> => {
      const { stdout, stderr, code } = await wire.run([process.execPath, path.join(FOLDER, script), npm ?? ''], { deadlineMs: DEADLINE });
      if (code !== 0) throw new Error(`${name}: ${stderr.slice(-300)}`);
      const { found, tookMs } = JSON.parse(stdout) as { found: Record<string, number | null>; tookMs: number };
      return { name, addresses: Object.keys(found), tookMs };
    },
  });
  return [
    ...(npm === null ? [] : [byNpm('npm onvif 0.8.3', 'npm-onvif.mjs'), byNpm('npm node-onvif 0.1.7', 'node-onvif.mjs')]),
    ...(onvifUtil === null
      ? []
      : [{
          name: 'onvif-util 1.4.4',
          run: async (wire: Wire): Promise<PeerFound> => {
            const { stdout, tookMs } = await wire.run([onvifUtil, '-a'], { deadlineMs: DEADLINE });
            return { name: 'onvif-util 1.4.4', addresses: [...new Set(stdout.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? [])], tookMs };
          },
        }]),
  ];
}
