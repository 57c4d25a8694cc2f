import type { BoxCheck } from '../../engine/ports';
import { serviceManagers } from '../services/services';
import { finding } from './finding';

/** A client that does not start with the system is gone after the first power cut. */
export const initCheck: BoxCheck = {
  id: 'init',
  run: async ({ facts: { init } }) => finding('init', serviceManagers(init) === null ? 'blocks' : 'ok', { init }),
};
