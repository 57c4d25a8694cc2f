# shellcheck shell=bash
# The spare box: a whole system with its own PID 1 in systemd-nspawn, in a namespace of its own: Debian 12 with systemd unless
# the variants name another root. Its disk is an overlay over the cached root, on a tmpfs, so every `lab up` is a fresh
# machine and `down` forgets it.

BOX_VARIANTS="key nopass kbdint sudo sudopw sudotty nosudo nosudobin root rootkey port2222 banner maxauth fulldisk notun tunmodule wrongclock fwdrop legacy aptlocked readonly docker"
# Those that need systemd, and those that a box with root only and dropbear can have.
SYSTEMD_VARIANTS="tunmodule fwdrop"
OPENWRT_VARIANTS="root rootkey port2222 fulldisk notun"
BOX_CGROUPS=(systemd unified memory pids)

# The root that the variants name: "openwrt,notun" is an OpenWrt without /dev/net/tun.
root_of_variants() {
  local variant
  for variant in ${1//,/ }; do [[ " $BOX_ROOTS " == *" $variant "* ]] && { echo "$variant"; return; }; done
  echo debian12
}
box_root_name() { root_of_variants "$(cat "$STATE/box/variants")"; }

check_variants() { # VARIANTS : dies of those that are unknown or that the root cannot have
  local variant root
  root=$(root_of_variants "$1")
  for variant in ${1//,/ }; do
    [[ " $BOX_ROOTS $BOX_VARIANTS " == *" $variant "* ]] || die "unknown box variant '$variant'; known: $BOX_VARIANTS; roots: $BOX_ROOTS"
    [[ $variant == "$root" ]] && continue
    [[ $root != openwrt || " $OPENWRT_VARIANTS " == *" $variant "* ]] || die "openwrt cannot be '$variant', only: $OPENWRT_VARIANTS"
    [[ $root != sysv || " $SYSTEMD_VARIANTS " != *" $variant "* ]] || die "'$variant' needs systemd"
  done
}

box_dir() { echo "$STATE/box"; }
box_cgroup() { echo "kerberos-tunnel-lab-$LAB"; }
box_port() { [[ ",$(cat "$STATE/box/variants")," == *,port2222,* ]] && echo 2222 || echo 22; }
# OpenWrt has no other account.
box_login() { [[ $(box_root_name) == openwrt ]] && echo root || echo "$BOX_USER"; }
box_login_password() { [[ $(box_root_name) == openwrt ]] && echo "$BOX_ROOT_PASSWORD" || echo "$BOX_PASSWORD"; }

box_up() { # VARIANTS, comma separated
  local dir variants=$1 size=384m
  dir=$(box_dir)
  [[ ",$variants," == *,fulldisk,* ]] && size=16m
  mkdir -p "$dir"/{disk,root}
  echo "$variants" >"$dir/variants"
  mount -t tmpfs -o "size=$size,mode=755" "$LAB-box" "$dir/disk"
  mkdir "$dir/disk/upper" "$dir/disk/work"
  mount -t overlay "$LAB-box" -o "lowerdir=$(box_root "$(root_of_variants "$variants")")/root,upperdir=$dir/disk/upper,workdir=$dir/disk/work" "$dir/root"
  if [[ $(box_root_name) == openwrt ]]; then
    chroot "$dir/root" dropbearkey -t ed25519 -f /etc/dropbear/dropbear_ed25519_host_key >/dev/null 2>&1
  else
    chroot "$dir/root" ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
    chroot "$dir/root" ssh-keygen -q -t ecdsa -N '' -f /etc/ssh/ssh_host_ecdsa_key
  fi
  local variant
  for variant in ${variants//,/ }; do apply_variant "$variant" "$dir/root"; done
  [[ ",$variants," == *,fulldisk,* ]] && dd if=/dev/zero of="$dir/root/var/filler" bs=64k status=none 2>/dev/null
  box_poweron
}

apply_variant() { # NAME ROOT
  local r=$2 sshd=$2/etc/ssh/sshd_config.d/00-lab.conf
  [[ " $BOX_ROOTS " == *" $1 "* ]] && return
  if [[ $(box_root_name) == openwrt ]]; then
    case $1 in
      rootkey) install -m 600 "$CACHE/pki/id_ed25519.pub" "$r/etc/dropbear/authorized_keys" && install -d -m 700 "$r/root/.ssh" && ln -s /etc/dropbear/authorized_keys "$r/root/.ssh/authorized_keys" ;;
      port2222) echo 2222 >"$r/etc/dropbear/port" ;;
    esac
    return
  fi
  case $1 in
    key) authorise "$r" "$r/home/$BOX_USER" && chroot "$r" chown -R "$BOX_USER:$BOX_USER" "/home/$BOX_USER/.ssh" ;;
    nopass) echo 'PasswordAuthentication no' >>"$sshd" ;;
    kbdint) printf 'PasswordAuthentication no\nKbdInteractiveAuthentication yes\n' >>"$sshd" ;;
    sudo) sudoers "$r" "$BOX_USER ALL=(ALL) NOPASSWD:ALL" ;;
    sudopw) chroot "$r" usermod -aG sudo "$BOX_USER" ;;
    sudotty) chroot "$r" usermod -aG sudo "$BOX_USER" && sudoers "$r" 'Defaults requiretty' ;;
    nosudo) ;; # the user is in no group that may
    nosudobin) rm -f "$r/usr/bin/sudo" ;;
    root) echo 'PermitRootLogin yes' >>"$sshd" ;;
    rootkey) authorise "$r" "$r/root" && echo 'PermitRootLogin prohibit-password' >>"$sshd" ;;
    port2222) echo 'Port 2222' >>"$sshd" ;;
    banner)
      echo 'WARNING: authorised use only' >"$r/etc/issue.net"
      echo 'Banner /etc/issue.net' >>"$sshd"
      sed -i '1i echo "Welcome, you have mail."' "$r/home/$BOX_USER/.bashrc" # noise in front of every command's output
      ;;
    maxauth) echo 'MaxAuthTries 2' >>"$sshd" ;;
    fulldisk) ;; # a small disk, filled after all other variants have written
    legacy) # what servers of ten years ago know, from a server of today
      chroot "$r" ssh-keygen -q -t rsa -N '' -f /etc/ssh/ssh_host_rsa_key
      printf '%s\n' 'HostKey /etc/ssh/ssh_host_rsa_key' 'HostKeyAlgorithms ssh-rsa' 'KexAlgorithms diffie-hellman-group14-sha1' 'Ciphers aes128-cbc' 'MACs hmac-sha1' >>"$sshd"
      ;;
    aptlocked) # a package manager that never comes to its end (struct flock of fcntl(2), F_SETLK of F_WRLCK)
      cat >"$r/etc/systemd/system/updates.service" <<'U'
