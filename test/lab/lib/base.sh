# shellcheck shell=bash disable=SC2034
# Names, paths and the few verbs that every other part of the lab uses.

LAB=${LAB:-lab}
# Interface names are at most 15 bytes and the hub's is "wg-$LAB"; a namespace name must also be a safe path.
[[ $LAB =~ ^[a-z][a-z0-9]{0,9}$ ]] || { echo "lab: LAB must be 1-10 lower case letters and digits, got '$LAB'" >&2; exit 2; }

REPO=$(cd "$LAB_DIR/../.." && pwd)
RUN_ROOT=/run/kerberos-tunnel-lab
STATE=$RUN_ROOT/$LAB
CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/kerberos-tunnel-lab

CLOUD_ADDRESS=203.0.113.10
SITE_NET=192.168.50
BOX_ADDRESS=$SITE_NET.2
LAPTOP_ADDRESS=$SITE_NET.3
HUB_INTERFACE=wg-$LAB

say() { echo "lab: $*"; }
die() { echo "lab: $*" >&2; exit 1; }
need_root() { [[ $(id -u) == 0 ]] || die "must run as root (it makes network namespaces)"; }

ns() { echo "$LAB-$1"; }
cam_ns() { printf '%s-cam%02d' "$LAB" "$1"; }
in_ns() { local where=$1; shift; ip netns exec "$(ns "$where")" "$@"; }
all_namespaces() { ip netns list 2>/dev/null | awk -v prefix="$LAB-" 'index($1, prefix) == 1 { print $1 }'; }

# wait_for SECONDS WHAT COMMAND... : polls until the command succeeds. Nothing in the lab sleeps and hopes.
wait_for() {
  local deadline=$(( $(now_ms) + $1 * 1000 )) what=$2
  shift 2
  until "$@" 2>/dev/null; do
    (( $(now_ms) < deadline )) || { echo "lab: gave up waiting for $what" >&2; return 1; }
    sleep 0.05
  done
}
now_ms() { local t=${EPOCHREALTIME/[.,]/}; echo $(( t / 1000 )); }

# --- processes: a pid file holds "PID STARTTIME", so that a recycled pid is never signalled -------------------------

start_time() { # field 22 of stat; the command name before it may hold spaces and brackets
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  stat=${stat##*) }
  cut -d' ' -f20 <<<"$stat"
}

record_pid() { echo "$2 $(start_time "$2")" >"$STATE/pids/$1"; }

# spawn NAME COMMAND... : a recorded background process in its own session, output to log/NAME.log.
# Descriptor 9 is the lab's lock (see `lab`): a child that kept it would hold the lock for ever.
spawn() {
  local name=$1
  shift
  setsid "$@" </dev/null >>"$STATE/log/$name.log" 2>&1 9<&- &
  record_pid "$name" $!
}

recorded_pid() { # prints the pid when the recorded process still lives
  local pid started
  read -r pid started 2>/dev/null <"$STATE/pids/$1" || return 1
  [[ -n $started && $(start_time "$pid") == "$started" ]] && echo "$pid"
}

# stop NAME [SECONDS] : TERM, then KILL after the grace time; returns when it is gone.
stop() {
  local pid
  if pid=$(recorded_pid "$1"); then
    kill -TERM "$pid" 2>/dev/null
    wait_for "${2:-3}" "$1 to end" not_alive "$1" 2>/dev/null || { kill -KILL "$pid" 2>/dev/null; wait_for 3 "$1 to die" not_alive "$1"; }
  fi
  rm -f "$STATE/pids/$1"
}
not_alive() { # a zombie is over: only its parent has not noticed
  local pid
  pid=$(recorded_pid "$1") || return 0
  [[ $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -c1) == Z ]]
}
