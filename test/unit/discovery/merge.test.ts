import { describe, expect, it } from 'vitest';
import type { Device, Evidence } from '../../../electron/domain/device';
import { isCamera } from '../../../electron/domain/device';
import { DeviceBoard } from '../../../electron/discovery/device-board';
import { evidenceOf } from '../../../electron/discovery/evidence-of';
import { mergeEvidence } from '../../../electron/discovery/merge';
import { formatAddress } from '../../../electron/domain/addresses';

const announced = (address: string, facts: Partial<Record<'endpoint' | 'types' | 'scopes' | 'xaddrs', string>> = {}): Evidence =>
  evidenceOf('ws-discovery', address, { endpoint: `uuid-of-${address}`, types: 'dn:NetworkVideoTransmitter', xaddrs: `http://${address}/onvif/device_service`, ...facts });
const neighbour = (address: string, mac: string): Evidence => evidenceOf('neighbour', address, { mac });
const rtsp = (address: string, facts: Record<string, string | number | null> = {}): Evidence => evidenceOf('rtsp', address, { port: 554, ...facts });
const kindOf = (...evidence: Evidence[]): string => mergeEvidence(evidence)[0]?.kind ?? 'none';
const reasonsOf = (...evidence: Evidence[]): string[] => mergeEvidence(evidence)[0]?.reasons.map((reason) => reason.reason) ?? [];
const A = '192.168.1.20';
const B = '192.168.1.21';

describe('evidence of one device', () => {
  it('is one device by MAC, over two interfaces too', () => {
    const [device, ...others] = mergeEvidence([announced(A), neighbour(A, 'ac:cc:8e:be:cc:ea'), neighbour(B, 'ac:cc:8e:be:cc:ea')]);
    expect(others).toEqual([]);
    expect(device).toMatchObject({ id: 'ac:cc:8e:be:cc:ea', address: A, otherAddresses: [B], vendor: 'Axis' });
  });

  it('is one device by its endpoint when it names both its addresses', () => {
    const xaddrs = `http://${A}/onvif/device_service http://${B}/onvif/device_service`;
    expect(mergeEvidence([announced(A, { endpoint: 'u', xaddrs }), announced(B, { endpoint: 'u', xaddrs })]).map((device) => [device.id, device.otherAddresses])).toEqual([[`u@${A}`, [B]]]);
  });

  it('with a cloned uuid is two cameras', () => {
    expect(mergeEvidence([announced(A, { endpoint: 'u' }), announced(B, { endpoint: 'u' })]).map((device) => device.id)).toEqual([`u@${A}`, `u@${B}`]);
  });

  it('behind a bridge that shows its own MAC stays apart', () => {
    const bridged = ['1', '2', '3', '4', '5', '6'].map((last) => neighbour(`192.168.1.${last}`, '00:11:22:33:44:55'));
    expect(new Set(mergeEvidence(bridged).map((device) => device.id)).size).toBe(6);
    const two = mergeEvidence([announced(A), announced(B), neighbour(A, '00:11:22:33:44:55'), neighbour(B, '00:11:22:33:44:55')]);
    expect(two.map((device) => device.id)).toEqual([`uuid-of-${A}@${A}`, `uuid-of-${B}@${B}`]);
  });

  it('believes the MAC that the camera names before that of the neighbour table', () => {
    expect(mergeEvidence([announced(A, { scopes: 'onvif://www.onvif.org/MAC/68:6d:bc:5c:b1:5d' }), neighbour(A, '00:11:22:33:44:55')])[0]?.mac).toBe('68:6d:bc:5c:b1:5d');
  });

  it('without a MAC is known by endpoint and address, else by address', () => {
    expect(mergeEvidence([announced(A), rtsp(B)]).map((device) => device.id)).toEqual([`uuid-of-${A}`, B].map((id, index) => (index === 0 ? `${id}@${A}` : id)));
  });

  it('gives the same device in whatever order it comes', () => {
    const evidence = [announced(A), neighbour(A, 'ac:cc:8e:be:cc:ea'), rtsp(A, { server: 'x' }), evidenceOf('http', A, { port: 80, title: 'Cam' }), evidenceOf('onvif', A, { port: 80, url: `http://${A}/onvif/device_service` }), evidenceOf('port', A, { port: 8000 })];
    expect(mergeEvidence([...evidence].reverse())).toEqual(mergeEvidence(evidence));
  });
});

