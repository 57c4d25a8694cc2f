import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeviceBoard } from '../../../electron/discovery/device-board';
import { evidenceOf } from '../../../electron/discovery/evidence-of';
import { mergeEvidence } from '../../../electron/discovery/merge';
import { DHIP } from '../../../electron/discovery/vendors/dhip';
import { SADP } from '../../../electron/discovery/vendors/sadp';
import { UBIQUITI } from '../../../electron/discovery/vendors/ubiquiti';
import { evidenceOfVendor } from '../../../electron/discovery/vendors/vendor-evidence';
import { isCamera, type Advice, type Device, type Evidence } from '../../../electron/domain/device';
import { WORDS, fill } from '../../../electron/domain/words/words';
import { dhipPacket, sadpPacket, ubiquitiPacket } from '../../fixtures/vendor-packets';

const FACTORY = '192.168.1.64';
const FIRST = '44:19:b6:00:00:01';
const SECOND = '44:19:b6:00:00:02';
const hikvision = (mac: string, fields: Record<string, string> = {}, address = FACTORY): Evidence => {
  const answer = SADP.read(sadpPacket({ DeviceDescription: 'DS-2CD2143G0-I', DeviceSN: `DS-${mac}`, MAC: mac.replaceAll(':', '-'), IPv4Address: address, Activated: 'true', ...fields }), address);
  if (answer === null) throw new Error('no answer');
  return evidenceOfVendor('sadp', address, answer);
};
const neighbour = (mac: string, address = FACTORY): Evidence => evidenceOf('neighbour', address, { mac });
const adviceOf = (evidence: Evidence[], isForeign: (address: string) => boolean = () => false): [string, string[]][] => mergeEvidence(evidence, isForeign).map((device) => [device.id, device.advice.map((entry) => entry.advice)]);

describe('what to do about a device', () => {
  it('that was not set up is to give it a password', () => {
    expect(adviceOf([hikvision(FIRST, { Activated: 'false' })])).toEqual([[FIRST, ['activate']]]);
    expect(adviceOf([hikvision(FIRST)])).toEqual([[FIRST, []]]);
    const dahua = (Init: number): Evidence[] => {
      const answer = DHIP.read(dhipPacket({ DeviceClass: 'IPC', DeviceType: 'IPC-HDW1', SerialNo: '1', Init, IPv4Address: { IPAddress: '192.168.1.108' } }), '192.168.1.108');
      return answer === null ? [] : [evidenceOfVendor('dhip', '192.168.1.108', answer)];
    };
    // The lowest two bits: 1 not initialised, 2 initialised.
    expect([adviceOf(dahua(1)), adviceOf(dahua(2))].map((rows) => rows[0]?.[1])).toEqual([['activate'], []]);
  });

  it('that needs no password, or shows no picture anyhow, is nothing', () => {
    // A camera of Ubiquiti waits for its controller; an indoor station is none.
    const ubiquiti = UBIQUITI.read(ubiquitiPacket([[0x02, Buffer.from('0418d6000001c0a80140', 'hex')], [0x15, Buffer.from('UVC G4')], [0x17, Buffer.from([1])]]), FACTORY);
    expect(ubiquiti?.activated).toBe(false);
    expect(adviceOf(ubiquiti === null ? [] : [evidenceOfVendor('ubiquiti', FACTORY, ubiquiti)])).toEqual([['04:18:d6:00:00:01', []]]);
    expect(adviceOf([hikvision(FIRST, { Activated: 'false', DeviceDescription: 'DS-KH6320-WTE1' })])).toEqual([[FIRST, []]]);
  });

  it('of a foreign network is to bring it into ours; it is a camera all the same', () => {
    const [device] = mergeEvidence([hikvision(FIRST, { IPv4SubnetMask: '255.255.0.0' }, '10.4.5.6')], (address) => address.startsWith('10.'));
    expect(device).toMatchObject({ kind: 'camera', vendor: 'Hikvision', advice: [{ advice: 'foreign-subnet', params: { address: '10.4.5.6', range: '10.4.0.0/16' } }] });
    expect(device === undefined ? null : isCamera(device)).toBe(true);
    expect(mergeEvidence([evidenceOf('ws-discovery', '10.4.5.6', { endpoint: 'u', types: 'dn:NetworkVideoTransmitter' })], () => true)[0]?.advice).toEqual([{ advice: 'foreign-subnet', params: { address: '10.4.5.6', range: '10.4.5.0/24' } }]);
  });

  it('is said in words, in every language, with every parameter', () => {
    const devices = mergeEvidence([hikvision(FIRST, { Activated: 'false' }), hikvision(SECOND)], () => true);
    const advice: Advice[] = devices.flatMap((device) => device.advice);
    expect(new Set(advice.map((entry) => entry.advice))).toEqual(new Set(['activate', 'foreign-subnet', 'duplicate-address']));
    for (const words of Object.values(WORDS)) for (const { advice: name, params } of advice) expect(`${fill(words.advice[name].what, params)} ${fill(words.advice[name].todo, params)}`).not.toMatch(/[{}]/);
  });
});

