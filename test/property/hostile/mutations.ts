import type { Random } from './random';

/** Texts that mean something to somebody: what is put in where nobody expects it. */
const EVERYWHERE: readonly string[] = ['\0', '\r\n', '\n\n', '\r\n\r\n', '"', "'", ':', ';', '=', '<', '>', '&', '\u001b[2J', '\u202e', '\u009b31m', '\ufeff', '\ud800', '__proto__', 'constructor', '%00', '%s%n', '../', ' '.repeat(200), 'A'.repeat(300), '9'.repeat(40), '-1', '1e999', 'NaN', '0x7fffffff', '2147483648', '4294967296', '65536', '-0'].map(asBytes);

/** A text as one character for each byte of its UTF-8: all pieces are put together that way. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

export const DICTIONARY = {
  xml: ['<!DOCTYPE a [<!ENTITY b "c">]>', '<!ENTITY b SYSTEM "file:///etc/passwd">', '&b;', '&#0;', '&#x1b;', '&#27;[2J', '&#x202e;', '&#xd800;', '&lt;script&gt;', '<![CDATA[', ']]>', '<!--', '-->', '<?xml version="1.0" encoding="utf-16"?>', '<?xml version="1.0" encoding="x-none"?>', ' encoding="gbk"', '</', '/>', '<a>', '</a>', '<a:b xmlns:a="c">', '<__proto__>', '<constructor>', '<s:Fault>', '<Body>', ' token=""', ' xmlns:d="http://www.onvif.org/ver10/network/wsdl"', '<Profiles token="\u001b[2J">', '<Uri>rtsp://', '<ProbeMatch>', '<device>', '<XAddrs>'],
  headers: ['Content-Length: ', 'Content-Length: -1\r\n', 'Content-Length: 4294967295\r\n', 'Content-Length: 1\r\nContent-Length: 99999\r\n', 'CSeq: ', 'CSeq: 1e9\r\n', 'Session: ;timeout=0\r\n', 'Session: a;timeout=99999999\r\n', 'WWW-Authenticate: Digest ', 'realm="', 'nonce="', 'stale="FALSE"', 'algorithm=SHA-256', 'qop="auth,auth-int"', 'Basic realm=', 'Transport: RTP/AVP/TCP;interleaved=', 'interleaved=0-255', 'server_port=0-65536', 'RTSP/1.0 200 OK\r\n', 'RTSP/1.0 401 \r\n', 'HTTP/1.1 200 OK\r\n', 'OPTIONS * RTSP/1.0\r\n', '$\0\0\0', '$\0\u00ff\u00ff', 'LOCATION: http://[::1]:0/', 'LOCATION: file:///etc/passwd\r\n', 'NTS: ssdp:alive\r\n', ' folded', 'm=video 0 RTP/AVP 96 97 98\r\n', 'a=rtpmap:96 H264/0\r\n', 'a=fmtp:96 sprop-parameter-sets=', 'a=control:*\r\n', 'a=control:rtsp://evil/\r\n', 'a=framesize:96 99999-99999\r\n'],
  binary: ['\0\0\0\u0001', '\u00ff\u00ff\u00ff\u00ff', '\u0080\0\0\0', '\u00c0\u000c', '\u007f\u00ff', '\0\0\u0003', 'DHIP', 'MO_I', '{"a":', '}}}}', '"IPv4Address":{', '"mac":"', '[[[[[[[['],
  tables: ['0x2', ' at ', '(10.0.0.1)', '999.999.999.999', 'ff:ff:ff:ff:ff:ff', '00-00-00-00-00-00', 'default via 10.0.0.1 dev eth0', '0.0.0.0/0', '\t', '[ethernet]'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Dialect = keyof typeof DICTIONARY;

/** Numbers on whose borders length fields break. */
const BORDERS = [0, 1, 2, 3, 4, 7, 8, 12, 15, 16, 31, 32, 63, 64, 127, 128, 191, 192, 254, 255, 256, 511, 1023, 4095, 16_383, 32_767, 32_768, 65_534, 65_535, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];

/** Bytes of one input: a whole datagram, and what a parser has to refuse. */
const MAX_INPUT = 70_000;

type Mutation = (bytes: Buffer, random: Random, dialect: Dialect, others: readonly Buffer[]) => Buffer;

const put = (bytes: Buffer, at: number, cut: number, piece: Uint8Array): Buffer => Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + cut)]);

const flipBit: Mutation = (bytes, random) => {
  const out = Buffer.from(bytes);
  const at = random.below(out.length);
  if (out.length > 0) out[at] = (out[at] ?? 0) ^ (1 << random.below(8));
  return out;
};

const setByte: Mutation = (bytes, random) => {
  const out = Buffer.from(bytes);
  if (out.length > 0) out[random.below(out.length)] = random.pick([0, 1, 0x0a, 0x0d, 0x20, 0x22, 0x24, 0x3c, 0x7f, 0x80, 0x9b, 0xc0, 0xfe, 0xff, random.below(256)]);
  return out;
};

const truncate: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1));
const behead: Mutation = (bytes, random) => bytes.subarray(random.below(bytes.length + 1));
const cutOut: Mutation = (bytes, random) => put(bytes, random.below(bytes.length + 1), 1 + random.below(64), Buffer.alloc(0));

const repeat: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  const piece = bytes.subarray(at, at + 1 + random.below(random.pick([8, 64, 512])));
  return put(bytes, at, 0, Buffer.concat(Array.from({ length: 1 + random.below(random.pick([2, 8, 40])) }, () => piece)));
};

