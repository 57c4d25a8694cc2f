import { afterEach, describe, expect, it } from 'vitest';
import { DHIP } from '../../../electron/discovery/vendors/dhip';
import { probeVendors } from '../../../electron/discovery/vendors/probe-vendors';
import type { VendorAnswer, VendorProtocol } from '../../../electron/discovery/vendors/protocol';
import { SADP } from '../../../electron/discovery/vendors/sadp';
import { SONY } from '../../../electron/discovery/vendors/sony';
import { VIVOTEK } from '../../../electron/discovery/vendors/vivotek';
import { never } from '../../fixtures/loopback';
import { freeUdpPort, respondAt, type UdpResponder } from '../../fixtures/udp-responder';
import { dhipPacket, sadpPacket, sonyPacket } from '../../fixtures/vendor-packets';

const HERE = '127.0.0.1';
const LOOPBACK_BROADCAST = '127.255.255.255';
const open: UdpResponder[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((responder) => responder.close()));
});

async function respond(...args: Parameters<typeof respondAt>): Promise<UdpResponder> {
  const responder = await respondAt(...args);
  open.push(responder);
  return responder;
}

async function probe(protocols: readonly VendorProtocol[]): Promise<[source: string, answer: VendorAnswer][]> {
  const heard: [string, VendorAnswer][] = [];
  await probeVendors([HERE], (_from, source, answer) => heard.push([source, answer]), never, protocols);
  return heard;
}

const camera = sadpPacket({ DeviceDescription: 'DS-2CD2143G0-I', MAC: '44-19-b6-00-00-01', IPv4Address: '192.168.1.64', Activated: 'false' });

describe('asking every maker on the wire', () => {
  it('a Dahua that answers the asker is heard once, however often it is asked', async () => {
    const port = await freeUdpPort();
    const device = await respond(port, DHIP.groups, (_question, asker) => [{ datagram: dhipPacket({ DeviceClass: 'IPC', DeviceType: 'IPC-1' }), port: asker.port, address: asker.address }]);
    const heard = await probe([{ ...DHIP, port, replies: null }]);
    expect(heard).toMatchObject([['dhip', { model: 'IPC-1' }]]);
    expect(device.heard.length).toBeGreaterThanOrEqual(3);
  });

  it('a Hikvision that answers everybody by multicast is heard too', async () => {
    const port = await freeUdpPort();
    const [group = ''] = SADP.groups;
    await respond(port, SADP.groups, (question) => (question.includes('<Types>inquiry</Types>') ? [{ datagram: camera, port, address: group }] : []));
    expect(await probe([{ ...SADP, port, replies: { port, asks: false } }])).toMatchObject([['sadp', { address: '192.168.1.64', activated: false }]]);
  });

  it('a Sony that broadcasts to the port it was asked from is heard', async () => {
    const [port, replyPort] = [await freeUdpPort(), await freeUdpPort()];
    await respond(port, [], (_question, asker) => [{ datagram: sonyPacket({ MODEL: 'SNC-1', IPADR: '192.168.0.100' }), port: asker.port, address: LOOPBACK_BROADCAST }]);
    expect(await probe([{ ...SONY, port, replies: { port: replyPort, asks: true } }])).toMatchObject([['sony', { model: 'SNC-1' }]]);
  });

  it('several makers are heard at once, and garbage among them disturbs nobody', async () => {
    const [dahua, vivotek] = [await freeUdpPort(), await freeUdpPort()];
    await respond(dahua, [], (_question, asker) => [Buffer.alloc(0), Buffer.alloc(1_400, 0xff), dhipPacket({ DeviceType: 'IPC-2' })].map((datagram) => ({ datagram, port: asker.port, address: asker.address })));
    await respond(vivotek, [], (_question, asker) => [{ datagram: Buffer.from('014a5d8f1c02060002d10000010304c0a801140903464438', 'hex'), port: asker.port, address: asker.address }]);
    const heard = await probe([{ ...DHIP, port: dahua, replies: null }, { ...VIVOTEK, port: vivotek }]);
    expect(heard.map(([source, answer]) => [source, answer.model]).sort()).toEqual([['dhip', 'IPC-2'], ['vivotek', 'FD8']]);
  });

  it('someone who says something else each time is heard a limited number of times', async () => {
    const port = await freeUdpPort();
    let count = 0;
    await respond(port, [], (_question, asker) => Array.from({ length: 100 }, () => ({ datagram: dhipPacket({ DeviceType: `IPC-${count++}` }), port: asker.port, address: asker.address })));
    expect((await probe([{ ...DHIP, port, replies: null }])).length).toBeLessThanOrEqual(64);
    expect(count).toBeGreaterThan(64);
  });

  it('a port that another program holds alone is done without', async () => {
    const port = await freeUdpPort();
    const { createSocket } = await import('node:dgram');
    const holder = createSocket({ type: 'udp4', reuseAddr: false });
    await new Promise<void>((resolve) => { holder.bind(port, '0.0.0.0', resolve); });
    const asked = await freeUdpPort();
    await respond(asked, [], (_question, asker) => [{ datagram: camera, port: asker.port, address: asker.address }]);
    const heard = await probe([{ ...SADP, port: asked, replies: { port, asks: true } }]);
    await new Promise<void>((resolve) => { holder.close(() => { resolve(); }); });
    expect(heard).toHaveLength(1);
  });

  it('an address that is not ours any more is left out', async () => {
    await expect(probeVendors(['192.0.2.77'], () => undefined, never, [VIVOTEK])).resolves.toBeUndefined();
  });

  it('a cancel ends it while it is listening', async () => {
    const port = await freeUdpPort();
    const cancel = new AbortController();
    await respond(port, [], (_question, asker) => [{ datagram: camera, port: asker.port, address: asker.address }]);
    await expect(probeVendors([HERE], () => cancel.abort(), cancel.signal, [{ ...SADP, port, replies: null }])).rejects.toMatchObject({ code: 'cancelled' });
  });
});
