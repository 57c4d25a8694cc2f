# shellcheck shell=bash
# The two programs that the lab compiles, each kept under the hash of its source.

NETCLIENT_VERSION=v1.5.1 # what `netclient version` says; the simulated server says the same
NETCLIENT_START_DELAY=1  # seconds in ExecStartPre=/bin/sleep; the real unit has 17
NETCLIENT_PULL_SECONDS=2 # the real daemon pulls every 30 s when it has no message broker

wanem_binary() { echo "$CACHE/wanem-$(sha256sum <"$LAB_DIR/wan/wanem.c" | cut -c1-12)"; }
netclient_binary() { echo "$CACHE/netclient-$(netclient_key)"; }
netclient_key() {
  { cat "$LAB_DIR"/netclient/*.go "$LAB_DIR"/netclient/go.*; echo "$NETCLIENT_VERSION $NETCLIENT_START_DELAY $NETCLIENT_PULL_SECONDS"; } |
    sha256sum | cut -c1-12
}

make_wanem() {
  local binary
  binary=$(wanem_binary)
  if [[ -x $binary ]]; then say "wanem: present"; return; fi
  say "wanem: compiling"
  rm -f "$CACHE"/wanem-*
  gcc -O2 -Wall -Wextra -o "$binary.new" "$LAB_DIR/wan/wanem.c"
  mv "$binary.new" "$binary"
}

make_netclient() {
  local binary go
  binary=$(netclient_binary)
  if [[ -x $binary ]]; then say "netclient stand-in: present"; return; fi
  go=$(command -v go || echo /usr/local/go/bin/go)
  [[ -x $go ]] || die "Go is needed to build the netclient stand-in and is not on PATH"
  say "netclient stand-in: compiling"
  rm -f "$CACHE"/netclient-*
  (
    cd "$LAB_DIR/netclient" || exit
    CGO_ENABLED=0 GOOS=linux GOARCH=amd64 GOWORK=off nice "$go" build -trimpath -buildvcs=false \
      -ldflags "-s -w -X main.version=$NETCLIENT_VERSION -X main.startDelaySeconds=$NETCLIENT_START_DELAY -X main.pullSeconds=$NETCLIENT_PULL_SECONDS" \
      -o "$binary.new" .
  )
  mv "$binary.new" "$binary"
}
