# shellcheck shell=bash
# A box like OpenWrt: busybox ash with the applets that OpenWrt's default configuration has and no others, dropbear, root
# only, no sudo, bash, systemd, sftp-server or scp, /var in memory, services by procd. The C library is Debian's, procd and
# ubus are stand-ins (openwrt/) that know what service scripts use; everything else is the real program.

# package/utils/busybox/Config-defaults.in, as far as Debian's busybox has them (it lacks flock, lock, ntpd, pgrep, pkill).
OPENWRT_APPLETS=(
  '[' '[[' ash awk basename cat chgrp chmod chown chroot clear cmp cp crond crontab cut date dd df dirname dmesg du echo egrep
  env expr false fgrep find free grep gunzip gzip halt head hexdump hwclock id ifconfig ip kill killall less ln logger login
  logread ls md5sum mkdir mkfifo mknod mkswap mktemp mount mv nc netstat nice nslookup passwd pidof ping ping6 pivot_root
  poweroff printf ps pwd readlink reboot reset rm rmdir route sed seq sh sha256sum sleep sort start-stop-daemon strings
  switch_root sync sysctl syslogd tail tar tee test time top touch tr traceroute true udhcpc umount uname uniq uptime vi wc wget
  which xargs yes zcat
)

make_openwrt_root() { # FOLDER: /root is the system, /pool the Debian packages that it was made of (and doas, for a test)
  local pool=$1/pool r=$1/root applet link library
  # It lets dash write to a pipe of its own, and dash knows descriptors of one digit only: the locks of `lab` and `setup` are in the way.
  nice mmdebstrap --quiet --variant=extract --include=busybox,dropbear-bin,nftables,iptables,doas bookworm "$1/pool.tar" 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
  mkdir -p "$pool" "$r"/{bin,sbin,usr/{bin,sbin,lib},lib/functions,lib64,etc/{dropbear,init.d,rc.d,ssl/certs,sysctl.d,config,modules.d},dev,proc,sys,tmp,root,overlay,rom,mnt,run}
  tar --xattrs --xattrs-include='*' -xf "$1/pool.tar" -C "$pool"
  rm "$1/pool.tar"
  ln -s tmp "$r/var" # gone at every start
  cp -p "$pool/bin/busybox" "$r/bin/busybox"
  # Libraries with the plug-ins of iptables. The packages name both /lib and /usr/lib.
  cp -a "$pool"/lib/x86_64-linux-gnu "$r/lib/"
  cp -a "$pool"/usr/lib/x86_64-linux-gnu "$r/usr/lib/"
  cp -aL "$pool"/lib64/. "$r/lib64/"
  for library in "$r"/{usr/,}lib/x86_64-linux-gnu/*; do case $library in *.so | *.so.* | */xtables) ;; *) rm -rf "$library" ;; esac; done
  for applet in "${OPENWRT_APPLETS[@]}" init; do
    link=$(chroot "$r" /bin/busybox --list-full | grep -xF -e "bin/$applet" -e "sbin/$applet" -e "usr/bin/$applet" -e "usr/sbin/$applet") || continue
    ln -s /bin/busybox "$r/$link"
  done
  # OpenWrt's first process is procd, no link to busybox: netclient tells systems apart by that
  rm "$r/sbin/init"
  cp -p "$pool/bin/busybox" "$r/sbin/init"
  cp -p "$pool"/usr/sbin/{dropbear,nft} "$r/usr/sbin/"
  cp -p "$pool"/usr/bin/dropbearkey "$r/usr/bin/"
  cp -p "$pool"/usr/sbin/xtables-nft-multi "$r/usr/sbin/"
  for applet in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do ln -s xtables-nft-multi "$r/usr/sbin/$applet"; done
  furnish_openwrt_root "$r"
}

furnish_openwrt_root() {
  local r=$1 service
  printf 'root:x:0:0:root:/root:/bin/ash\nnobody:*:65534:65534:nobody:/var:/bin/false\n' >"$r/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$r/etc/group"
  printf 'root:%s:19000:0:99999:7:::\n' "$(openssl passwd -6 "$BOX_ROOT_PASSWORD")" >"$r/etc/shadow"
  chmod 600 "$r/etc/shadow"
  printf '/bin/ash\n' >"$r/etc/shells"
  printf 'NAME="OpenWrt"\nVERSION="23.05.5"\nID="openwrt"\nID_LIKE="lede openwrt"\nPRETTY_NAME="OpenWrt 23.05.5"\nVERSION_ID="23.05.5"\nOPENWRT_BOARD="x86/64"\nOPENWRT_ARCH="x86_64"\n' >"$r/etc/os-release"
  printf "DISTRIB_ID='OpenWrt'\nDISTRIB_RELEASE='23.05.5'\nDISTRIB_TARGET='x86/64'\nDISTRIB_ARCH='x86_64'\n" >"$r/etc/openwrt_release"
  printf '%s\n' "$BOX_HOSTNAME" >"$r/etc/hostname"
  printf '127.0.0.1 localhost %s\n%s %s\n' "$BOX_HOSTNAME" "$CLOUD_ADDRESS" "${CLOUD_NAMES[*]}" >"$r/etc/hosts"
  printf 'nameserver 127.0.0.1\n' >"$r/etc/resolv.conf"
  cp "$CACHE/pki/ca.crt" "$r/etc/ssl/certs/ca-certificates.crt"
  printf 'net.ipv4.conf.default.arp_ignore=1\n' >"$r/etc/sysctl.conf"
  printf 'export PATH="/usr/sbin:/usr/bin:/sbin:/bin"\n' >"$r/etc/profile"
  printf '::sysinit:/etc/init.d/rcS S boot\n::shutdown:/etc/init.d/rcS K shutdown\n' >"$r/etc/inittab"
  install -m 755 "$LAB_DIR"/openwrt/{rcS,boot,sysctl,dropbear} "$r/etc/init.d/"
  install -m 755 "$LAB_DIR/openwrt/rc.common" "$r/etc/rc.common"
  install -m 644 "$LAB_DIR/openwrt/procd.sh" "$r/lib/functions/procd.sh"
  install -m 755 "$LAB_DIR/openwrt/procd" "$r/sbin/procd"
  install -m 755 "$LAB_DIR/openwrt/ubus" "$r/bin/ubus"
  for service in S10boot S11sysctl S19dropbear; do ln -s "../init.d/${service:3}" "$r/etc/rc.d/$service"; done
}
