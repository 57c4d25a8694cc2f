# shellcheck shell=bash
# The Debian packages the lab stands on. Quick when all are there: one dpkg-query, no network.

LAB_PACKAGES=(
  iproute2 iptables nftables procps util-linux jq curl openssl openssh-client sshpass netcat-openbsd iputils-ping tcpdump
  gcc libc6-dev                                  # wanem
  mmdebstrap systemd-container                   # the spare box
  wireguard-go wireguard-tools                   # the hub in the cloud
  ffmpeg python3 python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good
  gstreamer1.0-plugins-bad gstreamer1.0-rtsp gstreamer1.0-tools
)

# missing_packages NAME... : those that are not installed, one a line.
missing_packages() {
  local package installed
  # shellcheck disable=SC2016 # ${...} is dpkg's own format language
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null | awk '$1 == "installed" { print $2 }')
  for package; do
    grep -qxF "$package" <<<"$installed" || echo "$package"
  done
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "${LAB_PACKAGES[@]}")
  if (( ${#missing[@]} == 0 )); then say "packages: all present"; return; fi
  say "packages: installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
