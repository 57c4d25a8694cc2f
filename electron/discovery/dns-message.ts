import { formatAddress } from '../domain/addresses';

/** The labels of a name; not joined, because instance names hold dots themselves. */
export type DnsName = readonly string[];

export type DnsRecord =
  | { readonly type: 'a'; readonly name: DnsName; readonly address: string }
  | { readonly type: 'ptr'; readonly name: DnsName; readonly target: DnsName }
  | { readonly type: 'txt'; readonly name: DnsName; readonly texts: readonly string[] }
  | { readonly type: 'srv'; readonly name: DnsName; readonly port: number; readonly target: DnsName };

/** Bytes; multicast DNS allows 9,000 (RFC 6762 section 17). */
const MAX_MESSAGE = 9_000;
const HEADER = 12;
const MOST_QUESTIONS = 64;
const MOST_RECORDS = 256;
const MOST_TEXTS = 64;
/** Bytes of a name with its lengths (RFC 1035 section 3.1). */
const MAX_NAME = 255;

const TYPES = { a: 1, ptr: 12, txt: 16, srv: 33 } as const;
const IN = 1;
/** In a question: "answer to me alone" (RFC 6762 section 5.4). */
const UNICAST_WANTED = 0x8000;

export interface DnsQuestion {
  readonly name: DnsName;
  readonly type: keyof typeof TYPES;
}

/** A query that asks all of these at once, answers wanted by unicast. Labels of up to 63 bytes. */
export function encodeQuestions(questions: readonly DnsQuestion[]): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(questions.length, 4);
  return Buffer.concat([
    header,
    ...questions.map(({ name, type }) => {
      const tail = Buffer.alloc(5);
      tail.writeUInt16BE(TYPES[type], 1);
      tail.writeUInt16BE(IN | UNICAST_WANTED, 3);
      return Buffer.concat([...name.map((label) => Buffer.concat([Buffer.from([Buffer.byteLength(label)]), Buffer.from(label)])), tail]);
    }),
  ]);
}

/**
 * The records of a response, as many as can be read; null for whatever is no response. Never throws: a name's pointers may only
 * lead backwards, so none can go round, and everything is counted.
 */
export function readResponse(message: Uint8Array): DnsRecord[] | null {
  if (message.length < HEADER || message.length > MAX_MESSAGE) return null;
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.length);
  if ((bytes.readUInt16BE(2) & 0x8000) === 0) return null;
  const questions = bytes.readUInt16BE(4);
  const records = Math.min(MOST_RECORDS, bytes.readUInt16BE(6) + bytes.readUInt16BE(8) + bytes.readUInt16BE(10));
  if (questions > MOST_QUESTIONS) return null;
  let at = HEADER;
  for (let index = 0; index < questions; index++) {
    const name = readName(bytes, at);
    if (name === null) return null;
    at = name.end + 4;
  }
  const found: DnsRecord[] = [];
  for (let index = 0; index < records; index++) {
    const name = readName(bytes, at);
    if (name === null || name.end + 10 > bytes.length) break;
    const data = name.end + 10;
    const end = data + bytes.readUInt16BE(name.end + 8);
    if (end > bytes.length) break;
    const record = readData(bytes, name.labels, bytes.readUInt16BE(name.end), data, end);
    if (record !== null) found.push(record);
    at = end;
  }
  return found;
}

function readData(bytes: Buffer, name: DnsName, type: number, at: number, end: number): DnsRecord | null {
  switch (type) {
    case TYPES.a:
      return end - at === 4 ? { type: 'a', name, address: formatAddress(bytes.readUInt32BE(at)) } : null;
    case TYPES.ptr: {
      const target = readName(bytes, at);
      return target === null ? null : { type: 'ptr', name, target: target.labels };
    }
    case TYPES.srv: {
      const target = end - at < 7 ? null : readName(bytes, at + 6);
      return target === null ? null : { type: 'srv', name, port: bytes.readUInt16BE(at + 4), target: target.labels };
    }
    case TYPES.txt:
      return { type: 'txt', name, texts: readTexts(bytes, at, end) };
    default:
      return null;
  }
}

function readTexts(bytes: Buffer, start: number, end: number): string[] {
  const found: string[] = [];
  for (let at = start; at < end && found.length < MOST_TEXTS; ) {
    const length = bytes[at] ?? 0;
    if (length > 0) found.push(bytes.toString('utf8', at + 1, Math.min(end, at + 1 + length)));
    at += 1 + length;
  }
  return found;
}

/** `end`: where what follows the name begins. */
function readName(bytes: Buffer, start: number): { labels: DnsName; end: number } | null {
  const labels: string[] = [];
  let end: number | null = null;
  let at = start;
  /** Pointers lead to before where the part that holds them began. */
  let before = start;
  for (let length = 0; ; ) {
    const head = bytes[at];
    if (head === undefined) return null;
    if (head === 0) return { labels, end: end ?? at + 1 };
    if (head >= 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) return null;
      const to = (head & 0x3f) * 256 + low;
      if (to >= before || to < HEADER) return null;
      end ??= at + 2;
      at = to;
      before = to;
      continue;
    }
    // 0x40 and 0x80 were never given a meaning that is in use.
    if (head >= 0x40 || at + 1 + head > bytes.length) return null;
    length += head + 1;
    if (length >= MAX_NAME) return null;
    labels.push(bytes.toString('utf8', at + 1, at + 1 + head));
    at += 1 + head;
  }
}
