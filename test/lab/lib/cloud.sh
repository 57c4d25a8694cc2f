# shellcheck shell=bash
# The cloud: the WireGuard hub, and one node program with the Netmaker and Factory simulators and the agents (cloud.ts).

CLOUD_PROGRAM=$REPO/dist/test/lab-cloud.cjs

# `lab cloud start legacy`: a Netmaker of before 0.99, with the old form of egress.
cloud_start() {
  local api=${1:-v1}
  recorded_pid cloud >/dev/null && { say "cloud: already running"; return; }
  [[ -e $CLOUD_PROGRAM ]] || die "cloud: $CLOUD_PROGRAM is missing; run: npm run build -- --test"
  hub_up
  : >"$STATE/log/cloud.log"
  # The control socket of wireguard-go lies in the file system, not in the namespace: hence the lab's name in wg-$LAB.
  spawn cloud ip netns exec "$(ns cloud)" env "LAB_JSON=$STATE/lab.json" "LAB_NETMAKER_API=$api" node "$CLOUD_PROGRAM"
  wait_for 20 "the cloud program" grep -qs '^READY' "$STATE/log/cloud.log" || { tail -20 "$STATE/log/cloud.log" >&2; return 1; }
}

# The hub stays: with a new one every peer would sit on dead session keys for up to two minutes.
cloud_stop() { stop cloud 5; } # TERM: it ends its ffmpegs

hub_down() {
  stop hub
  rm -f "/var/run/wireguard/$HUB_INTERFACE.sock"
  rmdir /var/run/wireguard 2>/dev/null
  return 0
}

hub_up() {
  recorded_pid hub >/dev/null && return
  [[ -s $STATE/hub.key ]] || (umask 077; wg genkey >"$STATE/hub.key")
  spawn hub ip netns exec "$(ns cloud)" env LOG_LEVEL=error WG_PROCESS_FOREGROUND=1 wireguard-go -f "$HUB_INTERFACE"
  wait_for 5 "the hub's control socket" test -S "/var/run/wireguard/$HUB_INTERFACE.sock"
  in_ns cloud wg set "$HUB_INTERFACE" listen-port 51820 private-key "$STATE/hub.key"
  ip -n "$(ns cloud)" addr add 100.64.8.1/24 dev "$HUB_INTERFACE"
  ip -n "$(ns cloud)" link set "$HUB_INTERFACE" mtu 1420 up
}
