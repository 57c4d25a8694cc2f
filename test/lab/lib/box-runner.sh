#!/usr/bin/env bash
# Runs the spare box for as long as it has power: usage  box-runner.sh LAB ROOT MAC ADDRESS GATEWAY CGROUP
# systemd-nspawn exits with 133 when the machine inside reboots; then it is started again, in a new namespace, because a
# real reboot also loses sysctls, firewall rules and tunnels.
set -u
lab=$1 root=$2 mac=$3 address=$4 gateway=$5 cgroup=$6
namespace=$lab-box

# An own cgroup, else the container's processes land in the root of the hierarchy.
for controller in systemd unified memory pids; do
  [[ -d /sys/fs/cgroup/$controller/$cgroup ]] && echo $$ >"/sys/fs/cgroup/$controller/$cgroup/cgroup.procs"
done
if [[ -n ${BOX_NO_TUN:-} ]]; then # as in a restricted container: the node is there, opening it is refused
  mkdir -p "/sys/fs/cgroup/devices/$cgroup"
  echo 'c 10:200 rwm' >"/sys/fs/cgroup/devices/$cgroup/devices.deny"
  echo $$ >"/sys/fs/cgroup/devices/$cgroup/cgroup.procs"
fi

fresh_namespace() {
  ip netns del "$namespace" 2>/dev/null
  ip -n "$lab-lan" link del box0 2>/dev/null
  ip netns add "$namespace" || return
  ip link add box0 netns "$lab-lan" type veth peer name eth0 netns "$namespace" address "$mac"
  ip -n "$lab-lan" link set box0 master br0 up
  ip netns exec "$namespace" sysctl -qw net.ipv4.ip_forward=0 # a new namespace copies the host's
  ip -n "$namespace" -batch - <<E
link set lo up
link set eth0 up
addr add $address/24 brd + dev eth0
route add default via $gateway
E
}

# The box's Docker, where it has one: outside of its disk, inside of its network; it starts and ends with the box.
docker=
docker_up() {
  [[ -n ${BOX_DOCKER:-} ]] || return 0
  # shellcheck disable=SC2086 -- program and folder
  ip netns exec "$namespace" node $BOX_DOCKER &
  docker=$!
}
docker_down() {
  [[ -n $docker ]] && kill -TERM "$docker" 2>/dev/null && wait "$docker"
  docker=
}

nspawn=
trap docker_down EXIT
trap '[[ -n $nspawn ]] && kill -TERM "$nspawn" 2>/dev/null && wait "$nspawn"; exit 0' TERM
while :; do
  fresh_namespace || exit 1
  docker_up
  echo BOOT
  # VFS_WRITABLE=network and CAP_NET_ADMIN: without them the box could not set ip_forward
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_NSPAWN_API_VFS_WRITABLE=network systemd-nspawn --quiet --capability=CAP_NET_ADMIN \
    ${BOX_READ_ONLY:+--read-only --tmpfs=/var/lib/systemd --tmpfs=/var/log --tmpfs=/var/tmp} --directory="$root" --machine="$namespace" --hostname=spare-box --register=no --keep-unit \
    --network-namespace-path="/run/netns/$namespace" --resolv-conf=off --timezone=off --link-journal=no \
    --console=read-only --boot systemd.log_target=journal &
  nspawn=$!
  wait "$nspawn"
  code=$?
  nspawn=
  echo "EXIT $code"
  docker_down
  (( code == 133 )) || exit "$code"
done
