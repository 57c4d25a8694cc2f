import type { BoxCheck } from '../../engine/ports';
import { CLIENT_ARCHITECTURES } from '../architecture';
import { finding } from './finding';

export const architectureCheck: BoxCheck = {
  id: 'architecture',
  run: async ({ facts: { architecture } }) => finding('architecture', CLIENT_ARCHITECTURES.includes(architecture) ? 'ok' : 'blocks', { architecture }),
};
