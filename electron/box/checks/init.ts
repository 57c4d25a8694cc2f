import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';

/** netclient itself knows OpenRC, procd and SysV too; our steps do not yet. */
export const initCheck: BoxCheck = {
  id: 'init',
  run: async ({ facts: { init } }) => finding('init', init === 'systemd' ? 'ok' : 'blocks', { init }),
};