/** The beginning of one with the end of another. */
const splice: Mutation = (bytes, random, _dialect, others) => {
  const other = random.pick(others);
  return Buffer.concat([bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1))]);
};

/** A border number over two or four bytes, in either order: most of them hit no length field, some do. */
const lengthField: Mutation = (bytes, random) => {
  const width = random.pick([1, 2, 4] as const);
  if (bytes.length < width) return bytes;
  const out = Buffer.from(bytes);
  // Length fields stand at the front more often than behind.
  const at = random.below(random.below(2) === 0 ? Math.min(64, out.length - width + 1) : out.length - width + 1);
  const value = (random.below(4) === 0 ? out.length - at : random.pick(BORDERS)) % 2 ** (8 * width);
  if (random.below(2) === 0) out.writeUIntBE(value, at, width);
  else out.writeUIntLE(value, at, width);
  return out;
};

/** A number that is written in digits becomes an extreme one. */
const digits: Mutation = (bytes, random) => {
  const text = bytes.toString('latin1');
  const found = [...text.matchAll(/\d+/g)];
  if (found.length === 0) return bytes;
  const match = random.pick(found);
  return put(bytes, match.index, match[0].length, Buffer.from(random.pick(['0', '-1', '1', '255', '256', '65535', '65536', '2147483647', '4294967295', '99999999999999999999', '1e999', '0x10', '007', '', ' 1', '1.5', 'NaN', '9'.repeat(400)])));
};

const token: Mutation = (bytes, random, dialect) => {
  const words: readonly string[] = random.below(3) === 0 ? EVERYWHERE : DICTIONARY[dialect];
  return put(bytes, random.below(bytes.length + 1), random.below(3) === 0 ? random.below(20) : 0, Buffer.from(random.pick(words), 'latin1'));
};

/** Element-wise: left out, doubled, nested in itself, renamed, emptied, its text or an attribute exchanged. */
const element: Mutation = (bytes, random) => {
  const text = bytes.toString('latin1');
  const tags = [...text.matchAll(/<(\/?)([\w:.-]{1,60})([^<>]{0,400})>([^<]{0,400})/g)];
  if (tags.length === 0) return bytes;
  const tag = random.pick(tags);
  const [whole, slash = '', name = '', attributes = '', inside = ''] = tag;
  const head = `<${slash}${name}${attributes}>`;
  const changed = ((): string => {
    switch (random.below(9)) {
      case 0: return '';
      case 1: return whole.repeat(2 + random.below(6));
      case 2: return `${`<${name}>`.repeat(2 + random.below(60))}${inside}`;
      case 3: return `<${slash}${random.pick(tags)[2] ?? name}${attributes}>${inside}`;
      case 4: return head;
      case 5: return `${head}${random.pick(EVERYWHERE)}${inside}`;
      case 6: return `${head}${random.pick(DICTIONARY.xml)}${inside}`;
      case 7: return `<${slash}${name} ${random.pick(['a', 'xmlns:a', 'token', '__proto__', 'xml:lang'])}="${random.pick(EVERYWHERE)}"${attributes}>${inside}`;
      default: return `${head}<![CDATA[${inside}${random.pick(EVERYWHERE)}]]>`;
    }
  })();
  return put(bytes, tag.index, whole.length, Buffer.from(changed, 'latin1'));
};

/** Line-wise: left out, doubled, swapped, folded, its value exchanged or made long. */
const line: Mutation = (bytes, random, dialect) => {
  const lines = bytes.toString('latin1').split('\n');
  const at = random.below(lines.length);
  const one = lines[at] ?? '';
  const colon = one.search(/[:=]/);
  switch (random.below(8)) {
    case 0: lines.splice(at, 1); break;
    case 1: lines.splice(at, 0, ...Array.from({ length: 1 + random.below(40) }, () => one)); break;
    case 2: lines.splice(random.below(lines.length), 0, one); break;
    case 3: lines[at] = ` ${one}`; break;
    case 4: lines[at] = `${one.slice(0, colon + 1)}${random.pick(EVERYWHERE)}`; break;
    case 5: lines[at] = `${one.slice(0, colon + 1)}${random.pick(DICTIONARY[dialect])}`; break;
    case 6: lines[at] = one.repeat(2 + random.below(20)); break;
    default: lines[at] = one.replace(/[\r ]/g, random.pick(['', '\r', '\t', '  ', '\0'])); break;
  }
  return Buffer.from(lines.join('\n'), 'latin1');
};

const ANYTHING: readonly Mutation[] = [flipBit, setByte, truncate, behead, cutOut, repeat, splice, lengthField, token];
const BY_DIALECT: Readonly<Record<Dialect, readonly Mutation[]>> = {
  xml: [...ANYTHING, element, element, element, digits, token],
  headers: [...ANYTHING, line, line, line, digits, token],
  binary: [...ANYTHING, lengthField, lengthField, setByte, flipBit],
  tables: [...ANYTHING, line, line, digits],
};

/** A seed with one to six changes, as the numbers say. */
export function mutate(seed: Buffer, random: Random, dialect: Dialect, others: readonly Buffer[]): Buffer {
  let bytes = seed;
  for (let left = 1 + random.below(random.pick([1, 2, 6])); left > 0; left--) bytes = random.pick(BY_DIALECT[dialect])(bytes, random, dialect, others);
  return bytes.length > MAX_INPUT ? bytes.subarray(0, MAX_INPUT) : bytes;
}
