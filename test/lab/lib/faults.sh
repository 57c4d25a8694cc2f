# shellcheck shell=bash
# What can go wrong at a site, on demand. Every fault has its opposite; `lab down` forgets them all.

FAULTS="wan-cut wan-restore wan-loss:PERCENT wan-slow:DELAY_MS:KBIT lan-loss:PERCENT line-good box-offline box-online box-unplug box-plug ssh-reset cam-down:N cam-up:N"

fault() {
  local name=$1
  shift
  case $name in
    # the uplink: a black hole, not a pulled plug, so nobody is told
    wan-cut) uplink cut=1 "drop" ;;
    wan-restore) uplink "cut=0 loss=0 $(cat "$STATE/wan")" "" ;;
    wan-loss) uplink "loss=${1:?percent}" "numgen random mod 100 < $1 drop" ;;
    wan-slow)
      [[ -p $STATE/wan.control ]] || die "wan-slow needs the uplink emulator: lab up without --wan none"
      echo "delay=${1:?ms} rate=${2:-0}" >"$STATE/wan.control"
      ;;
    # the site's own switch loses packets, ARP among them
    lan-loss) in_ns lan nft "table bridge faults { chain forward { type filter hook forward priority filter; numgen random mod 100 < ${1:?percent} drop; }; }" ;;
    # both lines as they were
    line-good)
      in_ns lan nft delete table bridge faults 2>/dev/null || true
      uplink "cut=0 loss=0 $(cat "$STATE/wan")" ""
      ;;
    # the router lets the box reach the LAN only
    box-offline) gw_rule add "ip saddr $BOX_ADDRESS drop"; gw_rule add "ip daddr $BOX_ADDRESS drop" ;;
    box-online) in_ns gw nft flush chain ip filter faults ;;
    box-unplug) ip -n "$(ns lan)" link set box0 down ;;
    box-plug) ip -n "$(ns lan)" link set box0 up ;;
    # both ends of every SSH session of the laptop see a reset; ss complains about sockets that it may not kill
    ssh-reset) in_ns laptop ss -K dport = "$(box_port)" >/dev/null 2>&1 || true ;;
    cam-down) ip -n "$(ns lan)" link set "cam${1:?camera number}" down ;;
    cam-up) ip -n "$(ns lan)" link set "cam${1:?camera number}" up ;;
    *) die "unknown fault '$name'; known: $FAULTS" ;;
  esac
}

# With the emulator the uplink itself fails; with `--wan none` a rule in the internet router does the same.
uplink() { # EMULATOR_WORDS NFT_STATEMENT
  if [[ -p $STATE/wan.control ]]; then
    echo "$1" >"$STATE/wan.control"
  else
    in_ns internet nft flush chain ip filter faults
    [[ -z $2 ]] || in_ns internet nft add rule ip filter faults "$2"
  fi
}

gw_rule() { in_ns gw nft "$1" rule ip filter faults "$2"; }