[Unit]
Description=Updates without end
Before=ssh.service
[Service]
ExecStart=/usr/bin/perl -e 'open(F, ">>", "/var/lib/dpkg/lock-frontend") or die; my $$lock = pack("s s x4 q q l x4", 1, 0, 0, 0, 0); fcntl(F, 6, $$lock) or die; sleep'
[Install]
WantedBy=multi-user.target
U
      chroot "$r" systemctl -q enable updates.service
      ;;
    docker) install -m 755 "$LAB_DIR/docker/docker" "$r/usr/bin/docker" ;; # its daemon is the runner's
    readonly) ;; # done by the runner: a root that nobody can write to
    notun) ;;    # done by the runner: the device cgroup refuses /dev/net/tun
    tunmodule)   # no /dev/net/tun until somebody loads the module, or names it for the next start; a container can load none itself
      cat >"$r/usr/local/sbin/modprobe" <<'P'
#!/bin/sh
for module; do :; done
[ "$module" = tun ] || { echo "modprobe: FATAL: Module $module not found in directory /lib/modules/$(uname -r)" >&2; exit 1; }
case " $* " in
  *' -n '*) ;;
  *' -r '*) rm -f /dev/net/tun ;;
  *) mkdir -p /dev/net && { [ -c /dev/net/tun ] || mknod -m 666 /dev/net/tun c 10 200; } ;;
esac
P
      chmod 755 "$r/usr/local/sbin/modprobe"
      cat >"$r/etc/systemd/system/lab-modules.service" <<'U'
[Unit]
Description=Kernel modules, as far as a container has any
DefaultDependencies=no
Before=sysinit.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'rm -f /dev/net/tun; ! grep -qsx tun /etc/modules-load.d/*.conf || /usr/local/sbin/modprobe tun'
[Install]
WantedBy=sysinit.target
U
      chroot "$r" systemctl -q enable lab-modules.service
      ;;
    wrongclock)  # a day ahead until it is set; the kernel's clock is the host's, which a container must not touch
      cat >"$r/usr/local/bin/date" <<'P'
#!/bin/sh
case $* in
  *'-s @'*) echo $((${*##*@} - $(/bin/date +%s))) >/run/lab-clock ;;
  +%s) echo $(($(/bin/date +%s) + $(cat /run/lab-clock 2>/dev/null || echo 86400))) ;;
  *) exec /bin/date "$@" ;;
esac
P
      chmod 755 "$r/usr/local/bin/date"
      ;;
    fwdrop) # a firewall of its own, with a FORWARD policy that must survive undo
      mkdir -p "$r/etc/iptables"
      printf '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -p tcp --dport 9 -j DROP\nCOMMIT\n' >"$r/etc/iptables/rules.v4"
      cat >"$r/etc/systemd/system/firewall.service" <<'U'
[Unit]
Description=The owner's firewall
Before=ssh.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/sbin/iptables-restore /etc/iptables/rules.v4
[Install]
WantedBy=multi-user.target
U
      chroot "$r" systemctl -q enable firewall.service
      ;;
  esac
}

authorise() { # ROOT HOME
  install -d -m 700 "$2/.ssh"
  install -m 600 "$CACHE/pki/id_ed25519.pub" "$2/.ssh/authorized_keys"
}

