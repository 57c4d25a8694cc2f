import { describe, expect, it } from 'vitest';
import { conclude, type Findings } from '../../../../electron/discovery/explain/conclude';
import type { Door, DoorFault, DoorName, DoorOutcome } from '../../../../electron/domain/why-not';

const door = (name: DoorName, port: number | null, outcome: DoorOutcome = 'answered', fault: DoorFault | null = null): Door => ({ door: name, port, outcome, fact: null, fault });
const card = door('neighbour', null);
const open = (port: number): Door => door('tcp', port);
const closed = (...ports: number[]): Door[] => ports.map((port) => door('tcp', port, 'refused'));
const mute = (...ports: number[]): Door[] => ports.map((port) => door('tcp', port, 'silent'));
const rtsp = (port = 554): Door[] => [open(port), door('rtsp-options', port), door('rtsp-describe', port)];
const onvif = (port = 80): Door[] => [open(port), door('web', port), door('onvif', port)];
const web = (port = 80): Door[] => [open(port), door('web', port), door('onvif', port, 'wrong', 'other-protocol')];

const names = (doors: readonly Door[], part: Partial<Findings> = {}): string[] =>
  conclude({ address: '192.168.1.20', onLink: true, own: false, networks: ['192.168.1.0/24'], kind: 'unknown', brand: null, doors, rtspStatuses: [], ...part }).map(({ conclusion }) => conclusion);

describe('what follows at an address', () => {
  it.each<[string, string[], readonly Door[], Partial<Findings>]>([
    ['where nobody has the network card', ['nobody-home'], [door('neighbour', null, 'silent'), ...mute(554, 80)], {}],
    ['of a network that this computer is not in', ['other-subnet'], mute(554, 80), { onLink: false }],
    ['of this computer', ['this-computer'], [], { own: true }],
    ['with a card and closed ports', ['all-silent'], [card, ...closed(554, 80)], {}],
    ['with a card and no answer at all', ['all-silent'], [card, ...mute(554, 80)], {}],
    ['with video and ONVIF', ['looks-fine'], [card, ...rtsp(), ...onvif()], {}],
    ['with ONVIF only', ['rtsp-off-likely'], [card, ...closed(554), ...onvif()], { kind: 'camera' }],
    ['with video only, of a known brand', ['onvif-off-likely'], [card, ...rtsp(), ...web()], { brand: 'hikvision', kind: 'camera' }],
    ['with a web page only, of a known brand', ['rtsp-off-likely', 'onvif-off-likely'], [card, ...closed(554), ...web()], { brand: 'dahua' }],
    ['with a web page only, of nobody', ['no-rtsp', 'no-onvif'], [card, ...closed(554), ...web()], { kind: 'other' }],
    ['of a brand of the cloud', ['only-cloud'], [card, ...closed(554, 80)], { brand: 'ring' }],
    ['of a brand that is mostly of the cloud', ['only-cloud', 'rtsp-off-likely', 'onvif-off-likely'], [card, ...closed(554), open(6668)], { brand: 'tuya' }],
    ['of a sleeping camera with a battery', ['wifi-battery-camera', 'all-silent'], [card, ...mute(554, 80)], { brand: 'reolink' }],
    ['of a Reolink with its own port only', ['rtsp-off-likely', 'onvif-off-likely', 'wifi-battery-camera'], [card, ...closed(554, 80), open(9000)], { brand: 'reolink' }],
    ['of a printer', ['is-not-a-camera'], [card, ...web(), ...closed(554)], { kind: 'printer' }],
    ['of a program that passes streams on', ['restream', 'ports-moved'], [card, ...rtsp(8554)], { kind: 'restream' }],
    ['of a recorder', ['recorder-channel', 'looks-fine'], [card, ...rtsp(), ...onvif()], { kind: 'recorder' }],
    ['with video on a port of its own', ['looks-fine', 'ports-moved'], [card, ...rtsp(10_554), ...onvif()], {}],
    ['with ONVIF on a port of its own', ['looks-fine', 'ports-moved'], [card, ...rtsp(), ...onvif(5000)], {}],
    ['with ONVIF where TP-Link has it', ['looks-fine'], [card, ...rtsp(), ...onvif(2020)], {}],
    ['with a page that is encrypted only', ['onvif-off-likely', 'tls-only'], [card, ...rtsp(), ...closed(80), ...web(443)], { kind: 'camera' }],
    ['that drops whoever connects', ['hangs-up'], [card, open(554), door('rtsp-options', 554, 'wrong', 'hung-up'), open(80), door('web', 80, 'wrong', 'hung-up')], {}],
    ['with too many viewers', ['viewers-full', 'looks-fine'], [card, ...rtsp(), ...onvif()], { rtspStatuses: [200, 453] }],
    ['that does not stop talking', ['looks-fine', 'misbehaves'], [card, ...rtsp(), ...onvif(), door('web', 8080, 'wrong', 'too-much')], {}],
    ['where a port of the maker stays silent', ['looks-fine'], [card, ...rtsp(), ...onvif(), open(8000), door('web', 8000, 'silent', 'too-slow')], {}],
    ['where a proxy takes every connection', ['everything-open'], [554, 80, 443, 8000, 8554, 2020, 8080, 8899, 10_554, 88, 5000, 7441].flatMap((port) => (port === 554 || port === 8554 ? [open(port), door('rtsp-options', port, 'wrong', 'other-protocol')] : web(port))), {}],
    ['behind a router', ['looks-fine', 'behind-router'], [...rtsp(), ...onvif()], { onLink: false }],
  ])('%s is %j', (_where, expected, doors, part) => {
    expect(names(doors, part)).toEqual(expected);
  });

  it('names the ports that hung up, once each', () => {
    const doors = [open(554), door('rtsp-options', 554, 'wrong', 'hung-up'), door('web', 80, 'wrong', 'hung-up'), door('onvif', 80, 'wrong', 'hung-up')];
    expect(conclude({ address: 'a', onLink: true, own: false, networks: [], kind: 'unknown', brand: null, doors, rtspStatuses: [] })).toEqual([{ conclusion: 'hangs-up', params: { ports: '554, 80' } }]);
  });
});
