#!/usr/bin/env bash
# sshd-alone.sh ROOT PORT SETUP [MORE] : the SSH server of one of the box's roots on 127.0.0.1:PORT, without booting it, for the
# tests of the SSH driver: OpenSSH, or dropbear where there is no other. SETUP is a shell script that runs inside before it
# starts; it sees the folder MORE at /mnt. Everything is in private namespaces (mounts, processes): when this process ends, all
# of it is gone. The network is the host's, so SETUP must leave that alone.
set -euo pipefail
if [[ ${INSIDE:-} != yes ]]; then
  # --kill-child: the end of this process is the end of everything in there.
  INSIDE=yes exec unshare --mount --pid --fork --kill-child --propagation private "$0" "$@"
fi
root=$1 port=$2 setup=$3 more=${4:-}
# Over a folder that every system has: the mount is seen in here only, and nothing is left on the disk.
work=/mnt
mount -t tmpfs -o size=64m,mode=755 sshd-alone "$work"
mkdir "$work"/{upper,work,root}
mount -t overlay sshd-alone -o "lowerdir=$root,upperdir=$work/upper,workdir=$work/work" "$work/root"
r=$work/root
mount -t proc proc "$r/proc"
mount --rbind /dev "$r/dev"
[[ -z $more ]] || mount --rbind "$more" "$r/mnt"
echo "127.0.0.1 localhost $(hostname)" >"$r/etc/hosts" # else sudo complains on every command
rm -f "$r/etc/resolv.conf"
if [[ -x $r/usr/sbin/sshd ]]; then
  mkdir -p "$r/run/sshd"
  chroot "$r" ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
  chroot "$r" ssh-keygen -q -t ecdsa -N '' -f /etc/ssh/ssh_host_ecdsa_key
  chroot "$r" /bin/bash -euc "$setup"
  exec chroot "$r" /usr/sbin/sshd -D -e -o "Port=$port" -o ListenAddress=127.0.0.1 -o PidFile=none
fi
chroot "$r" dropbearkey -t ed25519 -f /etc/dropbear/dropbear_ed25519_host_key >/dev/null 2>&1
chroot "$r" /bin/sh -euc "$setup"
exec chroot "$r" /usr/sbin/dropbear -F -E -p "127.0.0.1:$port" -P /tmp/dropbear.pid -r /etc/dropbear/dropbear_ed25519_host_key
