/*
 * The shell scripts that run on a hub that is reached over SSH; the same rules as in box-scripts.ts. The hub is somebody's, and others
 * depend on it: only our own peer, our own lines of its file and the routes to our own cameras are ever touched.
 */

export const HUB_STATE_NAME = 'wireguard-hub-state';
/**
 * $1: the interface; $2: the name of our lines. `wg show IF dump` and the file hold private and preshared keys, which stay there: only
 * public keys, ranges and times are printed, and of the file our own lines.
 */
export const HUB_STATE_SCRIPT = `
i=$1
c=/etc/wireguard/$i.conf
if command -v wg >/dev/null 2>&1; then
  echo tool=yes
  echo "interfaces=$(wg show interfaces 2>/dev/null)"
  if wg show "$i" public-key >/dev/null 2>&1; then
    echo "public=$(wg show "$i" public-key)"
    wg show "$i" allowed-ips | sed 's/^/peer=/'
    wg show "$i" latest-handshakes | sed 's/^/seen=/'
  fi
fi
if [ -f "$c" ]; then
  echo config=yes
  if grep -qiE '^[[:space:]]*SaveConfig[[:space:]]*=[[:space:]]*true' "$c"; then echo saves=yes; fi
  sed -n 's/^[[:space:]]*[Tt]able[[:space:]]*=[[:space:]]*/table=/p' "$c"
  awk -v n="# $2" 'index($0, n " begin") == 1 { b++; on = 1 } on { print "block=" $0 } $0 == n " end" { e++; on = 0 } END { print "begins=" b + 0; print "ends=" e + 0 }' "$c"
fi
ip -4 -o addr show 2>/dev/null | awk '{ print "address=" $2 " " $4 }'
ip -4 route show 2>/dev/null | sed 's/^/route=/'
echo "forwarding=$(cat /proc/sys/net/ipv4/ip_forward)"
echo "now=$(date +%s)"
exit 0
`;

/**
 * Shared by the two below: the hub's file without our lines, then \`finish\` puts it in place with the owner and mode it had. One at a
 * time on a hub, where it has \`flock\`. A begin without its end would cost everything below it, so nothing is done then.
 */
const FILE_PART = `
i=$1
name=$2
saves=
c=$(readlink -f "/etc/wireguard/$i.conf")
[ -f "$c" ] || exit 66
if command -v flock >/dev/null 2>&1; then
  exec 9<"$(dirname "$c")" && flock -w 30 9 || exit 75
fi
if grep -qiE '^[[:space:]]*SaveConfig[[:space:]]*=[[:space:]]*true' "$c"; then saves=yes; fi
strip() {
  awk -v n="# $name" 'index($0, n " begin") == 1 { skip = 1 } !skip { print } $0 == n " end" { skip = 0 }' "$c"
}
base() {
  # awk ends every line, and so would end a last one that had no end; where our lines are below such a one, it gets none back
  if ! grep -q "^# $name begin" "$c"; then cat "$c"
  elif grep -qxF "# $name begin, after a line without an end" "$c"; then printf %s "$(strip)"
  else strip; fi
}
balanced() {
  [ "$(grep -c "^# $name begin" "$c")" = "$(grep -cxF "# $name end" "$c")" ]
}
finish() {
  mv -f "$c.kt-new" "$c" && { sync "$c" 2>/dev/null || sync; }
}
balanced || exit 65
`;

export const HUB_SET_NAME = 'wireguard-hub-set';
/**
 * $1: the interface; $2: the name of our lines; $3: the box's public key; $4: its ranges with commas between; $5: a key that we gave
 * the box earlier and that it has no more, or nothing; $6: ranges that we gave it earlier and that it is not to have any more, with
 * commas between. The file first: a hub that restarts in between knows the box. A hub with
 * SaveConfig writes its file itself. Routes as `wg-quick up` would make them: none where one covers it.
 */
export const HUB_SET_SCRIPT = `${FILE_PART}
key=$3
allowed=$4
old=$5
gone=$6
if [ -z "$saves" ]; then
  rm -f "$c.kt-new"
  cp -p "$c" "$c.kt-new" || exit 74
  note=
  if [ -n "$(base | tail -c 1)" ]; then note=', after a line without an end'; fi
  {
    base
    if [ -n "$note" ]; then echo; fi
    echo "# $name begin$note"
    echo '# Written by Kerberos Tunnel. "Take everything back" removes these lines.'
    echo '[Peer]'
    echo "PublicKey = $key"
    echo "AllowedIPs = $allowed" | sed 's/,/, /g'
    echo "# $name end"
  } >"$c.kt-new" || { rm -f "$c.kt-new"; exit 74; }
  finish || exit 74
fi
if [ -n "$old" ] && [ "$old" != "$key" ]; then wg set "$i" peer "$old" remove; fi
wg set "$i" peer "$key" allowed-ips "$allowed" || exit 70
if [ -n "$saves" ]; then wg-quick save "$i" || exit 74; fi
for range in $(echo "$gone" | tr ',' ' '); do
  ip -4 route del "$range" dev "$i" 2>/dev/null
done
for range in $(echo "$allowed" | tr ',' ' '); do
  [ -n "$(ip -4 route show dev "$i" match "$range")" ] || ip -4 route add "$range" dev "$i" || exit 71
done
`;

export const HUB_REMOVE_NAME = 'wireguard-hub-remove';
/**
 * $1: the interface; $2: the name of our lines; $3: ranges whose routes are ours, with commas between; $4: the ranges that the peer had
 * before us, or nothing; then the public keys to take out.
 */
export const HUB_REMOVE_SCRIPT = `${FILE_PART}
routes=$3
before=$4
shift 4
if [ -z "$saves" ] && grep -q "^# $name begin" "$c"; then
  rm -f "$c.kt-new"
  cp -p "$c" "$c.kt-new" && base >"$c.kt-new" || { rm -f "$c.kt-new"; exit 74; }
  finish || exit 74
fi
if wg show "$i" public-key >/dev/null 2>&1; then
  for key; do
    if [ -n "$before" ]; then wg set "$i" peer "$key" allowed-ips "$before"; else wg set "$i" peer "$key" remove; fi
  done
  if [ -n "$saves" ]; then wg-quick save "$i" || exit 74; fi
  for range in $(echo "$routes" | tr ',' ' '); do
    ip -4 route del "$range" dev "$i" 2>/dev/null
  done
fi
exit 0
`;
