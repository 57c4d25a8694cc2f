import type { Box, BoxService, ServiceManager } from '../../../engine/ports';
import type { BoxState } from '../box-state';
import { CLIENT } from '../scripts';

const SERVICE: BoxService = { name: 'netclient', title: "Netmaker's VPN client", argv: [CLIENT, 'daemon'] };

/**
 * The client's service, started now and with the system. netclient describes it by itself on systemd, Alpine's OpenRC and OpenWrt; on
 * SysV it gives up, or writes OpenWrt's form where a busybox is about (daemon/common_linux.go, GetInitType), and Debian's package
 * puts its unit where systemd does not look. Then ours takes its place.
 */
export async function startWithSystem(box: Box, manager: ServiceManager, state: BoxState, signal: AbortSignal, service: BoxService = SERVICE): Promise<void> {
  if (state.unit !== manager.init) {
    const { path, text, mode } = manager.definition(service);
    await box.writeFile(path, text, { mode, signal });
  }
  if (!state.enabled || state.unit !== manager.init) await manager.enable(box, service.name, signal);
  if (!state.active) await manager.start(box, service.name, signal);
}
