#!/usr/bin/env bash
# docker-alone.sh ROOT ADDRESS PORT DOCKER : a computer with Docker, on one of the box's roots: OpenSSH on ADDRESS:PORT (user op, sudo with
# a password) and the stand-in's command line DOCKER, whose daemon the caller runs in the same network namespace. Mounts and processes are
# its own: when this process ends, all of it is gone.
set -euo pipefail
if [[ ${INSIDE:-} != yes ]]; then
  INSIDE=yes exec unshare --mount --pid --fork --kill-child --propagation private "$0" "$@"
fi
root=$1 address=$2 port=$3 docker=$4
# Over a folder that every system has: the mount is seen in here only, and nothing is left on the disk.
work=/mnt
mount -t tmpfs -o size=64m,mode=755 docker-alone "$work"
mkdir "$work"/{upper,work,root}
mount -t overlay docker-alone -o "lowerdir=$root,upperdir=$work/upper,workdir=$work/work" "$work/root"
r=$work/root
install -m 755 "$docker" "$r/usr/bin/docker"
mount -t proc proc "$r/proc"
mount --rbind /dev "$r/dev"
mkdir -p "$r/run/sshd"
echo "127.0.0.1 localhost $(hostname)" >"$r/etc/hosts" # else sudo complains on every command
chroot "$r" usermod -aG sudo op
chroot "$r" ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
exec chroot "$r" /usr/sbin/sshd -D -e -o "Port=$port" -o "ListenAddress=$address" -o PidFile=none -o HostKey=/etc/ssh/ssh_host_ed25519_key