describe('what a device is', () => {
  it.each([
    ['a camera that announces itself', 'camera', [announced(A)]],
    ['a camera that only says tds:Device', 'camera', [announced(A, { types: 'tds:Device' })]],
    ['a camera without types but with ONVIF scopes', 'camera', [announced(A, { types: '', scopes: 'onvif://www.onvif.org/Profile/Streaming' })]],
    ['a camera with nothing but RTSP', 'camera', [rtsp(A)]],
    ['a camera known by its realm', 'camera', [rtsp(A, { realm: 'Login to 4K01FD2' })]],
    ['a camera that answers ONVIF only', 'camera', [evidenceOf('onvif', A, { port: 80, url: `http://${A}/onvif/device_service` })]],
    ["a camera maker's card with the maker's port open", 'camera', [neighbour(A, '58:03:fb:8a:57:9b'), evidenceOf('port', A, { port: 8000 })]],
    ['a recorder', 'recorder', [announced(A, { scopes: 'onvif://www.onvif.org/type/Network_Video_Storage' })]],
    ['a doorbell', 'doorbell', [announced(A, { scopes: 'onvif://www.onvif.org/name/Video%20Doorbell' })]],
    ['a camera that calls itself video_encoder, as all do', 'camera', [announced(A, { scopes: 'onvif://www.onvif.org/type/video_encoder' })]],
    ['an encoder', 'encoder', [announced(A, { scopes: 'onvif://www.onvif.org/hardware/M7104_Video_Encoder' })]],
    ['a printer, though it has a web page and RTSP', 'printer', [announced(A, { types: 'wsdp:Device wprt:PrintDeviceType' }), rtsp(A)]],
    ['a PC, though it streams', 'computer', [announced(A, { types: 'wsdp:Device pub:Computer' }), rtsp(A)]],
    ['a spare box', 'computer', [evidenceOf('ssh', A, { port: 22, banner: 'SSH-2.0-OpenSSH_9.2' })]],
    ['a restream program', 'restream', [rtsp(A, { server: 'go2rtc/1.9' })]],
    ['a television that receives over RTSP', 'other', [rtsp(A, { server: 'SatIPServer' }), evidenceOf('port', A, { port: 554 })]],
    ['a router', 'router', [evidenceOf('http', A, { port: 80, title: 'FRITZ!Box' })]],
    ['something with a port', 'other', [evidenceOf('port', A, { port: 80 })]],
    ['something that is merely there', 'unknown', [neighbour(A, '00:11:22:33:44:55')]],
    ["a camera maker's card alone", 'unknown', [neighbour(A, '58:03:fb:8a:57:9b')]],
  ] as const)('%s is a %s', (_name, kind, evidence) => {
    expect(kindOf(...evidence)).toBe(kind);
  });

  it('is told with every reason', () => {
    expect(reasonsOf(announced(A), rtsp(A, { realm: 'AXIS_ACCC8E', server: 'GStreamer' }), neighbour(A, 'ac:cc:8e:be:cc:ea'), evidenceOf('ssh', A, { port: 22, banner: 'SSH-2.0-x' }))).toEqual(['onvif-type', 'rtsp-realm', 'rtsp-server', 'vendor-mac', 'ssh-open']);
    expect(reasonsOf(neighbour(A, '00:11:22:33:44:55'))).toEqual(['only-ports']);
  });

  it('makes no camera of anything by its printer or computer type', () => {
    expect(mergeEvidence([announced(A, { types: 'wsdp:Device pub:Computer' })]).filter(isCamera)).toEqual([]);
    expect(mergeEvidence([announced(A, { types: 'wsdp:Device pub:Computer' })])[0]?.onvif).toBeNull();
  });
});

