import { isAddress } from '../../domain/addresses';
import type { BoxCheck } from '../../engine/ports';
import { askBox } from './ask-box';
import { finding } from './finding';

/** Enough to see every subnet of a site without a question per camera. */
const SAMPLES = 8;

/** The kernel's own answer: without `via` the camera is on one of the box's own networks. Behind a router it may work as well. */
export const onCameraNetworkCheck: BoxCheck = {
  id: 'on-camera-network',
  run: async ({ box, cameras }, signal) => {
    const subnets = new Map(cameras.filter(({ address }) => isAddress(address)).map(({ address }) => [address.replace(/\.\d+$/, ''), address]));
    const samples = [...subnets.values()].slice(0, SAMPLES);
    if (samples.length === 0) return finding('on-camera-network', 'unknown', { address: '' }, 'no camera was chosen');
    const routes = await askBox(box, samples.map((address) => ['ip', '-4', 'route', 'get', address]), { signal });
    if (routes.every(({ code }) => code === 127)) return finding('on-camera-network', 'unknown', { address: '' }, 'it has no ip command');
    const sources = routes.map(({ text }) => directSource(text));
    const address = sources.find((source) => source !== null) ?? '';
    const missing = samples.filter((_sample, index) => sources[index] === null);
    return finding('on-camera-network', missing.length === 0 ? 'ok' : 'warns', { address, missing: missing.join(', ') });
  },
};

/** `192.168.50.4 dev eth0 src 192.168.50.2 uid 1000` */
export function directSource(route: string): string | null {
  const [line = ''] = route.split('\n');
  if (/\bvia\b|\bunreachable\b|\bblackhole\b/.test(line)) return null;
  const source = /\bdev \S+.*\bsrc (\d{1,3}(?:\.\d{1,3}){3})\b/.exec(line)?.[1] ?? null;
  return source !== null && isAddress(source) ? source : null;
}
