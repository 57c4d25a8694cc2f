import type { BoxFacts } from '../../domain/box';

/** How the tunnel is started with the system: `file` null where wireguard-tools brings what it takes (`wg-quick@.service`). */
export interface TunnelService {
  readonly name: string;
  readonly file: { readonly path: string; readonly text: string; readonly mode: number } | null;
}

/** null: a system whose services start in a way that `wg-quick` does not fit into. OpenWrt has no `wg-quick`: there the network's own settings make tunnels. */
export function tunnelService(init: BoxFacts['init'], name: string): TunnelService | null {
  const script = `kerberos-tunnel-${name}`;
  const path = `/etc/init.d/${script}`;
  switch (init) {
    case 'systemd':
      return { name: `wg-quick@${name}`, file: null };
    case 'openrc':
      return { name: script, file: { path, mode: 0o755, text: openrcScript(name) } };
    case 'sysv':
      return { name: script, file: { path, mode: 0o755, text: sysvScript(script, name) } };
    case 'procd':
    case 'runit':
    case 'unknown':
      return null;
  }
}

function openrcScript(name: string): string {
  return `#!/sbin/openrc-run
# Written by Kerberos Tunnel; "Take everything back" removes this file.
description="Tunnel to the cameras"

depend() {
  need net
  after firewall docker
}

start() {
  ebegin "Starting the tunnel to the cameras"
  wg-quick up ${name}
  eend $?
}

stop() {
  ebegin "Stopping the tunnel to the cameras"
  wg-quick down ${name}
  eend $?
}
`;
}

/** LSB header for update-rc.d and insserv, chkconfig's line for Red Hat. */
function sysvScript(script: string, name: string): string {
  return `#!/bin/sh
### BEGIN INIT INFO
# Provides:          ${script}
# Required-Start:    $network $local_fs $remote_fs
# Required-Stop:     $network $local_fs $remote_fs
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: Tunnel to the cameras
### END INIT INFO
# chkconfig: 2345 99 01
# Written by Kerberos Tunnel; "Take everything back" removes this file.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH

case "$1" in
  start)
    [ -e /sys/class/net/${name} ] || wg-quick up ${name}
    ;;
  stop)
    [ ! -e /sys/class/net/${name} ] || wg-quick down ${name}
    ;;
  restart | force-reload)
    "$0" stop
    "$0" start
    ;;
  status)
    [ -e /sys/class/net/${name} ]
    ;;
  *)
    echo "Usage: $0 start|stop|restart|status" >&2
    exit 2
    ;;
esac
`;
}