describe('where a device is spoken to', () => {
  it('is its announced address on the host that answered, with port and path', () => {
    expect(mergeEvidence([announced(A, { xaddrs: 'http://192.168.77.7:2020/onvif/device_service http://[fe80::1]/onvif/device_service' })])[0]?.onvif).toBe(`http://${A}:2020/onvif/device_service`);
    expect(mergeEvidence([announced(A, { xaddrs: 'http://0.0.0.0:8899/onvif/device_service' })])[0]?.onvif).toBe(`http://${A}:8899/onvif/device_service`);
  });

  it('is the service that answered where the announced port is closed', () => {
    expect(mergeEvidence([announced(A, { xaddrs: 'http://192.168.77.7:8999/onvif/device_service' }), evidenceOf('port', A, { port: 80 }), evidenceOf('onvif', A, { port: 80, url: `http://${A}/onvif/device_service` })])[0]?.onvif).toBe(`http://${A}/onvif/device_service`);
  });

  it('is the usual RTSP port before others', () => {
    expect(mergeEvidence([rtsp(A, { port: 8554 }), rtsp(A)])[0]).toMatchObject({ rtspPort: 554, ports: [{ port: 554, speaks: 'rtsp' }, { port: 8554, speaks: 'rtsp' }] });
    expect(mergeEvidence([evidenceOf('port', A, { port: 80 })])[0]?.rtspPort).toBeNull();
  });

  it('has a name and a model without underscores and placeholders', () => {
    expect(mergeEvidence([announced(A, { scopes: 'onvif://www.onvif.org/name/Front%20door onvif://www.onvif.org/hardware/MODEL' })])[0]).toMatchObject({ name: 'Front door', model: null });
    expect(mergeEvidence([announced(A, { scopes: 'onvif://www.onvif.org/name/%E0%A4%A onvif://www.onvif.org/hardware/HD_PREDATOR' })])[0]).toMatchObject({ model: 'HD PREDATOR' });
  });
});

describe('rows as they grow', () => {
  const board = (): { board: DeviceBoard; told: Device[]; clock: { now: number } } => {
    const told: Device[] = [];
    const clock = { now: 0 };
    return { board: new DeviceBoard((device) => told.push(device), () => clock.now), told, clock };
  };

  it('keep their id when the MAC becomes known later', async () => {
    const { board: rows, told } = board();
    rows.add(announced(A));
    await expect.poll(() => told.length).toBe(1);
    rows.add(neighbour(A, 'ac:cc:8e:be:cc:ea'));
    await expect.poll(() => told.length).toBe(2);
    expect(new Set(told.map((device) => device.id)).size).toBe(1);
    expect(rows.devices().map((device) => [device.id, device.mac])).toEqual([[told[0]?.id, 'ac:cc:8e:be:cc:ea']]);
  });

  it('are told again only when something changed', async () => {
    const { board: rows, told } = board();
    rows.add(neighbour(A, 'ac:cc:8e:be:cc:ea'));
    await expect.poll(() => told.length).toBe(1);
    rows.add(neighbour(A, 'ac:cc:8e:be:cc:ea'));
    rows.devices();
    expect(told).toHaveLength(1);
  });

  it('without a name wait a moment for the answer that may name them', async () => {
    const { board: rows, told, clock } = board();
    rows.add(rtsp(A));
    rows.add(neighbour(B, 'ac:cc:8e:be:cc:ea'));
    await expect.poll(() => told.map((device) => device.address)).toEqual([B]);
    clock.now = 701;
    await expect.poll(() => told.map((device) => device.address)).toEqual([B, A]);
    rows.stop();
  });

  it('of a device that never stops talking do not fill the memory', () => {
    const { board: rows } = board();
    for (let i = 0; i < 5000; i++) rows.add(announced(A, { scopes: `onvif://www.onvif.org/name/${i}` }));
    expect(rows.evidenceOf(A).length).toBeLessThanOrEqual(40);
    rows.stop();
  });

  it('of senders that somebody makes up do not fill the memory', () => {
    const { board: rows } = board();
    for (let i = 0; i < 75_000; i++) rows.add(evidenceOf('ws-discovery', formatAddress(0x0a000000 + i), { fault: true }));
    expect(rows.knows(formatAddress(0x0a000000 + 69_999))).toBe(true);
    expect(rows.knows(formatAddress(0x0a000000 + 70_000))).toBe(false);
    rows.stop();
  });
});
