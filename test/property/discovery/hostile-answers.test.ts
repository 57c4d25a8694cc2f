import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAddress, parseRange } from '../../../electron/domain/addresses';
import type { Evidence } from '../../../electron/domain/device';
import { Device } from '../../../electron/domain/device';
import { evidenceOf, evidenceOfMatch } from '../../../electron/discovery/evidence-of';
import { mergeEvidence } from '../../../electron/discovery/merge';
import { parseArpOfMac, parseArpOfWindows, parseProcNetArp } from '../../../electron/discovery/neighbours';
import { parseNetstatOfMac, parseProcNetRoute, parseRoutePrint } from '../../../electron/discovery/routes';
import { readWsd } from '../../../electron/discovery/ws-discovery-message';

const inside = fc.string({ maxLength: 200 });
const RUNS = { numRuns: 1000 };

describe('whatever answers discovery', () => {
  it('never makes a probe answer throw', () => {
    const nearly = fc.tuple(inside, inside, inside).map(([types, scopes, xaddrs]) => Buffer.from(`<e:Envelope xmlns:e="x" xmlns:d="y" xmlns:a="z"><e:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>${types}</a:Address></a:EndpointReference><d:Types>${types}</d:Types><d:Scopes>${scopes}</d:Scopes><d:XAddrs>${xaddrs}</d:XAddrs></d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>`));
    fc.assert(fc.property(fc.oneof(nearly, fc.uint8Array({ maxLength: 500 })), (datagram) => {
      const answer = readWsd(datagram);
      if (answer?.kind === 'match') mergeEvidence(answer.matches.map((match) => evidenceOfMatch('10.0.0.1', match)));
    }), RUNS);
  });

  it('never makes a neighbour table throw', () => {
    fc.assert(fc.property(fc.array(inside).map((lines) => lines.join('\n')), (text) => {
      for (const entry of [...parseProcNetArp(`\n${text}`), ...parseArpOfMac(text), ...parseArpOfWindows(text)]) expect(entry.mac).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
    }), RUNS);
  });

  it('never makes a routing table throw, nor lets a default route through', () => {
    const words = fc.constantFrom('eth0', '0014A8C0', 'FE01A8C0', '0003', '00FFFFFF', '00000000', '192.168.20', '192.168.20.0', '255.255.255.0', '192.168.1.254', '10.8/16', 'UGSc', '25', '0.0.0.0', 'default', '\t', 'x');
    fc.assert(fc.property(fc.oneof(inside, fc.array(fc.array(words, { maxLength: 9 }).map((line) => line.join(' ')), { maxLength: 5 }).map((lines) => lines.join('\n'))), (text) => {
      for (const route of [...parseProcNetRoute(`\n${text}`), ...parseNetstatOfMac(text), ...parseRoutePrint(text)]) {
        expect(parseRange(route.range)?.prefix).toBeGreaterThan(0);
        expect(isAddress(route.via)).toBe(true);
      }
    }), RUNS);
  });

  it('never makes a goodbye throw', () => {
    fc.assert(fc.property(inside, fc.integer({ min: 0, max: 200 }), (address, times) => {
      const answer = readWsd(Buffer.from(`<e:Envelope xmlns:e="x" xmlns:d="y" xmlns:a="z"><e:Body>${`<d:Bye><a:EndpointReference><a:Address>${address}</a:Address></a:EndpointReference></d:Bye>`.repeat(times)}</e:Body></e:Envelope>`));
      if (answer?.kind === 'bye') expect(answer.endpoints.length).toBeLessThanOrEqual(64);
    }), { numRuns: 300 });
  });

  const evidence: fc.Arbitrary<Evidence> = fc.tuple(
    fc.constantFrom('ws-discovery', 'neighbour', 'port', 'rtsp', 'onvif', 'http', 'ssh', 'typed'), fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3'),
    fc.record({
      endpoint: fc.constantFrom('u', 'v'), mac: fc.constantFrom('ac:cc:8e:00:00:01', 'ac:cc:8e:00:00:02', 'x'), port: fc.constantFrom('80', '554', '0', 'x'), url: inside, title: inside, realm: inside, server: inside,
      types: fc.constantFrom('dn:NetworkVideoTransmitter', 'wprt:PrintDeviceType', ''), scopes: inside, xaddrs: fc.constantFrom('http://10.0.0.2/onvif/device_service', 'http://0.0.0.0:8080/onvif/x', 'nonsense'),
    }, { requiredKeys: [] }),
  ).map(([source, address, facts]) => evidenceOf(source, address, facts as Record<string, string>));

  it('makes devices that are well formed, with every address in exactly one of them', () => {
    fc.assert(fc.property(fc.array(evidence, { maxLength: 25 }), (all) => {
      const devices = mergeEvidence(all);
      for (const device of devices) Device.parse(device);
      const addresses = devices.flatMap((device) => [device.address, ...device.otherAddresses]);
      expect([...addresses].sort()).toEqual([...new Set(all.map((entry) => entry.address))].sort());
      expect(new Set(devices.map((device) => device.id)).size).toBe(devices.length);
    }), RUNS);
  });

  it('makes the same devices in any order', () => {
    fc.assert(fc.property(fc.array(evidence, { maxLength: 15 }).chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))), ([all, shuffled]) => {
      expect(mergeEvidence(shuffled)).toEqual(mergeEvidence(all));
    }), RUNS);
  });
});
