# shellcheck shell=bash
# Programs that no one here wrote and that answer discovery: what they say is not what we expect to hear because we wrote it.
# Some are system services: they are installed, but neither started nor left to start with the machine.

FOREIGN_PACKAGES=(wsdd avahi-daemon minidlna vlc-bin vlc-plugin-base ffmpeg gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good python3-gi)

install_foreign_responders() {
  local missing package policy=/usr/sbin/policy-rc.d made=0
  mapfile -t missing < <(missing_packages "${FOREIGN_PACKAGES[@]}")
  if (( ${#missing[@]} == 0 )); then say "foreign responders: all present"; return; fi
  say "foreign responders: installing ${missing[*]}"
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    made=1
  fi
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; } || { (( made )) && rm -f "$policy"; die "foreign responders: cannot be installed"; }
  if (( made )); then rm -f "$policy"; fi
  if [[ -d /run/systemd/system ]]; then
    for package in "${missing[@]}"; do
      case $package in wsdd | avahi-daemon | minidlna) systemctl disable --quiet "$package" || true ;; esac
    done
  fi
}
