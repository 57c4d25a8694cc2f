/*
 * Scripts for getting the client onto the box; constants, run as `sh -c SCRIPT NAME [argument]`, see `scripts.ts`. The practice box
 * knows them by identity.
 */

/** `$download URL FILE`; a file of `-` is standard output. uclient-fetch is OpenWrt's; apt-helper is in every apt, also where nothing else is. */
const DOWNLOADER = `
download() {
  if command -v curl >/dev/null 2>&1; then
    curl -fsSL --retry 2 -o "$2" "$1"
  elif command -v wget >/dev/null 2>&1; then
    wget -q -O "$2" "$1"
  elif command -v uclient-fetch >/dev/null 2>&1; then
    uclient-fetch -q -O "$2" "$1"
  elif busybox wget --help >/dev/null 2>&1; then
    busybox wget -q -O "$2" "$1"
  elif [ -x /usr/lib/apt/apt-helper ]; then
    folder=$(mktemp -d) || return
    /usr/lib/apt/apt-helper download-file "$1" "$folder/file" >/dev/null
    result=$?
    if [ $result -eq 0 ] && [ "$2" = - ]; then cat "$folder/file"; elif [ $result -eq 0 ]; then cp "$folder/file" "$2"; fi
    rm -rf "$folder"
    return $result
  else
    return 127
  fi
}
`;

export const TOOLS_NAME = 'client-ways';
/** What the box has for installing, as `key=value` lines. A container program counts only where it answers. */
export const TOOLS_SCRIPT = `
for tool in curl wget uclient-fetch; do
  if command -v "$tool" >/dev/null 2>&1; then echo "download=$tool"; break; fi
done
if busybox wget --help >/dev/null 2>&1; then echo download=busybox; fi
if [ -x /usr/lib/apt/apt-helper ]; then echo download=apt-helper; fi
if command -v apt-get >/dev/null 2>&1; then
  echo packages=apt
elif command -v dnf >/dev/null 2>&1; then
  echo packages=dnf
fi
for tool in docker podman; do
  if command -v "$tool" >/dev/null 2>&1 && "$tool" ps -q >/dev/null 2>&1; then echo "container=$tool"; break; fi
done
exit 0
`;

export const FETCH_NAME = 'client-fetch';
/** $1 address, $2 file, which nobody else may read or run until it was compared. */
export const FETCH_SCRIPT = `umask 077${DOWNLOADER}
rm -f "$2"
download "$1" "$2"
`;

export const EXAMINE_NAME = 'client-examine';
/**
 * $1 file, $2 its SHA-256. The first line of the answer is the sum that it has, by whatever program is there; only where that is
 * the expected one the file is run, to say its version, and the last line has its exit code.
 */
export const EXAMINE_SCRIPT = `
if command -v sha256sum >/dev/null 2>&1; then
  sum=$(sha256sum "$1")
elif command -v openssl >/dev/null 2>&1; then
  sum=$(openssl dgst -sha256 -r "$1")
elif command -v shasum >/dev/null 2>&1; then
  sum=$(shasum -a 256 "$1")
else
  sum=$(busybox sha256sum "$1")
fi
sum=\${sum%% *}
echo "$sum"
[ "$sum" = "$2" ] || exit 0
chmod 0700 "$1" && "$1" version
echo "$?"
exit 0
`;

export const INSTALL_NAME = 'client-install';
/** $1 file: lets it install itself, then takes it away. */
export const INSTALL_SCRIPT = `
"$1" install
code=$?
rm -f "$1"
exit $code
`;

export const APT_OFFER_NAME = 'apt-offer';
/** $1: address of the package source. Its list for this processor, as far as it tells names, versions and needs; nothing is written. */
export const APT_OFFER_SCRIPT = `${DOWNLOADER}
download "$1/dists/stable/main/binary-$(dpkg --print-architecture)/Packages" - | grep -E '^(Package|Version|Depends): '
`;
