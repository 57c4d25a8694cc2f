import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';

/** With neither of them netclient starts, says so in its log only, and no camera is ever reached (gravitl/netclient #307). */
export const firewallToolCheck: BoxCheck = {
  id: 'firewall-tool',
  run: async ({ facts: { firewall } }) => finding('firewall-tool', firewall.length > 0 ? 'ok' : 'blocks', { tools: firewall.join(', ') }),
};
