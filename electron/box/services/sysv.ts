import type { Box, BoxService, ServiceManager } from '../../engine/ports';
import { lastLines, SERVICE_MS } from './service-words';

/** $1: the service. Debian's tool, Red Hat's, or the links themselves where there is neither. */
export const SYSV_ENABLE_SCRIPT = `
if command -v update-rc.d >/dev/null 2>&1; then
  update-rc.d "$1" defaults >/dev/null && update-rc.d "$1" enable
elif command -v chkconfig >/dev/null 2>&1; then
  chkconfig --add "$1" && chkconfig "$1" on
else
  for level in 2 3 4 5; do ln -sf "../init.d/$1" "/etc/rc$level.d/S99$1" || exit; done
fi
`;

export const SYSV_DISABLE_SCRIPT = `
if command -v update-rc.d >/dev/null 2>&1; then
  update-rc.d "$1" disable
elif command -v chkconfig >/dev/null 2>&1; then
  chkconfig "$1" off
else
  rm -f /etc/rc[2345].d/S??"$1"
fi
`;

/** Without a supervisor of its own: the script keeps the program running by itself, as the other managers do. */
export const SYSV: ServiceManager = {
  init: 'sysv',

  definition: (service) => ({ path: `/etc/init.d/${service.name}`, mode: 0o755, text: scriptOf(service) }),

  enable: async (box, name, signal) => {
    await box.demand(['sh', '-c', SYSV_ENABLE_SCRIPT, 'service-enable', name], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  disable: async (box, name, signal) => {
    await box.run(['sh', '-c', SYSV_DISABLE_SCRIPT, 'service-disable', name], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  start: async (box, name, signal) => {
    await box.demand([`/etc/init.d/${name}`, 'start'], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  stop: async (box, name, signal) => {
    await box.run([`/etc/init.d/${name}`, 'stop'], { root: true, deadlineMs: SERVICE_MS, signal });
  },

  logs: async (box: Box, name, signal) => {
    const { stdout } = await box.run(['tail', '-n', '20', `/var/log/${name}.log`], { root: true, deadlineMs: SERVICE_MS, signal });
    return lastLines(stdout);
  },
};

/**
 * LSB header for update-rc.d and insserv, chkconfig's line for Red Hat. `keep` is the loop that starts the program again; a shell's
 * trap runs at once only while it waits, so everything in it is waited for.
 */
function scriptOf({ name, title, argv }: BoxService): string {
  return `#!/bin/sh
### BEGIN INIT INFO
# Provides:          ${name}
# Required-Start:    $network $local_fs $remote_fs
# Required-Stop:     $network $local_fs $remote_fs
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: ${title}
### END INIT INFO
# chkconfig: 2345 99 01
# Written by Kerberos Tunnel; "Take everything back" removes this file.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
pidfile=/var/run/${name}.keeper.pid
log=/var/log/${name}.log

keeper() {
  pid=$(cat "$pidfile" 2>/dev/null) && [ -n "$pid" ] && grep -q 'init.d/${name}' "/proc/$pid/cmdline" 2>/dev/null && echo "$pid"
}

case "$1" in
  keep)
    echo $$ >"$pidfile"
    child=
    trap 'kill "$child" 2>/dev/null; wait "$child"; rm -f "$pidfile"; exit 0' TERM INT
    while :; do
      ${argv.join(' ')} >>"$log" 2>&1 &
      child=$!
      wait "$child"
      sleep 15 &
      child=$!
      wait "$child"
    done
    ;;
  start)
    keeper >/dev/null && exit 0
    : >"$log"
    if command -v setsid >/dev/null 2>&1; then
      setsid sh /etc/init.d/${name} keep </dev/null >/dev/null 2>&1 &
    else
      sh /etc/init.d/${name} keep </dev/null >/dev/null 2>&1 &
    fi
    ;;
  stop)
    pid=$(keeper) || exit 0
    kill -TERM "$pid"
    for second in 1 2 3 4 5 6 7 8 9 10; do
      keeper >/dev/null || exit 0
      sleep 1
    done
    exit 1
    ;;
  restart | force-reload)
    "$0" stop
    "$0" start
    ;;
  status)
    keeper >/dev/null
    ;;
  *)
    echo "Usage: $0 start|stop|restart|status" >&2
    exit 2
    ;;
esac
`;
}
