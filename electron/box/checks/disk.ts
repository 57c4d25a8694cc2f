import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';

/** The binary has 40 to 60 MB and is there twice while it is replaced. */
const NEEDED_MB = 100;

export const diskCheck: BoxCheck = {
  id: 'disk',
  run: async ({ facts }) => {
    const megabytes = Math.floor(facts.freeKiB / 1024);
    return finding('disk', megabytes >= NEEDED_MB ? 'ok' : 'blocks', { megabytes, needed: NEEDED_MB });
  },
};