describe('two devices at one address', () => {
  it('that both answer in their maker\'s protocol are two rows, each with its own MAC', () => {
    const evidence = [hikvision(FIRST, { Activated: 'false' }), hikvision(SECOND), neighbour(SECOND), evidenceOf('port', FACTORY, { port: 554 }), evidenceOf('rtsp', FACTORY, { port: 554, realm: 'IP Camera(1)' })];
    const devices = mergeEvidence(evidence);
    expect(devices.map((device) => [device.id, device.address, device.kind, device.ports.map((port) => port.port), device.advice.map((entry) => entry.advice)])).toEqual([
      [FIRST, FACTORY, 'unknown', [], ['duplicate-address', 'activate']].map((part, index) => (index === 2 ? devices[0]?.kind : part)),
      // The one that the network reaches at the moment has the ports.
      [SECOND, FACTORY, 'camera', [554], ['duplicate-address']],
    ]);
    expect(devices[0]?.advice[0]?.params).toEqual({ address: FACTORY, macs: `${FIRST}, ${SECOND}` });
    expect(mergeEvidence([...evidence].reverse())).toEqual(devices);
  });

  it('of which one only shows its MAC are one row that says so', () => {
    expect(adviceOf([neighbour(FIRST), neighbour(SECOND)]).map(([, advice]) => advice)).toEqual([['duplicate-address']]);
  });

  it('are not seen where one device has two network cards, a bridge in front of it, or speaks for others', () => {
    expect(adviceOf([hikvision(FIRST, { DeviceSN: 'one' }), hikvision(SECOND, { DeviceSN: 'one' })]).map(([, advice]) => advice)).toEqual([[]]);
    expect(adviceOf([hikvision(FIRST), neighbour('00:11:22:33:44:55')]).map(([, advice]) => advice)).toEqual([[]]);
    const spokenFor = { ...hikvision(SECOND, {}, '192.168.254.2'), address: FACTORY };
    expect(adviceOf([hikvision(FIRST), spokenFor]).map(([, advice]) => advice)).toEqual([[]]);
  });

  it('are no more than a few rows, whoever makes them up', () => {
    expect(mergeEvidence(Array.from({ length: 30 }, (_, index) => hikvision(`44:19:b6:00:01:${index.toString(16).padStart(2, '0')}`)))).toHaveLength(1);
  });

  it('keep their rows apart as more becomes known', async () => {
    const told: Device[] = [];
    let clock = 0;
    const board = new DeviceBoard((device) => told.push(device), () => clock);
    board.add(evidenceOf('rtsp', FACTORY, { port: 554 }));
    clock = 701;
    await expect.poll(() => told.map((device) => device.id)).toEqual([FACTORY]);
    board.add(hikvision(FIRST));
    board.add(hikvision(SECOND));
    const devices = board.devices();
    expect(devices.map((device) => [device.id, device.mac])).toEqual([[FACTORY, FIRST], [SECOND, SECOND]]);
    expect(board.devices().map((device) => device.id)).toEqual([FACTORY, SECOND]);
    expect(devices[0]?.otherIds).toContain(FIRST);
    // A third one, whose MAC comes first in order, takes nobody's name.
    board.add(hikvision('44:19:b6:00:00:00'));
    expect(board.devices().map((device) => [device.id, device.mac])).toEqual([['44:19:b6:00:00:00', '44:19:b6:00:00:00'], [FACTORY, FIRST], [SECOND, SECOND]]);
  });

  it('that both have their MACs in many more places keep names of their own', () => {
    const places = ['1', '2', '3', '4', '5'].map((last) => `192.168.1.${last}`);
    const ids = mergeEvidence(places.flatMap((address) => [hikvision(FIRST, {}, address), hikvision(SECOND, {}, address)])).map((device) => device.id);
    expect([ids.length, new Set(ids).size]).toEqual([10, 10]);
  });

  it('or anything else, never make two rows with one id', () => {
    const mac = fc.constantFrom(FIRST, SECOND, '44:19:b6:00:00:03');
    const evidence = fc.oneof(
      fc.tuple(mac, fc.constantFrom(FACTORY, '192.168.1.65', '192.168.1.66', '192.168.1.67', '192.168.1.68', '192.168.1.69'), fc.constantFrom('a', 'b')).map(([name, address, serial]) => hikvision(name, { DeviceSN: serial }, address)),
      fc.tuple(mac, fc.constantFrom(FACTORY, '192.168.1.65')).map(([name, address]) => neighbour(name, address)),
    );
    fc.assert(fc.property(fc.array(evidence, { maxLength: 20 }), (all) => {
      const ids = mergeEvidence(all).map((device) => device.id);
      expect(new Set(ids).size).toBe(ids.length);
    }), { numRuns: 500 });
  });
});

