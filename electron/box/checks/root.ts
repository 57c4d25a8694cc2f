import { TunnelError } from '../../domain/errors';
import type { BoxCheck } from '../../engine/ports';
import { NO_ROOT_CODES } from '../root-way';
import { finding } from './finding';
import { lookAsRoot } from './look';

/** Asked by doing it: what sudo lists (`sudo -l`) and what it lets through are not the same everywhere. */
export const rootCheck: BoxCheck = {
  id: 'root',
  run: async (question, signal) => {
    try {
      await lookAsRoot(question, signal);
      return finding('root', 'ok', { way: question.facts.root });
    } catch (error) {
      if (error instanceof TunnelError && NO_ROOT_CODES.includes(error.code)) return finding('root', 'blocks', error.params, error.detail ?? String(error.params['reason']));
      throw error;
    }
  },
};
