/** What arrives on an RTSP connection, mixed at will: answers, the server's own requests, and RTP or RTCP packets. */
export type RtspItem =
  | { readonly kind: 'response'; readonly status: number; readonly reason: string; readonly headers: RtspHeaders; readonly body: Buffer; readonly protocol: 'RTSP' | 'HTTP' }
  | { readonly kind: 'request'; readonly method: string; readonly uri: string; readonly headers: RtspHeaders; readonly body: Buffer }
  | { readonly kind: 'interleaved'; readonly channel: number; readonly payload: Buffer };

/** Lower-case names; repeated headers stay apart. */
export type RtspHeaders = ReadonlyMap<string, readonly string[]>;

/** Bytes. A 401 with several challenges is under 1 KB, an SDP under 10 KB. */
const MAX_HEAD = 32 * 1024;
const MAX_BODY = 512 * 1024;
const MAX_HEADERS = 100;
/** Bytes that make no sense before we give up: some firmwares leave a few between frames after a dropped packet. */
const MAX_NOISE = 256 * 1024;

const DOLLAR = 0x24;
const LINE_FEED = 0x0a;
/** Bytes of a start line; the longest request line on record has 300. */
const MAX_START_LINE = 2_100;
const STATUS_LINE = /^(RTSP|HTTP)\/\d\.\d ([1-9]\d{2})(?: (.*))?$/;
const REQUEST_LINE = /^([A-Z_]{3,20}) (\S{1,2000}) RTSP\/\d\.\d$/;

/**
 * Incremental parser of RTSP 1.0 (RFC 2326) with interleaved frames (10.12). Give it bytes as they come; it returns what is
 * complete. Never throws: what it cannot read it skips, and after too much of that `broken` is true and it returns nothing more.
 */
export class RtspParser {
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Nothing can be complete before this many bytes are here: saves joining again and again what drips in. */
  #needed = 1;
  /** Nothing can be complete without another line feed either, up to this many bytes; 0: it can. */
  #lineUntil = 0;
  #noise = 0;
  #broken = false;

  get broken(): boolean {
    return this.#broken;
  }

  push(chunk: Uint8Array): RtspItem[] {
    if (this.#broken) return [];
    // A copy, so that a small rest does not keep a large chunk alive, nor change with the caller's buffer.
    this.#chunks.push(Buffer.from(chunk));
    this.#bytes += chunk.length;
    if (this.#bytes < this.#needed || (this.#bytes < this.#lineUntil && !chunk.includes(LINE_FEED))) return [];
    let data = this.#chunks.length === 1 ? (this.#chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#chunks);
    this.#needed = 1;
    this.#lineUntil = 0;
    const items: RtspItem[] = [];
    for (;;) {
      const step = this.#next(data);
      if (step === null) break;
      data = data.subarray(step.used);
      if (step.item === null) {
        this.#noise += step.used;
        if (this.#noise > MAX_NOISE) {
          this.#broken = true;
          data = Buffer.alloc(0);
          break;
        }
      } else {
        if (step.item.kind !== 'interleaved') this.#noise = 0;
        items.push(step.item);
      }
    }
    this.#chunks = data.length === 0 ? [] : [Buffer.from(data)];
    this.#bytes = data.length;
    return items;
  }

  /** One item, or bytes to skip (`item: null`), or null when more bytes are needed. */
  #next(data: Buffer): { used: number; item: RtspItem | null } | null {
    if (data.length === 0) return null;
    if (data[0] === DOLLAR) {
      if (data.length < 4) return null;
      const length = data.readUInt16BE(2);
      if (data.length < 4 + length) return this.#wait(4 + length);
      return { used: 4 + length, item: { kind: 'interleaved', channel: data[1] ?? 0, payload: data.subarray(4, 4 + length) } };
    }
    let blank = 0;
    while (blank < data.length && (data[blank] === 0x0d || data[blank] === 0x0a || data[blank] === 0x20)) blank++;
    if (blank > 0) return { used: blank, item: null };
    if (!startsMessage(data)) return { used: toNextStart(data), item: null };

    // The line alone, before its head is looked for: noise is full of beginnings.
    const first = lineEnd(data.subarray(0, MAX_START_LINE));
    if (first === null) return data.length >= MAX_START_LINE ? { used: toNextStart(data), item: null } : this.#waitForLine(MAX_START_LINE);
    const startLine = data.subarray(0, first).toString('latin1').trim();
    const status = STATUS_LINE.exec(startLine);
    const request = REQUEST_LINE.exec(startLine);
    if (status === null && request === null) return { used: toNextStart(data), item: null };
    const head = headEnd(data.subarray(0, MAX_HEAD));
    if (head === null) {
      // An answer whose head does not end is no accident of lost packets.
      if (data.length < MAX_HEAD) return this.#waitForLine(MAX_HEAD);
      this.#broken = true;
      return null;
    }
    const [, ...lines] = data.subarray(0, head.end).toString('latin1').split(/\r\n|\n|\r/);
    const headers = readHeaders(lines);
    const announced = Number(/^\d{1,9}/.exec(headers.get('content-length')?.[0]?.trim() ?? '')?.[0] ?? 0);
    if (announced > MAX_BODY) {
      this.#broken = true;
      return null;
    }
    const end = head.next + announced;
    if (data.length < end) return this.#wait(end);
    const body = data.subarray(head.next, end);
    if (status !== null) {
      return { used: end, item: { kind: 'response', protocol: status[1] === 'HTTP' ? 'HTTP' : 'RTSP', status: Number(status[2]), reason: status[3] ?? '', headers, body } };
    }
    return { used: end, item: { kind: 'request', method: request?.[1] ?? '', uri: request?.[2] ?? '', headers, body } };
  }

  #wait(bytes: number): null {
    this.#needed = bytes;
    return null;
  }

