import type { CheckResult } from '../../domain/box';
import type { BoxCheck } from '../../engine/ports';
import { NO_ANSWER, askBox, type Answer } from './ask-box';
import { finding } from './finding';

/** Where netclient asks for its public address too (its STUN list); nobody else on the internet answers strangers over UDP. */
const STUN = { host: 'stun.l.google.com', port: 19302 };

/*
 * A STUN binding request (RFC 8489 5: type 1, no attributes, the magic cookie, a transaction id of 12 bytes) to $0 port $1, twice
 * because the first may be lost. Every answer begins with 0x01. 3: the name is not known there; 1: silence.
 */
export const STUN_BASH =
  `exec 3<>"/dev/udp/$0/$1" || exit 3; for i in 1 2; do printf '\\0\\1\\0\\0\\41\\22\\244\\102kerberostun!' >&3; `
  + `IFS= read -r -t 2 -n 1 -u 3 b && [ "$b" = $'\\1' ] && exit 0; done; exit 1`;

export const STUN_PYTHON = `import socket,sys
try: a=socket.getaddrinfo(sys.argv[1],int(sys.argv[2]),socket.AF_INET,socket.SOCK_DGRAM)[0][4]
except OSError: sys.exit(3)
s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.settimeout(2)
for i in (1,2):
  try:
    s.sendto(b'\\0\\1\\0\\0\\x21\\x12\\xa4\\x42kerberostun!',a)
    if s.recv(500)[:1]==b'\\1': sys.exit(0)
  except OSError: pass
sys.exit(1)`;

/** A tunnel is UDP; a site whose firewall lets out only web pages has none, or a slow one. */
export const udpOutCheck: BoxCheck = {
  id: 'udp-out',
  run: async ({ box, site }, signal) => {
    if (site.overlay === null) return finding('udp-out', 'unknown', {}, 'no server was entered');
    const at = [STUN.host, String(STUN.port)];
    const [bash = NO_ANSWER] = await askBox(box, [['bash', '-c', STUN_BASH, ...at]], { signal });
    if (bash.code !== 127) return udpFinding(bash);
    const [python = NO_ANSWER] = await askBox(box, [['python3', '-c', STUN_PYTHON, ...at]], { signal });
    return udpFinding(python);
  },
};

function udpFinding({ code, text }: Answer): CheckResult {
  if (code === 0) return finding('udp-out', 'ok');
  if (code === 1) return finding('udp-out', 'warns', {}, `no answer from ${STUN.host}:${STUN.port}`);
  if (code === 3) return finding('udp-out', 'unknown', {}, `it does not know the name ${STUN.host}`);
  return finding('udp-out', 'unknown', {}, code === 127 ? 'it has neither bash nor python3 to ask with' : text);
}
