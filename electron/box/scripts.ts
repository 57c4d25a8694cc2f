/*
 * Every shell script that is ever sent to a box; all constant, all values as positional parameters or on standard input, all
 * in the subset that dash, bash and busybox ash share. The practice box knows them by identity.
 */

/**
 * Around every command, as `sh -c WIRE_SCRIPT sh argv...`. The lines `kt:<pid>` on both outputs tell where the answer begins
 * (a noisy .bashrc prints before) and which process to end on cancel: `exec` keeps the pid. The path is extended because a
 * non-interactive login of a normal user lacks the sbin folders on Debian.
 */
export const WIRE_SCRIPT =
  'LC_ALL=C; PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"; export LC_ALL PATH; echo "kt:$$"; echo "kt:$$" >&2; exec "$@"';

/**
 * Around every command that runs as root, inside sudo or doas. Lines up to `kt:stdin` are dropped: sudo reads exactly one line
 * when it wants the password and none when it does not, so whatever the policy is, no password reaches the command. `read` of
 * a shell takes one byte at a time from a pipe, so the command's own input stays whole. `kt:root` tells that sudo is past.
 */
export const ROOT_SCRIPT =
  'LC_ALL=C; PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"; export LC_ALL PATH; while IFS= read -r line && [ "$line" != kt:stdin ]; do :; done; unset line; echo kt:root >&2; exec "$@"';

/**
 * Ends a command ($1: pid) with its process group and everything that it started; what does not go within 3 seconds is killed.
 * dropbear makes no group of a command, so its children are looked up: the fourth field of /proc/PID/stat is the parent, after a
 * name in brackets that may hold anything.
 */
export const END_SCRIPT =
  'k() { for f in /proc/[0-9]*/stat; do { IFS= read -r l < "$f"; } 2>/dev/null || continue; l="${l##*) }"; l="${l#* }"; if [ "${l%% *}" = "$1" ]; then f="${f#/proc/}"; f="${f%/stat}"; echo "$f"; k "$f"; fi; done; }; ' +
  'a="$1 $(k "$1")"; for p in "-$1" $a; do kill -s TERM -- "$p" 2>/dev/null; done; for i in 1 2 3; do n=; for p in $a; do kill -0 "$p" 2>/dev/null && n=1; done; [ -n "$n" ] || exit 0; sleep 1; done; ' +
  'for p in "-$1" $a; do kill -s KILL -- "$p" 2>/dev/null; done; exit 0';

/**
 * Standard input to a file: $1 path, $2 mode, $3 size in bytes. The size is checked before the rename, because a broken
 * connection looks like the end of the input. noclobber makes the temporary file with O_EXCL: no symbolic link is followed.
 */
export const WRITE_SCRIPT =
  'umask 077; t="$1.kt-new"; rm -f "$t"; set -C; if cat > "$t" && [ "$(wc -c < "$t")" -eq "$3" ] && chmod "$2" "$t" && mv -f "$t" "$1"; then exit 0; fi; rm -f "$t"; exit 74';