  #waitForLine(until: number): null {
    this.#lineUntil = until;
    return null;
  }
}

/** Could a start line begin here? Answered for as few bytes as there are. */
function startsMessage(data: Buffer): boolean {
  const start = data.subarray(0, 5).toString('latin1');
  return ['RTSP/', 'HTTP/'].some((word) => word.startsWith(start)) || /^[A-Z_]{1,5}$/.test(start) || /^[A-Z_]{3,4} $/.test(start);
}

/** Bytes up to the next place where something could begin. */
function toNextStart(data: Buffer): number {
  const message = data.indexOf('RTSP/', 1, 'latin1');
  // Only up to there: beginnings that stand close together must not cost a look at everything behind them each.
  const dollar = data.subarray(0, message < 0 ? data.length : message).indexOf(DOLLAR, 1);
  const found = [dollar, message].filter((index) => index > 0);
  // The last four bytes may be the beginning of "RTSP/".
  return found.length > 0 ? Math.min(...found) : Math.max(1, data.length - 4);
}

function lineEnd(data: Buffer): number | null {
  const found = [data.indexOf(0x0a), data.indexOf(0x0d)].filter((index) => index >= 0);
  return found.length === 0 ? null : Math.min(...found);
}

/** End of the header block; some firmwares end lines with LF only. */
function headEnd(data: Buffer): { end: number; next: number } | null {
  const crlf = data.indexOf('\r\n\r\n', 0, 'latin1');
  const lf = data.indexOf('\n\n', 0, 'latin1');
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return { end: crlf, next: crlf + 4 };
  return lf >= 0 ? { end: lf, next: lf + 2 } : null;
}

function readHeaders(lines: readonly string[]): RtspHeaders {
  const headers = new Map<string, string[]>();
  let last: string[] | null = null;
  for (const line of lines.slice(0, MAX_HEADERS)) {
    // Folded lines (RFC 2326 4.2 by way of HTTP/1.1).
    if (/^[ \t]/.test(line) && last !== null) {
      last.push(`${last.pop() ?? ''} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    last = headers.get(name) ?? [];
    last.push(line.slice(colon + 1).trim());
    headers.set(name, last);
  }
  return headers;
}
