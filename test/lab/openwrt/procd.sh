# What service scripts say to procd: one instance each, with a command, an environment and respawn.
procd_begin() { PROCD_NAME=$1; }
procd_open_instance() { PROCD_COMMAND=; PROCD_ENV=; PROCD_RESPAWN=; }
procd_set_param() {
  local kind=$1 word
  shift
  case $kind in
    command) PROCD_COMMAND=; for word; do PROCD_COMMAND="$PROCD_COMMAND '$(printf %s "$word" | sed "s/'/'\\\\''/g")'"; done ;;
    env) for word; do PROCD_ENV="$PROCD_ENV '$(printf %s "$word" | sed "s/'/'\\\\''/g")'"; done ;;
    respawn) PROCD_RESPAWN=${2:-5} ;;
  esac
  return 0
}
procd_append_param() { procd_set_param "$@"; }
procd_close_instance() {
  # A service that runs is left alone, as procd does when nothing of it changed.
  procd_running "$PROCD_NAME" && return 0
  eval "exec /sbin/procd \"\$PROCD_NAME\" \"\$PROCD_RESPAWN\" env $PROCD_ENV $PROCD_COMMAND" </dev/null >/dev/null 2>&1 &
  # Returned when the instance is known, so that a question right after it is answered.
  while ! [ -s "/var/run/procd/$PROCD_NAME" ]; do :; done
}
procd_running() { [ -s "/var/run/procd/$1" ] && kill -0 "$(cat "/var/run/procd/$1")" 2>/dev/null; }
procd_kill() {
  procd_running "$1" || return 0
  local supervisor
  supervisor=$(cat "/var/run/procd/$1")
  kill -TERM "$supervisor"
  while kill -0 "$supervisor" 2>/dev/null; do sleep 0.05; done
}