describe('the channels of a recorder', () => {
  it('are told where it announces them, and are none of a camera', () => {
    const recorder = hikvision(FIRST, { DeviceDescription: 'DS-7616NI-K2', AnalogChannelNum: '0', DigitalChannelNum: '16' });
    expect(mergeEvidence([recorder])[0]).toMatchObject({ kind: 'recorder', channels: 16 });
    expect(mergeEvidence([hikvision(FIRST, { DeviceDescription: 'DS-7208HUHI-K1', AnalogChannelNum: '8', DigitalChannelNum: '2' })])[0]).toMatchObject({ kind: 'recorder', channels: 10 });
    expect(mergeEvidence([hikvision(FIRST, { AnalogChannelNum: '0', DigitalChannelNum: '1' })])[0]).toMatchObject({ kind: 'camera', channels: null });
    expect(mergeEvidence([evidenceOf('ws-discovery', FACTORY, { endpoint: 'u', scopes: 'onvif://www.onvif.org/type/Network_Video_Storage' })])[0]).toMatchObject({ kind: 'recorder', channels: null });
  });
});

describe('a device that says goodbye', () => {
  const hello = evidenceOf('ws-discovery', FACTORY, { endpoint: 'u', types: 'dn:NetworkVideoTransmitter' });
  const bye = evidenceOf('ws-discovery', FACTORY, { endpoint: 'u', message: 'bye' });

  it('stays a row, and says so', () => {
    expect(mergeEvidence([hello, bye])[0]).toMatchObject({ kind: 'camera', id: `u@${FACTORY}`, reasons: [{ reason: 'onvif-type' }, { reason: 'went-away' }] });
  });

  it('and comes again says so no more', async () => {
    const told: Device[] = [];
    const board = new DeviceBoard((device) => told.push(device), () => 0);
    board.add(hello);
    board.add(bye);
    await expect.poll(() => told.at(-1)?.reasons.map((reason) => reason.reason)).toContain('went-away');
    board.withdraw(FACTORY, (entry) => entry.facts['message'] === 'bye');
    await expect.poll(() => told.at(-1)?.reasons.map((reason) => reason.reason)).toEqual(['onvif-type']);
    board.stop();
  });
});

describe('ids by which another survey may know a device', () => {
  it('are its other names, none of which is the one it has', () => {
    const [device] = mergeEvidence([evidenceOf('ws-discovery', FACTORY, { endpoint: 'u', types: 'dn:NetworkVideoTransmitter' }), neighbour(FIRST)]);
    expect([device?.id, device?.otherIds]).toEqual([FIRST, [`u@${FACTORY}`, FACTORY]]);
  });

  it('of a row whose MAC came late have the MAC', async () => {
    const told: Device[] = [];
    const board = new DeviceBoard((device) => told.push(device), () => 0);
    board.add(evidenceOf('ws-discovery', FACTORY, { endpoint: 'u', types: 'dn:NetworkVideoTransmitter' }));
    await expect.poll(() => told.map((device) => device.id)).toEqual([`u@${FACTORY}`]);
    board.add(neighbour(FIRST));
    expect(board.devices().map((device) => [device.id, device.otherIds])).toEqual([[`u@${FACTORY}`, [FIRST, FACTORY]]]);
  });
});
