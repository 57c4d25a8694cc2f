#!/usr/bin/env bash
# hub-alone.sh ROOT ADDRESS PORT : a machine that is somebody's WireGuard hub, on one of the box's roots: OpenSSH on ADDRESS:PORT (user
# op, sudo with a password) and `wg-quick` with the interface wg0, whose file comes on standard input. To be run inside a network
# namespace of the lab. Mounts and processes are its own: when this process ends, all of it is gone.
set -euo pipefail
if [[ ${INSIDE:-} != yes ]]; then
  INSIDE=yes exec unshare --mount --pid --fork --kill-child --propagation private "$0" "$@"
fi
root=$1 address=$2 port=$3
# Over a folder that every system has: the mount is seen in here only, and nothing is left on the disk.
work=/mnt
mount -t tmpfs -o size=64m,mode=755 hub-alone "$work"
mkdir "$work"/{upper,work,root}
mount -t overlay hub-alone -o "lowerdir=$root,upperdir=$work/upper,workdir=$work/work" "$work/root"
r=$work/root
mount -t proc proc "$r/proc"
mount --rbind /dev "$r/dev"
mount -t sysfs sysfs "$r/sys"
mkdir -p "$r/run/sshd"
# The box's roots have no WireGuard on purpose; a hub has.
install -m 755 "$(command -v wg)" "$(command -v wg-quick)" "$(command -v wireguard-go)" "$r/usr/bin/"
install -d -m 700 "$r/etc/wireguard"
(umask 077; cat >"$r/etc/wireguard/wg0.conf")
echo "127.0.0.1 localhost $(hostname)" >"$r/etc/hosts" # else sudo complains on every command
chroot "$r" usermod -aG sudo op
chroot "$r" ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
chroot "$r" wg-quick up wg0 >&2 </dev/null
exec chroot "$r" /usr/sbin/sshd -D -e -o "Port=$port" -o "ListenAddress=$address" -o PidFile=none -o HostKey=/etc/ssh/ssh_host_ed25519_key
