import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readResponse } from '../../../electron/discovery/dns-message';
import { evidenceOfMdns, readOffers } from '../../../electron/discovery/mdns-answer';
import { evidenceOfSsdp, readDescription, readSsdp, ssdpKind } from '../../../electron/discovery/ssdp-message';
import { VendorAnswer } from '../../../electron/discovery/vendors/protocol';
import { evidenceOfVendor } from '../../../electron/discovery/vendors/vendor-evidence';
import { VENDOR_PROTOCOLS } from '../../../electron/discovery/vendors/vendor-protocols';
import { Evidence } from '../../../electron/domain/device';
import { dnsResponse } from '../../fixtures/dns-packets';
import { recordedBytes, recordedOf } from '../../fixtures/recorded-cameras';
import { dhipPacket, hanwhaPacket, padded, panasonicPacket, sadpPacket, sonyPacket, ubiquitiPacket } from '../../fixtures/vendor-packets';

const FROM = '192.168.1.20';
// eslint-disable-next-line no-control-regex -- control characters are what must not come through
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const KINDS = ['sadp', 'dhip-udp37810', 'dahua1-udp5050', 'bosch-udp1757', 'foscam-udp10000', 'panasonic-udp10669', 'vivotek-udp10000', 'vstarcam-udp8600', 'mdns', 'ssdp'];
const instance = ['Cam', '_axis-video', '_tcp', 'local'];
/** What mutations start from: the recordings where they are at hand, and built packets for the rest. */
const SEEDS: readonly Buffer[] = [
  ...recordedOf(KINDS).map((item) => recordedBytes(item.file)),
  dhipPacket({ DeviceClass: 'NVR', DeviceType: 'NVR5464', SerialNo: '1', Init: 2, IPv4Address: { IPAddress: '192.168.1.108', DhcpEnable: false } }),
  sadpPacket({ DeviceDescription: 'DS-2CD1', MAC: '44-19-b6-00-00-01', IPv4Address: '192.168.1.64', Activated: 'false' }),
  hanwhaPacket({ mac: '00:09:18:00:00:01', address: '192.168.1.100', mask: '255.255.255.0', gateway: '192.168.1.1', model: 'XNV-6080R', httpPort: 80, devicePort: 4520, way: 1 }),
  sonyPacket({ MAC: '00-04-1f-00-00-01', MODEL: 'SNC-1', IPADR: '192.168.0.100' }),
  ubiquitiPacket([[0x02, Buffer.from('0418d6000001c0a8010a', 'hex')], [0x15, Buffer.from('UVC G4')]]),
  panasonicPacket('d4:2d:c5:00:00:01', 1, [[0x20, Buffer.from([192, 168, 0, 10])], [0xa7, padded('WV-1', 16)]]),
  dnsResponse([{ type: 'ptr', name: '_axis-video._tcp.local', to: instance }, { type: 'srv', name: instance, port: 80, host: 'axis.local' }, { type: 'txt', name: instance, texts: ['macaddress=ACCC8E000001'] }, { type: 'a', name: 'axis.local', address: '10.0.0.5' }]),
  Buffer.from('HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nLOCATION: http://10.0.0.2/d.xml\r\n\r\n'),
  Buffer.from('<root><device><deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType><manufacturer>AXIS</manufacturer></device></root>'),
];

type Change = readonly [place: number, what: 'flip' | 'insert' | 'delete' | 'cut' | 'repeat', value: number];

function changed(seed: Buffer, changes: readonly Change[]): Buffer {
  let bytes = seed;
  for (const [place, what, value] of changes) {
    const at = Math.floor(place * bytes.length);
    switch (what) {
      case 'flip':
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([value]), bytes.subarray(at + 1)]);
        break;
      case 'insert':
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(value, value), bytes.subarray(at)]);
        break;
      case 'delete':
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + value)]);
        break;
      case 'cut':
        bytes = bytes.subarray(0, at);
        break;
      case 'repeat':
        bytes = Buffer.concat([bytes, bytes.subarray(at)]).subarray(0, 65_507);
        break;
    }
  }
  return bytes;
}

const anyBytes = fc.uint8Array({ maxLength: 2_048 });
const behindMagic = fc.tuple(fc.constantFrom(...SEEDS), fc.nat(60), anyBytes).map(([seed, keep, rest]) => Buffer.concat([seed.subarray(0, keep), rest]));
const mutated = fc
  .tuple(fc.constantFrom(...SEEDS), fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.constantFrom('flip', 'insert', 'delete', 'cut', 'repeat'), fc.nat(255)), { minLength: 1, maxLength: 8 }))
  .map(([seed, changes]) => changed(seed, changes));
