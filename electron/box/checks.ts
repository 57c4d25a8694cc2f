import type { BoxCheck } from '../engine/ports';
import { architectureCheck } from './checks/architecture';
import { camerasReachableCheck } from './checks/cameras-reachable';
import { clockCheck } from './checks/clock';
import { diskCheck } from './checks/disk';
import { firewallToolCheck } from './checks/firewall-tool';
import { forwardingCheck } from './checks/forwarding';
import { initCheck } from './checks/init';
import { kernelTunnelCheck } from './checks/kernel-tunnel';
import { memoryCheck } from './checks/memory';
import { nameResolutionCheck } from './checks/name-resolution';
import { onCameraNetworkCheck } from './checks/on-camera-network';
import { otherClientCheck } from './checks/other-client';
import { otherVpnCheck } from './checks/other-vpn';
import { rootCheck } from './checks/root';
import { serverReachableCheck } from './checks/server-reachable';
import { writableCheck } from './checks/writable';

/** In the order in which they are shown. */
export const BOX_CHECKS: readonly BoxCheck[] = [
  rootCheck, architectureCheck, initCheck, kernelTunnelCheck, firewallToolCheck, diskCheck, memoryCheck, clockCheck, writableCheck,
  nameResolutionCheck, serverReachableCheck, otherClientCheck, otherVpnCheck, onCameraNetworkCheck, camerasReachableCheck, forwardingCheck,
];
