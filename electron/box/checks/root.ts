import { TunnelError } from '../../domain/errors';
import type { BoxCheck } from '../../engine/ports';
import { CHECK_MS, finding } from './finding';

/** Asked by doing it: what sudo lists (`sudo -l`) and what it lets through are not the same everywhere. */
export const rootCheck: BoxCheck = {
  id: 'root',
  run: async ({ box, facts }, signal) => {
    try {
      const { code, stderr } = await box.run(['true'], { root: true, signal, deadlineMs: CHECK_MS });
      return finding('root', code === 0 ? 'ok' : 'blocks', { way: facts.root }, stderr);
    } catch (error) {
      if (error instanceof TunnelError && error.code === 'box-no-root') return finding('root', 'blocks', error.params, error.detail ?? String(error.params['reason']));
      throw error;
    }
  },
};