const datagrams = fc.oneof({ weight: 1, arbitrary: anyBytes }, { weight: 2, arbitrary: behindMagic }, { weight: 5, arbitrary: mutated });

function expectSafe(facts: Readonly<Record<string, string>>): void {
  for (const text of Object.values(facts)) {
    expect(text.length).toBeLessThanOrEqual(2_000);
    expect(text).not.toMatch(UNSAFE);
  }
}

describe('whatever a datagram holds', () => {
  it("every maker's reader gives nothing or an answer that keeps the schema", () => {
    fc.assert(
      fc.property(datagrams, (datagram) => {
        for (const protocol of VENDOR_PROTOCOLS) {
          const answer = protocol.read(datagram, FROM);
          if (answer === null) continue;
          VendorAnswer.parse(answer);
          const evidence = Evidence.parse(evidenceOfVendor(protocol.source, FROM, answer));
          expectSafe(evidence.facts);
        }
      }),
      { numRuns: 4_000 },
    );
  });

  it('the reading of it is pure: the same again, and the datagram as it was', () => {
    fc.assert(
      fc.property(datagrams, (datagram) => {
        const before = Buffer.from(datagram);
        for (const protocol of VENDOR_PROTOCOLS) expect(protocol.read(datagram, FROM)).toEqual(protocol.read(before, FROM));
        expect(before.equals(Buffer.from(datagram))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('multicast DNS gives hosts whose texts are short and safe', () => {
    fc.assert(
      fc.property(datagrams, (datagram) => {
        const records = readResponse(datagram) ?? [];
        expect(records.length).toBeLessThanOrEqual(256);
        const answers = readOffers(records, FROM);
        expect(answers.length).toBeLessThanOrEqual(64);
        for (const answer of answers) expectSafe(Evidence.parse(evidenceOfMdns(FROM, answer)).facts);
      }),
      { numRuns: 4_000 },
    );
  });

  it('SSDP and descriptions give texts that are short and safe', () => {
    fc.assert(
      fc.property(datagrams, (datagram) => {
        const message = readSsdp(datagram);
        const description = readDescription(datagram);
        const told = message ?? { location: null, server: null, usn: null, target: null };
        expectSafe(Evidence.parse(evidenceOfSsdp(FROM, { kind: ssdpKind(told, description), message: told, description })).facts);
      }),
      { numRuns: 4_000 },
    );
  });
});

describe('datagrams made to cost time', () => {
  // Each would take minutes or for ever in a reader that goes over it more than once; the test's own deadline tells.
  const header = '000084000000ffff00000000';
  it.each([
    ['a chain of pointers', Buffer.concat([Buffer.from(header, 'hex'), ...Array.from({ length: 4_000 }, (_, index) => Buffer.from([0xc0 | ((12 + 2 * index - 2) >> 8), (12 + 2 * index - 2) & 0xff]))])],
    ['records that all end in one long name', Buffer.concat([Buffer.from(header, 'hex'), Buffer.alloc(240, Buffer.from([1, 97])), Buffer.from([0]), ...Array.from({ length: 600 }, () => Buffer.from('c00c000c000100000000' + '0002c00c', 'hex'))])],
    ['open elements without end', Buffer.from(`<ProbeMatch>${'<a>'.repeat(5_000)}`)],
    ['attributes without end', Buffer.from(`<ProbeMatch ${'a="'.repeat(5_000)}`)],
    ['brackets without end', Buffer.concat([dhipPacket({}).subarray(0, 32), Buffer.from(`${'{"a":['.repeat(2_600)}}`)])],
    ['names without values', Buffer.concat([dhipPacket({}).subarray(0, 32), Buffer.from(`{${'"IPv4Address" : { '.repeat(900)}}`)])],
    ['fields of no length', Buffer.concat([Buffer.from([1, 0x4a, 0x5d, 0x8f, 0x1c]), Buffer.alloc(2_000, Buffer.from([4, 0]))])],
    ['separators only', Buffer.concat([Buffer.from([2]), Buffer.alloc(4_000, 0xff), Buffer.from([3])])],
    ['headers only', Buffer.from(`HTTP/1.1 200 OK\r\n${':\r\n'.repeat(2_500)}`)],
    ['blanks only', Buffer.alloc(65_507, 0x20)],
  ])('%s end', (_what, datagram) => {
    for (let round = 0; round < 20; round++) {
      for (const protocol of VENDOR_PROTOCOLS) protocol.read(datagram, FROM);
      readOffers(readResponse(datagram) ?? [], FROM);
      readSsdp(datagram);
      readDescription(datagram);
    }
    expect(VENDOR_PROTOCOLS.map((protocol) => protocol.read(datagram, FROM)).filter((answer) => answer !== null && answer.address !== FROM)).toEqual([]);
  });
});
