/*
 * The shell scripts that run on the box, as constants: nothing is ever pasted into them. They are run as
 * `sh -c SCRIPT NAME [argument]`, so that a process list shows their name. Plain POSIX sh (dash, bash, busybox ash).
 */

export const CLIENT = '/sbin/netclient';
export const CONFIG = '/etc/netclient';
export const UNIT = '/etc/systemd/system/netclient.service';
/** Where the new binary waits to be checked: beside its place, because /tmp may be mounted noexec. */
export const NEW_CLIENT = '/sbin/.kerberos-tunnel-netclient';

export const JOIN_NAME = 'netclient-join';
/** The token comes by standard input, so that our own command holds no secret; netclient itself takes it no other way than this. */
export const JOIN_SCRIPT = `IFS= read -r token && exec ${CLIENT} join -t "$token"`;

export const STATE_NAME = 'netclient-state';
/**
 * Everything about the client in one round trip, as `key=value` lines; nodes.json comes last, after `nodes=`. Only the id is
 * taken from netclient.json: the file holds the private key and the host's password, which must not leave the box.
 */
export const STATE_SCRIPT = `
if [ -x ${CLIENT} ]; then
  echo binary=yes
  echo "version=$(${CLIENT} version 2>/dev/null | grep -v '^.netclient' | tail -n 1)"
else
  echo binary=no
fi
if command -v systemctl >/dev/null 2>&1; then
  echo "active=$(systemctl is-active netclient 2>/dev/null)"
  echo "enabled=$(systemctl is-enabled netclient 2>/dev/null)"
else
  echo service=none
fi
if [ -e ${UNIT} ]; then echo unit=yes; fi
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
/** What netclient's own uninstall leaves when it stops half-way. Only run where all of it is ours. */
export const REMOVE_SCRIPT = `
if command -v systemctl >/dev/null 2>&1; then
  systemctl disable --now netclient >/dev/null 2>&1
fi
rm -rf ${CONFIG}
rm -f ${UNIT} ${CLIENT} ${NEW_CLIENT}
if command -v systemctl >/dev/null 2>&1; then
  systemctl daemon-reload >/dev/null 2>&1
  systemctl reset-failed netclient >/dev/null 2>&1
fi
exit 0
`;
