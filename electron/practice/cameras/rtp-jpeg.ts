/**
 * RTP payloads of one baseline JPEG (RFC 2435): restart markers are not used, the quantisation tables travel in the first packet
 * (Q 255), the Huffman tables must be the standard ones, because the format has no room for others. Throws for any other JPEG: the
 * files are ours.
 */
export function jpegPayloads(jpeg: Uint8Array, maxPayload: number): Uint8Array[][] {
  const { tables, width, height, scan } = parts(jpeg);
  const payloads: Uint8Array[][] = [];
  for (let at = 0; at < scan.length; ) {
    const quantisation = at === 0 ? Buffer.concat([Buffer.from([0, 0, tables.length >> 8, tables.length & 0xff]), tables]) : Buffer.alloc(0);
    // Type 1: 4:2:0. Width and height in blocks of eight.
    const head = Buffer.from([0, at >> 16, (at >> 8) & 0xff, at & 0xff, 1, 255, width / 8, height / 8]);
    const piece = scan.subarray(at, at + maxPayload - head.length - quantisation.length);
    payloads.push([head, quantisation, piece]);
    at += piece.length;
  }
  return payloads;
}

interface Parts {
  readonly tables: Buffer;
  readonly width: number;
  readonly height: number;
  readonly scan: Uint8Array;
}

/** Segments up to the scan; its end mark goes along, which receivers need not have but miss (ffmpeg). */
function parts(jpeg: Uint8Array): Parts {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  const tables: Buffer[] = [];
  let size = { width: 0, height: 0 };
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    const length = bytes.readUInt16BE(at + 2);
    const body = bytes.subarray(at + 4, at + 2 + length);
    at += 2 + length;
    // Each table: one byte of number and precision, 64 of steps.
    if (marker === 0xdb) for (let table = 0; table + 65 <= body.length; table += 65) tables.push(body.subarray(table + 1, table + 65));
    else if (marker === 0xc0) size = { height: body.readUInt16BE(1), width: body.readUInt16BE(3) };
    else if (marker === 0xda) return { tables: Buffer.concat(tables), ...size, scan: bytes.subarray(at) };
  }
  throw new Error('a JPEG without a scan');
}
