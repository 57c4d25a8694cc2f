/** Reads RTSP requests (RFC 2326) from a TCP connection; what lies between them in interleaved frames is passed over. */
export interface RtspRequest {
  readonly method: string;
  readonly uri: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

const MAX_HEAD = 16 * 1024;
const MAX_BODY = 64 * 1024;

export class RtspRequestReader {
  #pending: Buffer = Buffer.alloc(0);

  /** Complete requests so far. Null: this is not RTSP, or too long; the connection should be closed. */
  read(chunk: Buffer): RtspRequest[] | null {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    const found: RtspRequest[] = [];
    while (this.#pending.length > 0) {
      if (this.#pending[0] === 0x24) {
        // $ channel length: receiver reports of the viewer.
        if (this.#pending.length < 4) break;
        const end = 4 + this.#pending.readUInt16BE(2);
        if (this.#pending.length < end) break;
        this.#pending = this.#pending.subarray(end);
        continue;
      }
      const headEnd = this.#pending.indexOf('\r\n\r\n');
      if (headEnd < 0) {
        if (this.#pending.length > MAX_HEAD) return null;
        break;
      }
      const request = parseHead(this.#pending.subarray(0, headEnd).toString('utf8'));
      const bodyLength = Number(request?.headers.get('content-length') ?? 0);
      if (request === null || !(bodyLength >= 0 && bodyLength <= MAX_BODY)) return null;
      if (this.#pending.length < headEnd + 4 + bodyLength) break;
      this.#pending = this.#pending.subarray(headEnd + 4 + bodyLength);
      found.push(request);
    }
    return found;
  }
}

function parseHead(head: string): RtspRequest | null {
  const [first = '', ...lines] = head.replace(/^(?:\r\n)+/, '').split('\r\n');
  const match = /^([A-Z_]{1,20}) (\S{1,2000}) RTSP\/1\.0$/.exec(first);
  if (match === null) return null;
  const headers = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
  });
  return { method: match[1] ?? '', uri: match[2] ?? '', headers: new Map(headers) };
}
