import { TunnelError } from '../../domain/errors';
import type { WireGuardSettings } from '../../domain/site';
import type { HubState } from './hub-state';
import { hubHost } from './settings';

/** @throws wireguard-hub-unusable with what a person has to change. */
export function demandUsable(state: HubState, settings: WireGuardSettings, interfaceName: string): void {
  const reason = problemOf(state, settings, interfaceName);
  if (reason !== null) throw new TunnelError('wireguard-hub-unusable', { hub: hubHost(settings), reason });
}

function problemOf(state: HubState, settings: WireGuardSettings, interfaceName: string): string | null {
  if (!state.tool) return 'it has no "wg": the tools of WireGuard are not installed there';
  if (state.publicKey === null) return `it has no running interface ${interfaceName}${state.interfaces.length === 0 ? '' : `, only ${state.interfaces.join(', ')}`}`;
  if (state.publicKey !== settings.publicKey) return `the public key of ${interfaceName} is ${state.publicKey}, not the one that was entered`;
  if (!state.config) return `${interfaceName} has no file in /etc/wireguard, so that it would forget the small computer at its next start`;
  if (state.table !== null) return `the file of ${interfaceName} has "Table = ${state.table}": its routes are made elsewhere`;
  if (!state.balanced) return `the marks around our lines in the file of ${interfaceName} were changed by somebody; take the lines out by hand`;
  return null;
}
