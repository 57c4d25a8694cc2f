/*
 * The shell scripts that run on the box, as constants: nothing is ever pasted into them. They are run as root, as
 * `sh -c SCRIPT NAME [argument ...]`. Plain POSIX sh (dash, bash, busybox ash).
 */

export const STATE_NAME = 'wireguard-state';
/**
 * $1: the interface. All that is known of the tunnel in one round trip, as `key=value` lines; changes nothing. The private key stays:
 * its public half is computed on the box. iptables-save lists only tables that exist, `iptables -L` would make them. Whether the
 * kernel has WireGuard is looked up where its modules are, because `modprobe -n` is not in every busybox. When the box was started is
 * when its process 1 was: a container's uptime is that of its host.
 */
export const STATE_SCRIPT = `
i=$1
s=kerberos-tunnel-$i
for tool in wg wg-quick wireguard-go iptables nft apt-get dnf yum apk; do
  if command -v "$tool" >/dev/null 2>&1; then echo "tool=$tool"; fi
done
modules=/lib/modules/$(uname -r)
if [ -e /sys/module/wireguard ] || grep -qs '/wireguard\\.ko' "$modules/modules.builtin" "$modules/modules.dep"; then echo kernel=yes; fi
if [ -d /etc/wireguard ]; then echo folder=yes; fi
if [ -e "/etc/wireguard/$i.conf" ]; then echo "config=$(sha256sum <"/etc/wireguard/$i.conf" | cut -c 1-64)"; fi
if [ -s "/etc/wireguard/$i.key" ]; then
  echo keyfile=yes
  echo "key=$(wg pubkey <"/etc/wireguard/$i.key" 2>/dev/null)"
fi
if [ -e "/etc/sysctl.d/99-zz-kerberos-tunnel-$i.conf" ]; then echo sysctl=yes; fi
echo "forwarding=$(cat /proc/sys/net/ipv4/ip_forward)"
if [ -e "/sys/class/net/$i" ]; then
  echo interface=yes
  echo "handshake=$(wg show "$i" latest-handshakes 2>/dev/null | head -n 1 | cut -f 2)"
fi
if [ -d /run/systemd/system ]; then
  echo init=systemd
  echo "active=$(systemctl is-active "wg-quick@$i" 2>/dev/null)"
  echo "enabled=$(systemctl is-enabled "wg-quick@$i" 2>/dev/null)"
else
  if [ -e /sbin/procd ]; then
    echo init=procd
  elif [ -d /run/openrc ] || [ -e /sbin/openrc ]; then
    echo init=openrc
  elif [ -d /run/runit ] || [ -e /sbin/runit-init ]; then
    echo init=runit
  elif [ -e /etc/inittab ] && [ -d /etc/init.d ]; then
    echo init=sysv
  fi
  if [ -e "/sys/class/net/$i" ]; then echo active=active; fi
  if [ -e "/etc/init.d/$s" ]; then
    echo script=yes
    for link in /etc/runlevels/*/"$s" /etc/rc[2345].d/S??"$s"; do
      if [ -e "$link" ]; then echo enabled=enabled; fi
    done
  fi
fi
if command -v iptables-save >/dev/null 2>&1; then
  rules=$(iptables-save 2>/dev/null | grep -e "KT-$i")
  if [ -n "$rules" ]; then
    echo traces=yes
    case $rules in *"-A FORWARD -i $i -j KT-$i"*) echo forward=yes ;; esac
    case $rules in *"-A POSTROUTING -j KT-$i"*) echo nat=yes ;; esac
  fi
fi
if command -v nft >/dev/null 2>&1 && nft list table ip "kerberos_tunnel_$i" >/dev/null 2>&1; then
  echo traces=yes
  echo forward=yes
  echo nat=yes
fi
echo "now=$(date +%s)"
boot=$(sed -n 's/^btime //p' /proc/stat)
ticks=$(sed 's/.*) //' /proc/1/stat | cut -d ' ' -f 20)
if [ -n "$boot" ] && [ -n "$ticks" ] && [ -e "/etc/wireguard/$i.conf" ]; then
  echo "started=$((boot + ticks / 100))"
  echo "configured=$(stat -c %Y "/etc/wireguard/$i.conf")"
fi
exit 0
`;

export const KEY_NAME = 'wireguard-key';
/** $1: the interface. Makes the private key where there is none and prints its public half. */
export const KEY_SCRIPT = `
umask 077
mkdir -p /etc/wireguard || exit 74
key=/etc/wireguard/$1.key
if [ ! -s "$key" ]; then
  rm -f "$key.kt-new"
  if wg genkey >"$key.kt-new" && mv -f "$key.kt-new" "$key"; then :; else
    rm -f "$key.kt-new"
    exit 74
  fi
fi
wg pubkey <"$key"
`;

export const KEY_REMOVE_NAME = 'wireguard-key-remove';
/** $1: the interface; $2: \`folder\` where /etc/wireguard was not there before us. */
export const KEY_REMOVE_SCRIPT = `
rm -f "/etc/wireguard/$1.key" "/etc/wireguard/$1.key.kt-new"
if [ "$2" = folder ] && [ -d /etc/wireguard ]; then
  # what somebody else put there meanwhile stays
  rmdir /etc/wireguard 2>/dev/null
fi
exit 0
`;

