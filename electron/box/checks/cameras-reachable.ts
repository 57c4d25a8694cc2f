import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';

/** Connections that the box opens at the same time. */
const LANES = 8;
const NAMED = 5;

/** The one that counts: the laptop may be on another network than the box. */
export const camerasReachableCheck: BoxCheck = {
  id: 'cameras-reachable',
  run: async ({ box, cameras }, signal) => {
    if (cameras.length === 0) return finding('cameras-reachable', 'unknown', { reached: 0, total: 0, missing: '' }, 'no camera was chosen');
    const missing: string[] = [];
    const waiting = [...cameras];
    const lane = async (): Promise<void> => {
      for (let camera = waiting.shift(); camera !== undefined; camera = waiting.shift()) {
        if (!(await box.reaches({ host: camera.address, port: camera.port }, signal))) missing.push(camera.address);
      }
    };
    await Promise.all(Array.from({ length: Math.min(LANES, cameras.length) }, lane));
    const reached = cameras.length - missing.length;
    const outcome = missing.length === 0 ? 'ok' : reached === 0 ? 'blocks' : 'warns';
    const named = missing.slice(0, NAMED).join(', ') + (missing.length > NAMED ? ', ...' : '');
    return finding('cameras-reachable', outcome, { reached, total: cameras.length, missing: named }, missing.join(' '));
  },
};
