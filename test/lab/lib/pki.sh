# shellcheck shell=bash
# The lab's certificate authority, the cloud's server certificate and the SSH key of the technician.
# The CA is trusted by the spare box (baked into its root) and by what `lab in laptop` starts, by nothing else.

CLOUD_NAMES=(api.lab.test broker.lab.test factory.lab.test)

make_pki() {
  local dir=$CACHE/pki
  mkdir -p "$dir"
  if [[ ! -s $dir/ca.crt ]] || ! still_valid "$dir/ca.crt"; then
    say "pki: new certificate authority"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=Kerberos Tunnel lab CA" \
      -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" \
      -keyout "$dir/ca.key" -out "$dir/ca.crt.new" 2>/dev/null
    mv "$dir/ca.crt.new" "$dir/ca.crt"
    rm -f "$dir/server.crt"
  fi
  if [[ ! -s $dir/server.crt ]] || ! still_valid "$dir/server.crt"; then
    say "pki: server certificate for ${CLOUD_NAMES[*]}"
    local names="IP:$CLOUD_ADDRESS" name
    for name in "${CLOUD_NAMES[@]}"; do names+=",DNS:$name"; done
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=${CLOUD_NAMES[0]}" \
      -keyout "$dir/server.key" -out "$dir/server.csr" 2>/dev/null
    # 397 days is the longest that strict clients accept
    openssl x509 -req -in "$dir/server.csr" -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -CAcreateserial -days 397 \
      -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' "$names") \
      -out "$dir/server.crt.new" 2>/dev/null
    mv "$dir/server.crt.new" "$dir/server.crt"
  fi
  [[ -s $dir/id_ed25519 ]] || ssh-keygen -q -t ed25519 -N '' -C technician@lab -f "$dir/id_ed25519"
  chmod 600 "$dir"/*.key "$dir/id_ed25519"
}

still_valid() { openssl x509 -checkend $(( 30 * 86400 )) -noout -in "$1" >/dev/null; }
