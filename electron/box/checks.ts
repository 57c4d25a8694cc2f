import type { BoxCheck } from '../engine/ports';
import { architectureCheck } from './checks/architecture';
import { camerasReachableCheck } from './checks/cameras-reachable';
import { clockCheck } from './checks/clock';
import { defaultRouteCheck } from './checks/default-route';
import { diskCheck } from './checks/disk';
import { dockerForwardCheck } from './checks/docker-forward';
import { firewallMixCheck } from './checks/firewall-mix';
import { firewallToolCheck } from './checks/firewall-tool';
import { firewalldCheck } from './checks/firewalld';
import { forwardingCheck } from './checks/forwarding';
import { initCheck } from './checks/init';
import { ipv6NatCheck } from './checks/ipv6-nat';
import { keepsChangesCheck } from './checks/keeps-changes';
import { kernelTunnelCheck } from './checks/kernel-tunnel';
import { memoryCheck } from './checks/memory';
import { nameResolutionCheck } from './checks/name-resolution';
import { nftDropsCheck } from './checks/nft-drops';
import { onCameraNetworkCheck } from './checks/on-camera-network';
import { otherClientCheck } from './checks/other-client';
import { otherVpnCheck } from './checks/other-vpn';
import { ownIdentityCheck } from './checks/own-identity';
import { packagesCheck } from './checks/packages';
import { rangesApartCheck } from './checks/ranges-apart';
import { restartPendingCheck } from './checks/restart-pending';
import { rootCheck } from './checks/root';
import { serverReachableCheck } from './checks/server-reachable';
import { serverTrustedCheck } from './checks/server-trusted';
import { stableAddressCheck } from './checks/stable-address';
import { staysAwakeCheck } from './checks/stays-awake';
import { udpOutCheck } from './checks/udp-out';
import { udpPortsCheck } from './checks/udp-ports';
import { ufwCheck } from './checks/ufw';
import { writableCheck } from './checks/writable';

/** In the order in which they are shown. */
export const BOX_CHECKS: readonly BoxCheck[] = [
  rootCheck, architectureCheck, initCheck, kernelTunnelCheck, firewallToolCheck, diskCheck, memoryCheck, clockCheck, writableCheck, keepsChangesCheck,
  restartPendingCheck, packagesCheck, staysAwakeCheck, defaultRouteCheck, nameResolutionCheck, serverReachableCheck, serverTrustedCheck, udpOutCheck,
  udpPortsCheck, otherClientCheck, ownIdentityCheck, otherVpnCheck, onCameraNetworkCheck, stableAddressCheck, camerasReachableCheck, rangesApartCheck,
  forwardingCheck, dockerForwardCheck, ufwCheck, firewalldCheck, nftDropsCheck, firewallMixCheck, ipv6NatCheck,
];