export const REMOVE_NAME = 'wireguard-remove';
/**
 * $1: the interface. Everything of the tunnel that is ours, also what a stop that was killed, or had no configuration any more, left.
 * update-rc.d is asked again after the file is gone: insserv keeps lists that name it.
 */
export const REMOVE_SCRIPT = `
quiet() { "$@" >/dev/null 2>&1; }
i=$1
s=kerberos-tunnel-$i
if [ -d /run/systemd/system ]; then
  quiet systemctl disable --now "wg-quick@$i"
  rm -f "/etc/systemd/system/multi-user.target.wants/wg-quick@$i.service"
fi
if [ -e "/etc/init.d/$s" ]; then
  quiet "/etc/init.d/$s" stop
  quiet rc-update del "$s" -a
  rm -f "/etc/init.d/$s"
  quiet update-rc.d -f "$s" remove
fi
for link in /etc/rc?.d/[SK]??"$s"; do
  if [ -h "$link" ]; then rm -f "$link"; fi
done
if [ -e "/sys/class/net/$i" ]; then quiet wg-quick down "$i"; fi
if [ -e "/sys/class/net/$i" ]; then quiet ip link delete dev "$i"; fi
if command -v iptables-save >/dev/null 2>&1 && iptables-save 2>/dev/null | grep -q -e "KT-$i"; then
  quiet iptables -w -D FORWARD -i "$i" -j "KT-$i"
  quiet iptables -w -D FORWARD -o "$i" -j "KT-$i"
  quiet iptables -w -F "KT-$i"
  quiet iptables -w -X "KT-$i"
  quiet iptables -w -t nat -D POSTROUTING -j "KT-$i"
  quiet iptables -w -t nat -F "KT-$i"
  quiet iptables -w -t nat -X "KT-$i"
fi
if command -v nft >/dev/null 2>&1; then quiet nft delete table ip "kerberos_tunnel_$i"; fi
rm -f "/etc/wireguard/$i.conf" "/etc/wireguard/$i.conf.kt-new" "/etc/sysctl.d/99-zz-kerberos-tunnel-$i.conf" "/var/run/wireguard/$i.sock"
quiet rmdir /var/run/wireguard
if [ -d /run/systemd/system ]; then quiet systemctl reset-failed "wg-quick@$i"; fi
exit 0
`;

export const SIMULATE_NAME = 'wireguard-simulate';
/** Arguments: packages. Which ones apt would install for them, one a line; nothing where it cannot say (no lists yet). */
export const SIMULATE_SCRIPT = `apt-get -s -q --no-install-recommends install "$@" 2>/dev/null | sed -n 's/^Inst \\([^ ]*\\) .*/\\1/p'`;

export const INSTALL_NAME = 'wireguard-install';
/**
 * $1: the package manager; then packages. Prints each package that was not there before on a line of its own. The second try is for
 * boxes that have no package lists yet, and for those on which an installation was once cut off.
 */
export const INSTALL_SCRIPT = `
manager=$1
shift
DEBIAN_FRONTEND=noninteractive
NEEDRESTART_SUSPEND=1
export DEBIAN_FRONTEND NEEDRESTART_SUSPEND
list() {
  case $manager in
    apt-get) dpkg-query -W -f '\${db:Status-Abbrev} \${Package}\\n' | sed -n 's/^ii *//p' ;;
    apk) apk info ;;
    *) rpm -qa --qf '%{NAME}\\n' ;;
  esac | sort -u
}
add() {
  case $manager in
    apt-get) apt-get -q -y -o DPkg::Lock::Timeout=60 -o Acquire::http::Timeout=15 --no-install-recommends install "$@" ;;
    apk) apk add --no-cache "$@" ;;
    *) "$manager" -y install "$@" ;;
  esac
}
refresh() {
  if [ "$manager" = apt-get ]; then
    dpkg --configure -a
    apt-get -q -o Acquire::http::Timeout=15 update
  fi
}
before=$(list)
if add "$@" >&2; then :; else
  refresh >&2
  add "$@" >&2 || exit
fi
list | while IFS= read -r package; do
  case "
$before
" in *"
$package
"*) ;; *) echo "$package" ;; esac
done
`;

export const UNINSTALL_NAME = 'wireguard-uninstall';
/** $1: the package manager; then packages. Prints those that are still there. */
export const UNINSTALL_SCRIPT = `
manager=$1
shift
DEBIAN_FRONTEND=noninteractive
NEEDRESTART_SUSPEND=1
export DEBIAN_FRONTEND NEEDRESTART_SUSPEND
case $manager in
  apt-get)
    apt-get -q -y -o DPkg::Lock::Timeout=60 purge "$@" >&2 || { dpkg --configure -a; apt-get -q -y -o DPkg::Lock::Timeout=60 purge "$@"; } >&2
    for package; do
      if dpkg-query -W -f '\${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii'; then echo "$package"; fi
    done
    ;;
  apk)
    apk del "$@" >&2
    for package; do
      if apk info -e "$package" >/dev/null 2>&1; then echo "$package"; fi
    done
    ;;
  *)
    "$manager" -y remove "$@" >&2
    for package; do
      if rpm -q "$package" >/dev/null 2>&1; then echo "$package"; fi
    done
    ;;
esac
exit 0
`;
