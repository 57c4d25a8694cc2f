/** What the server granted in SETUP (RFC 2326 12.39). */
export type GrantedTransport =
  | { readonly kind: 'tcp'; /** Channel of RTP; RTCP is the next one. */ readonly channel: number }
  | { readonly kind: 'udp'; readonly serverPort: number | null };

/**
 * Reads the answer's `Transport`. `asked` tells what to assume where it says nothing: a TCP answer without `interleaved` means
 * the channels we named. A server that answers UDP to a request for TCP (H264DVR) gets UDP.
 */
export function grantedTransport(header: string | undefined, asked: { kind: 'tcp'; channel: number } | { kind: 'udp' }): GrantedTransport {
  const text = (header ?? '').slice(0, 1000);
  const channel = /interleaved\s*=\s*(\d{1,3})/i.exec(text)?.[1];
  if (channel !== undefined && Number(channel) <= 255) return { kind: 'tcp', channel: Number(channel) };
  const serverPort = Number(/server_port\s*=\s*(\d{1,5})/i.exec(text)?.[1] ?? NaN);
  const udp = { kind: 'udp' as const, serverPort: serverPort >= 1 && serverPort <= 65535 ? serverPort : null };
  if (asked.kind === 'udp') return udp;
  return /RTP\/AVP\/TCP/i.test(text) || text === '' ? { kind: 'tcp', channel: asked.channel } : udp;
}

/** `Session: 708345999;timeout=60`: the identifier and the seconds after which silence ends it (60 unless said, RFC 2326 12.37). */
export function sessionHeader(header: string | undefined): { id: string; timeoutSeconds: number } | null {
  const [id = '', ...params] = (header ?? '').slice(0, 500).split(';').map((part) => part.trim());
  if (id === '') return null;
  const timeout = Number(params.map((param) => /^timeout\s*=\s*(\d{1,5})/i.exec(param)?.[1]).find((value) => value !== undefined) ?? 60);
  return { id, timeoutSeconds: timeout >= 5 ? timeout : 5 };
}
