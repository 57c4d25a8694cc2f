# shellcheck shell=bash disable=SC2034
# The wires: namespaces, the LAN switch, the router, the uplink, the internet, the cloud. Nothing touches the host's
# own interfaces: every link is created inside its namespaces.
#
#   cloud .10 -- 203.0.113.0/24 -- internet -- 198.51.100.0/24 [wanem] -- gw (NAT) -- lan (switch) -- box .2, laptop .3,
#   cameras .11.., printer .40, pc .41 in 192.168.50.0/24

# The i-th camera's last byte: .11.. with a step over the printer and the PC.
cam_host() { echo $(( $1 < 30 ? 10 + $1 : 20 + $1 )); }
cam_address() { echo "$SITE_NET.$(cam_host "$1")"; }
cam_mac() { printf '02:ca:00:00:00:%02x' "$1"; }

PRINTER_ADDRESS=$SITE_NET.40
PC_ADDRESS=$SITE_NET.41
BOX_MAC=02:00:00:00:32:02

topology_up() { # CAMERAS WAN
  local cameras=$1 wan=$2 i
  {
    for i in cloud internet gw lan laptop printer pc; do echo "netns add $(ns "$i")"; done
    for (( i = 1; i <= cameras; i++ )); do echo "netns add $(cam_ns "$i")"; done
  } | ip -batch -
  lan_up "$cameras"
  internet_up "$wan"
  names_up
}

lan_up() {
  local cameras=$1 i lan
  lan=$(ns lan)
  # STP would keep every port silent for half a minute
  ip -n "$lan" -batch - <<E
link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0
link set lo up
link set br0 up
E
  # a new namespace sends bridged frames through iptables unless told otherwise
  in_ns lan sysctl -qw net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0 2>/dev/null || true
  in_ns lan sysctl -qw net.ipv6.conf.all.disable_ipv6=1
  {
    plug gw0 gw lan0 02:00:00:00:32:01
    plug laptop0 laptop eth0 02:00:00:00:32:03
    plug printer0 printer eth0 02:00:00:00:32:28
    plug pc0 pc eth0 02:00:00:00:32:29
    for (( i = 1; i <= cameras; i++ )); do
      echo "link add cam$i netns $lan type veth peer name eth0 netns $(cam_ns "$i") address $(cam_mac "$i")"
    done
  } | ip -batch -
  {
    for i in gw0 laptop0 printer0 pc0; do echo "link set $i master br0 up"; done
    for (( i = 1; i <= cameras; i++ )); do echo "link set cam$i master br0 up"; done
  } | ip -n "$lan" -batch -
  device_up "$(ns laptop)" "$LAPTOP_ADDRESS"
  device_up "$(ns printer)" "$PRINTER_ADDRESS"
  device_up "$(ns pc)" "$PC_ADDRESS"
  for (( i = 1; i <= cameras; i++ )); do device_up "$(cam_ns "$i")" "$(cam_address "$i")"; done
}

plug() { echo "link add $1 netns $(ns lan) type veth peer name $3 netns $(ns "$2") address $4"; }

device_up() { # NAMESPACE ADDRESS
  ip -n "$1" -batch - <<E
link set lo up
link set eth0 up
addr add $2/24 brd + dev eth0
route add default via $SITE_NET.1
E
}

internet_up() {
  local wan=$1 gw internet
  gw=$(ns gw) internet=$(ns internet)
  ip link add eth0 netns "$(ns cloud)" type veth peer name cloud0 netns "$internet"
  if [[ $wan == none ]]; then
    ip link add wan0 netns "$gw" type veth peer name site0 netns "$internet"
  else
    ip -n "$gw" tuntap add mode tap name wan0
    ip -n "$internet" tuntap add mode tap name site0
    mkfifo -m 600 "$STATE/wan.control"
    # shellcheck disable=SC2086 # the options are words
    spawn wanem "$(wanem_binary)" "$gw" wan0 "$internet" site0 "$STATE/wan.control" $wan
    wait_for 5 "the uplink emulator" grep -qs READY "$STATE/log/wanem.log"
  fi
  ip -n "$gw" -batch - <<E
link set lo up
link set lan0 up
link set wan0 up
addr add $SITE_NET.1/24 brd + dev lan0
addr add 198.51.100.2/24 brd + dev wan0
route add default via 198.51.100.1
E
  ip -n "$internet" -batch - <<E
link set lo up
link set site0 up
link set cloud0 up
addr add 198.51.100.1/24 brd + dev site0
addr add 203.0.113.1/24 brd + dev cloud0
E
  ip -n "$(ns cloud)" -batch - <<E
link set lo up
link set eth0 up
addr add $CLOUD_ADDRESS/24 brd + dev eth0
route add default via 203.0.113.1
E
  # A new namespace copies the host's setting, which is 1 where Docker runs: say it for each.
  in_ns gw sysctl -qw net.ipv4.ip_forward=1
  in_ns internet sysctl -qw net.ipv4.ip_forward=1
  in_ns cloud sysctl -qw net.ipv4.ip_forward=1 # the hub forwards between peers
  in_ns laptop sysctl -qw net.ipv4.ip_forward=0
  in_ns gw nft -f - <<E
table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat
    oifname "wan0" masquerade
  }
}
table ip filter {
  chain faults {
  }
  chain forward {
    type filter hook forward priority filter; policy accept
    jump faults
    ct state established,related accept
    iifname "wan0" drop
  }
}
E
  in_ns internet nft -f - <<E
table ip filter {
  chain faults {
  }
  chain forward {
    type filter hook forward priority filter; policy accept
    jump faults
  }
}
E
}

# `ip netns exec` lays the files of /etc/netns/NAME over /etc: so the laptop and the cloud know the lab's names.
names_up() {
  local where dir
  for where in laptop cloud; do
    dir=/etc/netns/$(ns "$where")
    mkdir -p "$dir"
    printf '127.0.0.1 localhost\n%s %s\n' "$CLOUD_ADDRESS" "${CLOUD_NAMES[*]}" >"$dir/hosts"
    echo 'nameserver 127.0.0.1' >"$dir/resolv.conf" # nobody listens: an unknown name fails at once
  done
}

topology_down() {
  local namespaces where pids
  mapfile -t namespaces < <(all_namespaces)
  # What a test left running in our namespaces ends with them. Nothing outside them is touched.
  for where in "${namespaces[@]}"; do
    pids=$(ip netns pids "$where" 2>/dev/null) && [[ -n $pids ]] && kill -TERM $pids 2>/dev/null
  done
  wait_for 2 "processes in the namespaces to end" namespaces_empty 2>/dev/null || {
    for where in "${namespaces[@]}"; do
      pids=$(ip netns pids "$where" 2>/dev/null) && [[ -n $pids ]] && kill -KILL $pids 2>/dev/null
    done
    wait_for 3 "processes in the namespaces to die" namespaces_empty
  }
  (( ${#namespaces[@]} )) && printf 'netns del %s\n' "${namespaces[@]}" | ip -force -batch - 2>/dev/null
  rm -rf --one-file-system /etc/netns/"$LAB"-*
  rmdir /etc/netns 2>/dev/null # was it ours only?
  return 0
}

namespaces_empty() {
  local where
  for where in $(all_namespaces); do [[ -z $(ip netns pids "$where" 2>/dev/null) ]] || return 1; done
}
