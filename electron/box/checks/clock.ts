import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';

/** A clock that is off by more makes fresh certificates "not yet valid" and WireGuard handshakes look replayed. */
const TOLERATED_SECONDS = 120;

export const clockCheck: BoxCheck = {
  id: 'clock',
  run: async ({ facts }) => {
    const seconds = Math.abs(Math.round(facts.clockSkewSeconds));
    if (seconds <= TOLERATED_SECONDS) return finding('clock', 'ok', { seconds });
    return finding('clock', 'blocks', { seconds }, `its clock is ${facts.clockSkewSeconds > 0 ? 'ahead' : 'behind'}`, 'sync-clock');
  },
};
