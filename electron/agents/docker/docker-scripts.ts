/*
 * The shell scripts that run on a computer with Docker: constant, values as positional parameters, in the subset that dash, bash and
 * busybox ash share, as `sh -c SCRIPT NAME argument...`, by root. Only what carries our label is ever changed. Passwords come in by a
 * file that Docker reads itself, never by an argument.
 */

/** `docker` is podman's own where the distribution made it so; without either nothing is done. */
const TOOL = `
if command -v docker >/dev/null 2>&1; then d=docker v='{{.Server.Version}}'
elif command -v podman >/dev/null 2>&1; then d=podman v='{{.Client.Version}}'
else d=; fi
`;

/**
 * Sets $mine: `yes`, `no`, or nothing where there is no such thing. $1: what kind; $2: its name; $3: id of the site, or nothing for
 * any. A quote inside of a label is written \", so no title can pass for a label.
 */
const OWNERSHIP = `
mine() {
  mine=
  case $1 in volume) labels=$($d volume inspect --format '{{json .Labels}}' "$2" 2>/dev/null) || return 0 ;;
  *) labels=$($d inspect --type container --format '{{json .Config.Labels}}' "$2" 2>/dev/null) || return 0 ;; esac
  want='"kerberos-tunnel.site":"'
  [ -z "$3" ] || want="$want$3\\""
  case $labels in *"$want"*) mine=yes ;; *) mine=no ;; esac
}
`;

/**
 * `sweep KEEP`: of the images that we brought ($f/pulled) those that no container uses go, but KEEP; those that stay are in the file
 * again. One at a time where there is `flock`.
 */
const SWEEP = `
sweep() {
  [ -f "$f/pulled" ] || return 0
  while IFS= read -r image; do
    if [ "$image" != "$1" ] && [ -z "$($d ps -aq --filter "ancestor=$image")" ]; then $d image rm "$image" >/dev/null 2>&1; fi
    if $d image inspect "$image" >/dev/null 2>&1; then echo "$image"; fi
  done <"$f/pulled" >"$f/pulled.new"
  if [ -s "$f/pulled.new" ]; then mv -f "$f/pulled.new" "$f/pulled"; else rm -f "$f/pulled" "$f/pulled.new"; fi
}
alone() {
  if command -v flock >/dev/null 2>&1; then exec 9<"$f" && flock -w 60 9; fi
}
`;

/** One line of JSON per container. Not the whole state: the health checks' own output can be longer than all that may be read. */
const CONTAINER =
  'container=[{{json .Name}},{{json .Config.Image}},{{json .Config.Labels}},{{json .State.Status}},{{.State.Running}},{{.State.Restarting}},{{.State.OOMKilled}},{{.State.ExitCode}},{{json .State.Error}},{{.RestartCount}},{{json .HostConfig.PortBindings}}]';

/** Prints `tool=` and `version=`, or `refused=` with what Docker said; sets $d to nothing then. */
const GREETING = `${TOOL}
echo "tool=$d"
if [ -n "$d" ]; then
  if answer=$($d version --format "$v" 2>&1); then echo "version=$answer"; else echo "refused=$(printf '%s' "$answer" | tr '\\n' ' ')"; d=; fi
fi
[ -n "$d" ] || exit 0
`;

export const LIST_NAME = 'docker-list';
/** What Docker is there, and all of its containers. */
export const LIST_SCRIPT = `${GREETING}
if [ "$d" = docker ]; then
  case $($d info --format '{{json .SecurityOptions}}' 2>/dev/null) in *rootless*) echo rootless=yes ;; esac
  place=$($d info --format '{{.DockerRootDir}}' 2>/dev/null)
else
  place=$($d info --format '{{.Store.GraphRoot}}' 2>/dev/null)
fi
[ -d "$place" ] && df -Pk "$place" | awk 'END { print "free=" $4 }'
ids=$($d ps -aq)
[ -z "$ids" ] || $d inspect --type container --format '${CONTAINER}' $ids
exit 0
`;

export const AGENT_LOOK_NAME = 'docker-agent-look';
/**
 * One agent. $1: the folder of the environment files; $2: name of the agent; $3: its image; $4: `ports` to show all that are in use.
 * Of the file only what an update must keep is shown.
 */
export const AGENT_LOOK_SCRIPT = `${GREETING}
c=kerberos-$2
if answer=$($d inspect --type container --format '${CONTAINER}' "$c" 2>&1); then printf '%s\\n' "$answer"
else case $answer in *[Nn]o\\ such*) ;; *) echo "refused=$(printf '%s' "$answer" | tr '\\n' ' ')"; exit 0 ;; esac; fi
if labels=$($d volume inspect --format '{{json .Labels}}' "$c" 2>/dev/null); then echo "volume=$labels"; fi
if [ -f "$1/$2.env" ]; then
  echo file=
  grep -E '^(# kerberos-tunnel\\.|AGENT_(KEY|USERNAME|PASSWORD|JWT_SECRET)=)' "$1/$2.env" | sed 's/^/file=/'
fi
if $d image inspect "$3" >/dev/null 2>&1; then echo image=yes; fi
if [ "$4" = ports ]; then
  ids=$($d ps -aq)
  [ -z "$ids" ] || $d inspect --type container --format 'bound={{json .HostConfig.PortBindings}}' $ids
  sed -n 's/^ *[0-9]*: [0-9A-F]*:\\([0-9A-F]\\{4\\}\\) [0-9A-F]*:0000 0A .*/listens=\\1/p' /proc/net/tcp /proc/net/tcp6 2>/dev/null
fi
exit 0
`;

