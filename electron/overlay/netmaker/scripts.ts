/*
 * The shell scripts that run on the box, as constants: nothing is ever pasted into them. They are run as
 * `sh -c SCRIPT NAME [argument]`, so that a process list shows their name. Plain POSIX sh (dash, bash, busybox ash).
 */

export const CLIENT = '/sbin/netclient';
export const CONFIG = '/etc/netclient';
export const UNIT = '/etc/systemd/system/netclient.service';
/** Of every other kind of system. */
export const INIT_SCRIPT = '/etc/init.d/netclient';
/** Where the new binary waits to be checked: beside its place, because /tmp may be mounted noexec. */
export const NEW_CLIENT = '/sbin/.kerberos-tunnel-netclient';
/** Our container, where the client runs in one; then CLIENT is a small script that calls it in there. */
export const CONTAINER = 'kerberos-tunnel-netclient';

export const JOIN_NAME = 'netclient-join';
/** The token comes by standard input, so that our own command holds no secret; netclient itself takes it no other way than this. */
export const JOIN_SCRIPT = `IFS= read -r token && exec ${CLIENT} join -t "$token"`;

export const STATE_NAME = 'netclient-state';
/**
 * Everything about the client in one round trip, as `key=value` lines; nodes.json comes last, after `nodes=`. Only the id is
 * taken from netclient.json: the file holds the private key and the host's password, which must not leave the box. Which system
 * it is follows `box/facts.ts`. Where nobody can be asked whether the service runs, the daemon's own pid file tells; it outlives
 * the daemon, so the process must be one.
 */
export const STATE_SCRIPT = `
container=
if [ -x ${CLIENT} ]; then
  echo binary=yes
  echo "version=$(${CLIENT} version 2>/dev/null | grep -v '^.netclient' | tail -n 1)"
  if [ "$(head -c 2 ${CLIENT})" = '#!' ]; then
    container=$(sed -n 's/^exec \\([a-z]*\\) exec .*/\\1/p' ${CLIENT})
  fi
else
  echo binary=no
fi
if [ -d /run/systemd/system ]; then
  echo init=systemd
  echo "active=$(systemctl is-active netclient 2>/dev/null)"
  echo "enabled=$(systemctl is-enabled netclient 2>/dev/null)"
else
  pid=$(cat /var/run/netclient.pid 2>/dev/null)
  if [ -n "$pid" ] && tr '\\000' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q '^${CLIENT} daemon'; then
    echo active=active
  fi
  if [ -e /sbin/procd ]; then
    echo init=procd
    links='/etc/rc.d/S??netclient'
  elif [ -d /run/openrc ] || [ -e /sbin/openrc ]; then
    echo init=openrc
    links='/etc/runlevels/*/netclient'
  elif [ -e /etc/inittab ] && [ -d /etc/init.d ]; then
    echo init=sysv
    links='/etc/rc[2345].d/S??netclient'
  else
    if [ -d /run/runit ] || [ -e /sbin/runit-init ]; then echo init=runit; fi
    links=
  fi
  for link in $links; do
    if [ -e "$link" ] || [ -h "$link" ]; then echo enabled=enabled; fi
  done
fi
if [ -n "$container" ]; then
  echo "container=$container"
  echo "running=$("$container" inspect --format '{{.State.Running}} {{.HostConfig.RestartPolicy.Name}}' ${CONTAINER} 2>/dev/null)"
fi
if [ -e ${UNIT} ]; then echo unit=systemd; fi
if [ -e ${INIT_SCRIPT} ]; then
  case $(head -n 1 ${INIT_SCRIPT}) in
    *rc.common*) echo unit=procd ;;
    *openrc*) echo unit=openrc ;;
    *) echo unit=sysv ;;
  esac
fi
if [ -e ${CONFIG} ]; then echo config=yes; fi
if [ -e /sys/class/net/netmaker ]; then echo interface=yes; fi
if [ -e ${CONFIG}/netclient.json ]; then
  grep -o '"id"[[:space:]]*:[[:space:]]*"[^"]*"' ${CONFIG}/netclient.json | head -n 1
fi
if [ -s ${CONFIG}/nodes.json ]; then
  echo nodes=
  cat ${CONFIG}/nodes.json
fi
exit 0
`;

export const REMOVE_NAME = 'netclient-remove';
/**
 * What netclient's own uninstall leaves when it stops half-way, and what it leaves always where it knows no service manager. Only run
 * where all of it is ours. update-rc.d is asked again after the file is gone: insserv keeps lists that name it.
 */
export const REMOVE_SCRIPT = `
quiet() { "$@" >/dev/null 2>&1; }
if [ -d /run/systemd/system ]; then
  quiet systemctl disable --now netclient
fi
if [ -e ${INIT_SCRIPT} ]; then
  quiet ${INIT_SCRIPT} stop
  quiet rc-update del netclient -a
  quiet ${INIT_SCRIPT} disable
  rm -f ${INIT_SCRIPT} /var/log/netclient.log /var/run/netclient.keeper.pid
fi
for link in /etc/rc?.d/[SK]??netclient /etc/rc.d/[SK]??netclient; do
  if [ -h "$link" ]; then
    rm -f "$link"
    gone=yes
  fi
done
if [ -n "$gone" ]; then
  quiet update-rc.d -f netclient remove
fi
pid=$(cat /var/run/netclient.pid 2>/dev/null)
if [ -n "$pid" ] && tr '\\000' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q '^${CLIENT} daemon'; then
  quiet kill "$pid"
fi
rm -rf ${CONFIG}
rm -f ${UNIT} ${CLIENT} ${NEW_CLIENT}
if [ -d /run/systemd/system ]; then
  quiet systemctl daemon-reload
  quiet systemctl reset-failed netclient
fi
exit 0
`;
