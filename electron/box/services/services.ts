import type { ServiceManagers } from '../../engine/ports';
import { OPENRC } from './openrc';
import { PROCD } from './procd';
import { SYSTEMD } from './systemd';
import { SYSV } from './sysv';

const MANAGERS = [SYSTEMD, OPENRC, PROCD, SYSV];

/**
 * The service manager of a box. None for runit: netclient refuses it by itself (daemon/runit_linux.go), and its supervision trees
 * differ from system to system.
 */
export const serviceManagers: ServiceManagers = (init) => MANAGERS.find((manager) => manager.init === init) ?? null;
