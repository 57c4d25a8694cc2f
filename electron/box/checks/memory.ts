import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';

/** netclient with its userspace WireGuard was seen with up to 26 MB for the tunnel alone. */
const COMFORTABLE_MB = 64;

export const memoryCheck: BoxCheck = {
  id: 'memory',
  run: async ({ facts }) => {
    const megabytes = Math.floor(facts.memoryKiB / 1024);
    return finding('memory', megabytes >= COMFORTABLE_MB ? 'ok' : 'warns', { megabytes, wanted: COMFORTABLE_MB });
  },
};