sudoers() { # ROOT LINE
  echo "$2" >"$1/etc/sudoers.d/lab"
  chmod 440 "$1/etc/sudoers.d/lab"
}

box_poweron() {
  local controller notun= readonly= docker=
  recorded_pid box >/dev/null && die "the box is on"
  for controller in "${BOX_CGROUPS[@]}"; do
    [[ -d /sys/fs/cgroup/$controller ]] && mkdir -p "/sys/fs/cgroup/$controller/$(box_cgroup)"
  done
  [[ ",$(cat "$STATE/box/variants")," == *,notun,* ]] && notun=yes
  [[ ",$(cat "$STATE/box/variants")," == *,readonly,* ]] && readonly=yes
  [[ ",$(cat "$STATE/box/variants")," == *,docker,* ]] && docker="$REPO/dist/test/lab-docker.cjs $STATE/docker"
  spawn box env BOX_NO_TUN=$notun BOX_READ_ONLY=$readonly BOX_DOCKER="$docker" "$LAB_DIR/lib/box-runner.sh" "$LAB" "$(box_dir)/root" "$BOX_MAC" "$BOX_ADDRESS" "$SITE_NET.1" "$(box_cgroup)"
}

# The box's PID 1 as the host sees it: the child of the nspawn that our runner started.
box_leader() {
  local runner nspawn
  runner=$(recorded_pid box) || return 1
  nspawn=$(pgrep -P "$runner" -x systemd-nspawn) || return 1
  pgrep -P "$nspawn" | head -1 | grep .
}

box_exec() {
  local leader
  leader=$(box_leader) || die "the box is off"
  nsenter -t "$leader" -m -u -i -n -p -- /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"
}

# sshd of systemd listens before logins are allowed (/run/nologin), so the port alone proves nothing.
box_ready() {
  wait_for 40 "the box to accept logins" box_accepts_logins || { tail -5 "$STATE/log/box.log" >&2; return 1; }
}
box_accepts_logins() {
  local leader
  leader=$(box_leader) || return 1
  case $(box_root_name) in
    debian*) [[ -e /proc/$leader/root/run/nologin || ! -e /proc/$leader/root/run/systemd/system ]] && return 1 ;;
    sysv) [[ -e /proc/$leader/root/run/nologin ]] && return 1 ;;
    openwrt) [[ -e /proc/$leader/root/tmp/.booted ]] || return 1 ;;
  esac
  timeout 1 ip netns exec "$(ns laptop)" bash -c "exec 3<>/dev/tcp/$BOX_ADDRESS/$(box_port) && head -c 3 <&3 | grep -q SSH"
}

# What starts and what the kernel still tries out would look like a change: booted, and no IPv6 address in its trial time.
box_is_settled() {
  local leader
  leader=$(box_leader) || return 1
  case $(box_root_name) in
    debian*) [[ $(box_exec systemctl is-system-running) =~ ^(running|degraded)$ ]] || return 1 ;;
    sysv) [[ $(box_exec runlevel) == *2 && -z $(box_exec pgrep -x rc) ]] || return 1 ;;
  esac
  [[ -z $(nsenter -t "$leader" -n ip -6 address show tentative) ]]
}

# A power cut: the wire goes first, or the dying kernel sockets would say goodbye with a FIN.
box_powercut() {
  local leader
  leader=$(box_leader) || die "the box is off"
  ip -n "$(ns lan)" link set box0 down
  kill -KILL "$leader"
  wait_for 10 "the box to die" not_alive box
  rm -f "$STATE/pids/box"
}

box_reboot() {
  local before boots
  boots=$(grep -c '^BOOT' "$STATE/log/box.log")
  before=$(box_leader) || die "the box is off"
  # without systemd the command itself is killed by the reboot
  if [[ $(box_root_name) == debian* ]]; then box_exec systemctl reboot || true; else box_exec reboot >/dev/null 2>&1 || true; fi
  wait_for 40 "the box to reboot" booted_again "$boots" "$before"
  box_ready
}
booted_again() {
  local leader
  (( $(grep -c '^BOOT' "$STATE/log/box.log") > $1 )) && leader=$(box_leader) && [[ $leader != "$2" ]]
}

box_down() {
  local dir leader
  dir=$(box_dir)
  leader=$(box_leader) && kill -KILL "$leader" 2>/dev/null
  stop box 5
  local mounted
  for mounted in "$dir/root" "$dir/disk"; do
    mountpoint -q "$mounted" || continue
    wait_for 3 "$mounted to be free" umount "$mounted" 2>/dev/null || umount -l "$mounted"
  done
  local controller
  for controller in "${BOX_CGROUPS[@]}" devices; do
    [[ -d /sys/fs/cgroup/$controller/$(box_cgroup) ]] || continue
    wait_for 3 "cgroup $controller to be empty" remove_cgroup "/sys/fs/cgroup/$controller/$(box_cgroup)"
  done
  rm -rf --one-file-system "$dir"
}
remove_cgroup() {
  find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
  [[ ! -d $1 ]]
}
