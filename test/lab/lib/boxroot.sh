# shellcheck shell=bash disable=SC2034
# The spare box's disks: minimal systems, each built once, then only read (every `lab up` lays an overlay over one).
# What a real box of this kind lacks is left out on purpose: no wireguard tools, no curl, no wget, no python.

# debian12 is what CI uses; the others are built when somebody asks for them.
BOX_ROOTS="debian12 debian11 debian13 sysv openwrt"
BOX_PACKAGES=openssh-server,sudo,iproute2,iputils-ping,procps,kmod,nftables,iptables,ca-certificates,netbase
BOX_USER=op
BOX_PASSWORD='op-Pass1!'
BOX_ROOT_PASSWORD='root-Pass1!'
BOX_HOSTNAME=spare-box

box_root() { echo "$CACHE/boxroot-$1-$(box_root_key "$1")"; } # NAME

# A changed recipe or a new CA is a different root.
box_root_key() {
  local recipes=("$LAB_DIR/lib/boxroot.sh")
  [[ $1 == openwrt ]] && recipes+=("$LAB_DIR/lib/openwrt-root.sh" "$LAB_DIR"/openwrt/*)
  cat "${recipes[@]}" "$CACHE/pki/ca.crt" | sha256sum | cut -c1-12
}

make_box_root() { # NAME
  local name=$1 root
  root=$(box_root "$name")
  # The stamp is written last, so a root that was interrupted is never taken for a whole one.
  if [[ -e $root/.complete ]] && { [[ -x $root/root/usr/sbin/sshd ]] || [[ -x $root/root/usr/sbin/dropbear ]]; }; then
    say "box root $name: present"
    return
  fi
  say "box root $name: building (seconds to a minute and a half)"
  # a root that an overlay of a running lab uses must stay: only unmounted old ones go
  local old
  for old in "$CACHE/boxroot-$name"-*; do
    [[ -d $old ]] && ! grep -qF "lowerdir=$old/" /proc/mounts && rm -rf --one-file-system "$old"
  done
  mkdir -p "$root"
  if [[ $name == openwrt ]]; then make_openwrt_root "$root"; else make_debian_root "$name" "$root"; fi
  touch "$root/.complete"
}

make_debian_root() { # NAME FOLDER
  local name=$1 folder=$2 suite init=systemd,systemd-sysv,dbus,libpam-systemd
  case $name in
    debian11) suite=bullseye ;;
    debian12) suite=bookworm ;;
    debian13) suite=trixie ;;
    sysv) suite=bookworm init=sysvinit-core,sysv-rc,initscripts,insserv ;;
    *) die "unknown box root '$name'; known: $BOX_ROOTS" ;;
  esac
  DEBIAN_FRONTEND=noninteractive nice mmdebstrap --quiet --variant=minbase --include="$init,$BOX_PACKAGES" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    "$suite" "$folder/root.tar"
  mkdir "$folder/root"
  # without the xattrs ping loses cap_net_raw
  tar --xattrs --xattrs-include='*' -xf "$folder/root.tar" -C "$folder/root"
  rm "$folder/root.tar"
  furnish_box_root "$folder/root"
}

# Everything that is the same in all variants; the rest is done per `lab up` in box.sh.
furnish_box_root() {
  local r=$1
  rm -rf "${r:?}"/var/lib/apt/lists/* "$r"/var/cache/apt/archives/*.deb "$r"/var/cache/apt/*.bin "$r"/var/log/*.log
  echo "$BOX_HOSTNAME" >"$r/etc/hostname"
  printf '127.0.0.1 localhost\n127.0.1.1 %s\n%s %s\n' "$BOX_HOSTNAME" "$CLOUD_ADDRESS" "${CLOUD_NAMES[*]}" >"$r/etc/hosts"
  echo 'nameserver 127.0.0.1' >"$r/etc/resolv.conf" # nobody listens: a name that is not in hosts fails at once
  cp "$CACHE/pki/ca.crt" "$r/usr/local/share/ca-certificates/kerberos-tunnel-lab.crt"
  chroot "$r" update-ca-certificates >/dev/null 2>&1
  if [[ -x $r/usr/bin/systemctl || -x $r/bin/systemctl ]]; then
    # nothing that wakes up by itself and changes files while a test compares before and after
    chroot "$r" systemctl -q mask getty.target console-getty.service getty@tty1.service apt-daily.timer \
      apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer dpkg-db-backup.timer systemd-tmpfiles-clean.timer
  else
    sed -i '/getty/d' "$r/etc/inittab" # there is no terminal
  fi
  chroot "$r" useradd --create-home --shell /bin/bash "$BOX_USER"
  printf '%s:%s\nroot:%s\n' "$BOX_USER" "$BOX_PASSWORD" "$BOX_ROOT_PASSWORD" | chroot "$r" chpasswd
  rm -f "$r"/etc/ssh/ssh_host_* # each `up` is a new machine with its own host key
  printf 'UseDNS no\nHostKey /etc/ssh/ssh_host_ed25519_key\nHostKey /etc/ssh/ssh_host_ecdsa_key\n' >"$r/etc/ssh/sshd_config.d/00-lab.conf"
  : >"$r/etc/machine-id"
  rm -f "$r/var/lib/dbus/machine-id"
}
