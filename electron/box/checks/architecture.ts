import { clientArchitectureOf } from '../../domain/vpn-client';
import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';

/** A processor that the VPN client is built for. */
export const architectureCheck: BoxCheck = {
  id: 'architecture',
  run: async ({ facts: { architecture } }) => finding('architecture', clientArchitectureOf(architecture) === null ? 'blocks' : 'ok', { architecture }),
};
