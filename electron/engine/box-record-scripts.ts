/*
 * The shell scripts for the box's memory and its lock: constant, values as positional parameters or on standard input, in the
 * subset that dash, bash and busybox ash share. They are run as `sh -c SCRIPT NAME argument...`, as root.
 */

/** Root's alone. `/var` is what a system keeps; where it is in memory only, the answer says so. */
export const RECORD_DIRECTORY = '/var/lib/kerberos-tunnel';

/** The first of these that is there: gone after a restart, writable also where the root is not. */
export const LOCK_PLACES = ['/run', '/var/run'] as const;
export const LOCK_NAME = 'kerberos-tunnel.lock';

/** Bytes that are read of the own record and of the heads of others. */
const OWN_BYTES = 900_000;
const HEAD_BYTES = 2_000;

/**
 * The lock is a file of two lines, `token owner begun beat` and who it is. Times are seconds since the box started: its clock may be
 * set by a repair in the meantime. `ln` makes it with its content or not at all.
 */
const PLACE = `
umask 077
set -f
for d in ${LOCK_PLACES.join(' ')} ${RECORD_DIRECTORY}; do [ -d "$d" ] && [ -w "$d" ] && break; done
l="$d/${LOCK_NAME}"
read -r up rest </proc/uptime
up=\${up%%.*}
holder() { line=; who=; { IFS= read -r line; IFS= read -r who; } 2>/dev/null <"$l"; }
`;

/** Prints the record of the site $f whole and the heads of all others, each behind a line `record=<site>`. */
const SHOW = `
p=${RECORD_DIRECTORY}
if [ -d "$p" ]; then
  set +f
  for file in "$p"/*.json; do
    [ -f "$file" ] && [ ! -L "$file" ] || continue
    name=\${file##*/}
    name=\${name%.json}
    echo "record=$name"
    if [ "$name" = "$f" ]; then head -c ${OWN_BYTES} "$file"; else head -n 1 "$file" | head -c ${HEAD_BYTES}; fi
    echo
  done
fi
exit 0
`;

export const HOLD_NAME = 'hold-box';
/**
 * Takes the lock and shows what the box remembers. $1 token of this run, $2 owner (a history on a laptop), $3 seconds after which a
 * holder that gave no sign is gone, $4 who we are, $5 id of the site. Prints `lock=held|own|stale` (whose it was before) or
 * `lock=busy`, then `age=<seconds>` and `who=`. Whoever
 * may replace a lock that is nobody's any more is decided by a second one, `.next`, and the first is never absent meanwhile.
 */
export const HOLD_SCRIPT = `${PLACE}
t=$1 o=$2 x=$3 w=$4 f=$5
n="$l.$t"
printf '%s %s %s %s\\n%s\\n' "$t" "$o" "$up" "$up" "$w" >"$n" || exit 73
was=held age=0 old= tries=0
while ! ln "$n" "$l" 2>/dev/null; do
  tries=$((tries + 1))
  [ "$tries" -le 20 ] || { rm -f "$n"; exit 73; }
  holder
  [ -n "$line" ] || [ -e "$l" ] || continue
  set -- $line 0 0 0 0
  case "$3$4" in *[!0-9]*) set -- - - 0 0 ;; esac
  quiet=$((up - $4))
  now=stale
  if [ "$2" = "$o" ]; then now=own; elif [ "$quiet" -ge 0 ] && [ "$quiet" -lt "$x" ]; then now=busy; fi
  age=$((up - $3)) old=$who seen=$line
  if [ "$now" != busy ]; then
    if ln "$n" "$l.next" 2>/dev/null; then
      holder
      if [ "$line" = "$seen" ] && mv -f "$n" "$l"; then was=$now; rm -f "$l.next"; break; fi
      rm -f "$l.next"
      continue
    fi
    # Somebody else is at it; if he died there, that too ends.
    { IFS= read -r line; IFS= read -r who; } 2>/dev/null <"$l.next" || continue
    set -- $line 0 0 0 0
    case "$4" in *[!0-9]*) set -- - - 0 0 ;; esac
    quiet=$((up - $4))
    if [ "$quiet" -lt 0 ] || [ "$quiet" -ge 60 ]; then rm -f "$l.next"; continue; fi
    age=$quiet old=$who
  fi
  rm -f "$n"
  echo lock=busy
  echo "age=$age"
  echo "who=$old"
  exit 0
done
[ "$was" != held ] || age=0 old=
rm -f "$n"
echo "lock=$was"
echo "age=$age"
echo "who=$old"
# A file system in memory forgets; df names it after its kind.
case "$(df -P /var 2>/dev/null | tail -n 1)" in tmpfs\\ * | ramfs\\ *) echo memory=until-restart ;; esac
${SHOW}`;

export const SHOW_NAME = 'show-box-records';
/** The same without the lock. $1 id of the site. Changes nothing. */
export const SHOW_SCRIPT = `
f=$1
${SHOW}`;

export const BEAT_NAME = 'keep-box';
/** A sign of life for the lock. $1 token. */
export const BEAT_SCRIPT = `${PLACE}
t=$1
holder
set -- $line - - - -
[ "$1" = "$t" ] || exit 75
printf '%s %s %s %s\\n%s\\n' "$t" "$2" "$3" "$up" "$who" >"$l.$t" && mv -f "$l.$t" "$l"
`;

export const NOTE_NAME = 'note-on-box';
/**
 * $1 token, $2 id of the site, $3 `write` (the record comes on standard input, $4 bytes of it), `remove` or `leave`, $5 `hold` or
 * `release`. 75: the lock is not ours any more, and nothing was done. The size is checked before the rename, because a broken
 * connection looks like the end of the input; noclobber follows no symbolic link. OpenWrt has no /var/lib, and gets none for good.
 */
export const NOTE_SCRIPT = `${PLACE}
t=$1 p=${RECORD_DIRECTORY}
file="$p/$2.json"
what=$3 size=$4 last=$5
holder
case "$line" in "$t "*) ;; *) exit 75 ;; esac
code=0
case $what in
  write)
    [ -d "$p" ] || mkdir -p "$p" || code=74
    [ "$code" != 0 ] || chmod 700 "$p" || code=74
    rm -f "$file.new"
    set -C
    if [ "$code" = 0 ] && cat >"$file.new" && [ "$(wc -c <"$file.new")" -eq "$size" ] && { sync "$file.new" 2>/dev/null || :; } && mv -f "$file.new" "$file"; then :; else rm -f "$file.new"; rmdir "$p" 2>/dev/null; code=74; fi
    set +C
    ;;
  remove)
    rm -f "$file" "$file.new" || code=74
    ;;
esac
[ "$last" = hold ] || rm -f "$l"
[ "$what" != remove ] || rmdir "$p" "\${p%/*}" 2>/dev/null
exit $code
`;
