import { describe, expect, it } from 'vitest';
import { atAnsweringHost } from '../../../electron/camera/answering-host';
import { deviceText } from '../../../electron/camera/device-text';
import { parseChallenges } from '../../../electron/camera/digest';
import { hideCredentials } from '../../../electron/camera/hidden-credentials';
import { lockIn } from '../../../electron/camera/lock-state';
import { readSoap } from '../../../electron/camera/onvif/soap';
import { MAX_XML, parseXml } from '../../../electron/camera/onvif/xml';
import { h264Depacketizer, h265Depacketizer } from '../../../electron/camera/rtsp/depacketizer';
import { RtspParser } from '../../../electron/camera/rtsp/rtsp-parser';
import { readSdp } from '../../../electron/camera/rtsp/sdp';
import { pageTitle } from '../../../electron/discovery/http-probe';
import { parseArpOfMac, parseArpOfWindows, parseProcNetArp } from '../../../electron/discovery/neighbours';
import { parseNetstatOfMac, parseProcNetRoute, parseRoutePrint } from '../../../electron/discovery/routes';
import { readWsd } from '../../../electron/discovery/ws-discovery-message';
import { plainText } from '../../../electron/domain/plain-text';
import { withinTime } from './watchdog';

/*
 * Inputs of the largest size that a parser takes, made so that going over them more than once would take minutes. Each is broken
 * off after a time that is a hundred times what an honest reading takes.
 */
const ENOUGH = 10_000;

/** `part` again and again, up to `bytes`. */
const filled = (part: string, bytes: number, before = '', after = ''): Buffer => Buffer.from(before + part.repeat(Math.max(0, Math.floor((bytes - before.length - after.length) / part.length))) + after, 'latin1');
const XML = MAX_XML;
const inEnvelope = (part: string): Buffer => filled(part, XML, '<e:Envelope xmlns:e="x"><e:Body>', '</e:Body></e:Envelope>');

function rtsp(content: Buffer, size: number): void {
  const parser = new RtspParser();
  for (let at = 0; at < content.length && !parser.broken; at += size) parser.push(content.subarray(at, at + size));
}

const tables = (content: Buffer): void => {
  const text = content.toString('latin1');
  for (const parse of [parseProcNetArp, parseArpOfMac, parseArpOfWindows, parseProcNetRoute, parseNetstatOfMac, parseRoutePrint]) parse(text);
};

