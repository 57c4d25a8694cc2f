/** WireGuard renews its keys every two minutes while something is sent, and keepalives are: an older handshake is a dead tunnel. */
export const FRESH_SECONDS = 180;
