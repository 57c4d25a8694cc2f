export const BASELINE_NAME = 'box-baseline';

/** Folders in which the system is told what to start and set; files of ours, or of a client's installer, would be left there. */
export const WATCHED_FOLDERS = ['/etc/systemd/system', '/etc/init.d', '/etc/sysctl.d', '/etc/modules-load.d', '/etc/wireguard'] as const;
export const WATCHED_PATHS = ['/etc/netclient', '/etc/systemd/system/netclient.service', '/sbin/netclient', '/sys/class/net/netmaker'] as const;

/** In front of each part of the answer. */
export const PART = 'kt:part ';

/**
 * How the box is, in one command that changes nothing: `iptables-save` lists only tables that exist (`-L` would make them). Parts
 * whose tool is not there are missing. What starts with the system is read from the links that say so to systemd, SysV, procd and
 * OpenRC. Of packages only a sum of their names is taken: upgrades come by themselves. The shell does what it can itself, because
 * each further program is some milliseconds on a small computer. Plain POSIX sh; run as root.
 */
export const BASELINE_SCRIPT = `
part() { printf '\\n${PART}%s\\n' "$1"; }
first() { if [ -r "$1" ]; then read -r value <"$1"; printf '%s\\n' "$value"; fi; }
names() { for file; do if [ -e "$file" ] || [ -L "$file" ]; then printf '%s\\n' "\${file##*/}"; fi; done; }
part forwarding4; first /proc/sys/net/ipv4/ip_forward
part forwarding6; first /proc/sys/net/ipv6/conf/all/forwarding
for tool in iptables ip6tables; do
  if saved=$($tool-save 2>/dev/null); then part $tool; printf '%s\\n' "$saved"; fi
done
if tables=$(nft list tables 2>/dev/null); then part nft; printf '%s\\n' "$tables"; fi
part paths
for path in ${WATCHED_PATHS.join(' ')}; do if [ -e "$path" ]; then printf '%s\\n' "$path"; fi; done
for folder in ${WATCHED_FOLDERS.join(' ')}; do
  if [ -d "$folder" ]; then part "folder $folder"; names "$folder"/*; fi
done
part enabled; names /etc/systemd/system/*.wants/* /etc/rc[2-5S].d/S* /etc/rc.d/S* /etc/runlevels/*/*
if [ -d /run/systemd/system ]; then part running; systemctl list-units --no-legend --no-pager --plain --type=service --state=running 2>/dev/null; fi
if routes=$(ip -4 route show 2>/dev/null); then
  part routes4; printf '%s\\n' "$routes"
  part routes6; ip -6 route show 2>/dev/null
  part rules; ip rule show 2>/dev/null
fi
part resolv
if [ -r /etc/resolv.conf ]; then
  count=0
  while IFS= read -r line && [ "$count" -lt 50 ]; do printf '%s\\n' "$line"; count=$((count + 1)); done </etc/resolv.conf
fi
# dpkg sorts by itself.
if command -v dpkg-query >/dev/null 2>&1; then list=$(dpkg-query -W -f '\${db:Status-Abbrev}\${Package}\\n')
elif command -v rpm >/dev/null 2>&1; then list=$(rpm -qa --qf '%{NAME}\\n' | sort)
elif command -v apk >/dev/null 2>&1; then list=$(apk info | sort)
elif command -v opkg >/dev/null 2>&1; then list=$(opkg list-installed | cut -d ' ' -f 1 | sort)
else list=; fi 2>/dev/null
if [ -n "$list" ]; then part packages; printf '%s\\n' "$list" | sha256sum; fi
exit 0
`;