export const PREPARE_NAME = 'docker-prepare';
/**
 * The folder, and the image. $1: the folder; $2: the image. That we brought it is written down before it is fetched, for undo. 74: the
 * folder cannot be written; else what `docker pull` ends with.
 */
export const PREPARE_SCRIPT = `${TOOL}
umask 077
mkdir -p "$1" && chmod 700 "$1" || exit 74
if $d image inspect "$2" >/dev/null 2>&1; then exit 0; fi
grep -qxF "$2" "$1/pulled" 2>/dev/null || echo "$2" >>"$1/pulled" || exit 74
exec $d pull --quiet "$2"
`;

export const RUN_NAME = 'docker-run';
/**
 * Runs an agent, in place of the one of that name where that is ours. $1: the folder; $2: name of the agent; $3: its image; $4: where it
 * is published, `127.0.0.1:8101`; $5: id of the site; $6: title of the camera; $7: what it is told, as a hash; $8: its key; $9: memory.
 * 65: the name is somebody else's; else what `docker run` ends with. A container that did not start is not left.
 * Its own log is kept short, because agents write passwords into it.
 */
export const RUN_SCRIPT = `${TOOL}${OWNERSHIP}${SWEEP}
c=kerberos-$2 f=$1
mine container "$c" "$5"
[ "$mine" != no ] || exit 65
if [ "$mine" = yes ]; then
  $d stop -t 10 "$c" >/dev/null 2>&1
  $d rm -f "$c" >/dev/null || exit 70
fi
mine volume "$c" "$5"
[ "$mine" != no ] || exit 65
[ "$mine" = yes ] || $d volume create --label "kerberos-tunnel.site=$5" "$c" >/dev/null || exit 70
$d run -d --name "$c" --restart=always --env-file "$1/$2.env" --publish "$4:80" --volume "$c:/home/agent/data" \\
  --label "kerberos-tunnel.site=$5" --label "kerberos-tunnel.agent=$2" --label "kerberos-tunnel.title=$6" --label "kerberos-tunnel.told=$7" --label "kerberos-tunnel.key=$8" \\
  --memory "$9" --log-driver json-file --log-opt max-size=10m "$3" >/dev/null
code=$?
if [ "$code" != 0 ]; then $d rm -f "$c" >/dev/null 2>&1; exit "$code"; fi
alone
sweep "$3"
exit 0
`;

export const REMOVE_NAME = 'docker-remove';
/**
 * Removes an agent with its volume and file; the images that we brought once nobody uses them, and the folder once it is empty. $1: the
 * folder; $2: name of the agent; $3: id of the site, or nothing for an agent of any. Prints `left=` for what stays. 65: the name is somebody
 * else's, and only our own file was removed. One at a time where there is `flock`, but for the ending of the agents themselves.
 */
export const REMOVE_SCRIPT = `${TOOL}${OWNERSHIP}${SWEEP}
c=kerberos-$2 f=$1
other=
if [ -n "$d" ]; then
  mine container "$c" "$3"
  case $mine in
    yes)
      $d stop -t 10 "$c" >/dev/null 2>&1
      $d rm -f "$c" >/dev/null || exit 70
      ;;
    no) other=yes ;;
  esac
  mine volume "$c" "$3"
  [ "$mine" != yes ] || $d volume rm "$c" >/dev/null || exit 70
fi
[ -d "$f" ] || exit 0
alone
if [ -z "$3" ] || grep -qxF "# kerberos-tunnel.site=$3" "$f/$2.env" 2>/dev/null; then rm -f "$f/$2.env"; fi
rm -f "$f/$2.env.kt-new"
[ -z "$d" ] || sweep ''
last=yes
for file in "$f"/*.env; do [ ! -e "$file" ] || last=; done
if [ -n "$last" ] && [ -f "$f/pulled" ]; then
  sed 's/^/left=/' "$f/pulled"
  rm -f "$f/pulled"
fi
rmdir "$f" "\${f%/*}" 2>/dev/null
[ -z "$other" ] || exit 65
exit 0
`;

export const LOGS_NAME = 'docker-logs';
/** $1: name of the agent; $2: lines; $3: bytes, of the end. Agents write to both of their outputs. */
export const LOGS_SCRIPT = `${TOOL}
[ -n "$d" ] || exit 0
$d logs --tail "$2" "kerberos-$1" 2>&1 | tail -c "$3"
exit 0
`;

export const EXEC_NAME = 'docker-exec-curl';
/** A call to the agent's own pages from inside of its container, by the curl that its image has for its health check. $1: name of the agent; all else comes in as curl's own file. */
export const EXEC_SCRIPT = `${TOOL}
[ -n "$d" ] || exit 127
exec $d exec -i "kerberos-$1" curl -sS -K -
`;