const CASES: readonly (readonly [what: string, content: Buffer, read: (content: Buffer) => unknown])[] = [
  ['XML with a megabyte of blanks inside', filled(' ', XML, '<a>', 'x</a>'), parseXml],
  ['XML with a megabyte of NULs inside', filled('\0', XML, '<a>', 'x</a>'), parseXml],
  ['XML with a megabyte of blanks in a tag', filled(' ', XML, '<a ', 'b="c"/>'), parseXml],
  ['XML with a megabyte of attributes', filled('b="c" ', XML, '<a ', '/>'), parseXml],
  ['XML with a megabyte of broken attributes', filled('b="', XML, '<a ', '/>'), parseXml],
  ['XML with a megabyte of bare attributes', filled('b ', XML, '<a ', '/>'), parseXml],
  ['XML with a megabyte of equal signs', filled('=', XML, '<a ', '/>'), parseXml],
  ['XML with a megabyte of one attribute name', filled('b', XML, '<a ', '/>'), parseXml],
  ['XML of open elements', filled('<a>', XML), parseXml],
  ['XML of closing elements', filled('</a>', XML, '<a>'), parseXml],
  ['XML of empty elements', inEnvelope('<a/>'), readSoap],
  ['XML of open comments', filled('<!--', XML, '<a>'), parseXml],
  ['XML of open CDATA', filled('<![CDATA[', XML, '<a>'), parseXml],
  ['XML of open instructions', filled('<?a ', XML, '<a>'), parseXml],
  ['XML of prefixes', filled('a:', XML, '<', '>x'), parseXml],
  ['XML of ampersands', inEnvelope('&'), readSoap],
  ['XML of half entities', inEnvelope('&#0'), readSoap],
  ['SOAP of faults that nearly say it', inEnvelope('<Text>not   </Text>'), readSoap],
  ['SOAP with a fault of blanks', filled(' ', XML, '<Envelope><Body><Fault><Text>not', 'x security</Text></Fault></Body></Envelope>'), readSoap],
  ['a probe answer of namespaces', filled('xmlns:a="b" ', 65_000, '<Envelope><Body ', '><ProbeMatch/></Body></Envelope>'), readWsd],
  ['a probe answer of half namespaces', filled('xmlns:a   ', 65_000, '<Envelope><Body ', '><ProbeMatch/></Body></Envelope>'), readWsd],
  ['a probe answer of scopes', filled('a ', 65_000, '<Envelope><Body><ProbeMatch><Scopes>', '</Scopes></ProbeMatch></Body></Envelope>'), readWsd],
  ['RTSP of beginnings', filled('RTSP/', 2_000_000), (content) => rtsp(content, 65_536)],
  ['RTSP of start lines', filled('RTSP/1.0 200\n', 2_000_000), (content) => rtsp(content, 65_536)],
  ['RTSP of half heads', filled('RTSP/1.0 200 OK\r\nA: b\r\n', 2_000_000), (content) => rtsp(content, 65_536)],
  ['RTSP of beginnings with an end', filled(`${'RTSP/'.repeat(6_000)}\r\n\r\n`, 2_000_000), (content) => rtsp(content, 65_536)],
  ['RTSP of beginnings and answers by turns', filled(`${'RTSP/'.repeat(50_000)}RTSP/1.0 200 OK\r\n\r\n`, 3_000_000), (content) => rtsp(content, 65_536)],
  ['RTSP of words', filled('ABC ', 2_000_000), (content) => rtsp(content, 65_536)],
  ['RTSP of empty packets', filled('$\0\0\0', 4_000_000), (content) => rtsp(content, 65_536)],
  ['RTSP of blanks', filled(' ', 2_000_000), (content) => rtsp(content, 65_536)],
  ['RTSP of nothing, byte for byte', filled('x', 400_000), (content) => rtsp(content, 1)],
  ['an RTSP head, byte for byte', filled('A: b\r\n', 60_000, 'RTSP/1.0 200 OK\r\n'), (content) => rtsp(content, 1)],
  ['an RTSP body, byte for byte', filled('a', 500_000, 'RTSP/1.0 200 OK\r\nContent-Length: 524288\r\n\r\n'), (content) => rtsp(content, 1)],
  ['a session description of attributes', filled('a=rtpmap:96 \n', 262_000, 'm=video 0 RTP/AVP 96\n'), (content) => readSdp(content.toString('latin1'))],
  ['a session description of formats', filled('96 ', 262_000, 'a=rtpmap:1 x\nm=video 0 RTP/AVP '), (content) => readSdp(content.toString('latin1'))],
  ['a session description of formats and attributes', filled('a=fmtp:97 b\n', 100_000, `${'m=video 0 RTP/AVP '}${'96 '.repeat(50_000)}\n`), (content) => readSdp(content.toString('latin1'))],
  ['a session description of parameter sets', filled('sprop-sps ', 262_000, 'm=video 0 RTP/AVP 96\na=fmtp:96 '), (content) => readSdp(content.toString('latin1'))],
  ['a session description of blanks', filled(' ', 262_000, 'm=video 0 RTP/AVP 96\na=fmtp:96 sprop-sps', 'x'), (content) => readSdp(content.toString('latin1'))],
  ['fragments without content', Buffer.from([0x7c, 0x05]), (content) => {
    const depacketizer = h264Depacketizer();
    depacketizer.push(Buffer.from([0x7c, 0x85]), false);
    for (let count = 0; count < 1_000_000; count++) depacketizer.push(content, false);
  }],
  ['a challenge of blanks', filled(' ', 4_096, 'Digest a', 'b'), (content) => parseChallenges(Array.from({ length: 8 }, () => content.toString('latin1')))],
  ['a challenge of backslashes', filled('\\', 4_096, 'Digest realm="'), (content) => parseChallenges(Array.from({ length: 8 }, () => content.toString('latin1')))],
  ['a challenge of quotes', filled('"', 4_096, 'Digest '), (content) => parseChallenges(Array.from({ length: 8 }, () => content.toString('latin1')))],
  ['a page of titles', filled('<title', 131_072), pageTitle],
  ['a page of ampersands', filled('&#x', 131_072, '<title>'), pageTitle],
  ['a refusal of blanks', filled(' ', 16_384, 'lockStatus:', '<'), (content) => lockIn(content, 0)],
  ['a refusal of blanks in its time', filled(' ', 16_384, 'lockStatus: lock unlockTime:', '<'), (content) => lockIn(content, 0)],
  ['a refusal of words', filled('account ', 16_384), (content) => lockIn(content, 0)],
  ['a refusal of numbers', filled('1', 16_384, 'illegal access '), (content) => lockIn(content, 0)],
  ['an address of users', filled('user=a_', 1_000, 'rtsp://a/'), (content) => hideCredentials(atAnsweringHost(content.toString('latin1'), '10.0.0.1', ['rtsp'])?.uri ?? '')],
  ['an address of colons', filled(':', 900, 'rtsp://'), (content) => atAnsweringHost(content.toString('latin1'), '10.0.0.1', ['rtsp'])],
  ['an address of a megabyte', filled('@', XML, 'rtsp://a'), (content) => atAnsweringHost(content.toString('latin1'), '10.0.0.1', ['rtsp'])],
  ['a text of blanks', filled(' ', XML, 'a', 'b'), (content) => [deviceText(content.toString('latin1')), plainText(content.toString('latin1'))]],
  ['a text of controls', filled('\u001b \u0007 ', XML, 'a', 'b'), (content) => [deviceText(content.toString('latin1')), plainText(content.toString('latin1'))]],
  ['a table of blanks', filled(' ', 400_000, 'x\n', 'x'), tables],
  ['a table of brackets', filled('(1.1.1.1) at ', 400_000, 'x\n'), tables],
  ['a table of lines', filled('1\n', 400_000), tables],
];

describe('inputs made to cost time', () => {
  it.each(CASES)('%s', (_what, content, read) => {
    expect(withinTime(ENOUGH, () => { read(content); })).toBe(true);
  });
});

describe('fragments without an end', () => {
  it.each([['H.264', h264Depacketizer(), [0x7c, 0x85], [0x7c, 0x05], [0x7c, 0x45]], ['H.265', h265Depacketizer(), [0x62, 1, 0x93], [0x62, 1, 0x13], [0x62, 1, 0x53]]])('of %s are given up, however small they are', (_name, depacketizer, start, middle, end) => {
    depacketizer.push(Buffer.from(start), false);
    for (let count = 0; count < 100_000; count++) depacketizer.push(Buffer.from([...middle, 1]), false);
    expect(depacketizer.push(Buffer.from(end), false)).toEqual([]);
  });
});
