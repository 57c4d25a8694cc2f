import { afterEach, describe, expect, it } from 'vitest';
import { MDNS_GROUP, probeMdns } from '../../../electron/discovery/mdns';
import type { MdnsAnswer } from '../../../electron/discovery/mdns-answer';
import { dnsResponse } from '../../fixtures/dns-packets';
import { never } from '../../fixtures/loopback';
import { freeUdpPort, respondAt, type UdpResponder } from '../../fixtures/udp-responder';

const open: UdpResponder[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((responder) => responder.close()));
});

async function probe(port: number): Promise<MdnsAnswer[]> {
  const heard: MdnsAnswer[] = [];
  await probeMdns(['127.0.0.1'], (_from, answer) => heard.push(answer), never, port);
  return heard;
}

const instance = ['AXIS M5525-E - ACCC8E000001', '_axis-video', '_tcp', 'local'];
const pointer = dnsResponse([{ type: 'ptr', name: '_axis-video._tcp.local', to: instance }]);
const place = dnsResponse([{ type: 'srv', name: instance, port: 80, host: 'axis.local' }]);
const texts = dnsResponse([{ type: 'txt', name: instance, texts: ['macaddress=ACCC8E000001'] }]);
const address = dnsResponse([{ type: 'a', name: 'axis.local', address: '127.0.0.1' }]);

describe('asking by multicast DNS', () => {
  it('a responder that tells one thing at a time is asked for the rest', async () => {
    const port = await freeUdpPort();
    const device = await respondAt(port, [MDNS_GROUP], (question, asker) => {
      const text = question.toString('latin1');
      // A response of its own comes back by the group; only questions are answered.
      const answers = question.readUInt16BE(2) !== 0 ? [] : text.includes('\x04axis\x05local') ? [address] : text.includes('ACCC8E000001') ? [place, texts] : text.includes('_axis-video') ? [pointer] : [];
      return answers.map((datagram) => ({ datagram, port: asker.port, address: asker.address }));
    });
    open.push(device);
    expect((await probe(port)).at(-1)).toMatchObject({ address: '127.0.0.1', kind: 'camera', vendor: 'Axis', model: 'AXIS M5525-E', mac: 'ac:cc:8e:00:00:01', port: 80 });
  });

  it('one that answers the group, though asked not to, is heard', async () => {
    const port = await freeUdpPort();
    open.push(await respondAt(port, [MDNS_GROUP], (question) => (question.readUInt16BE(2) === 0 && question.includes('_ipp') ? [{ datagram: dnsResponse([{ type: 'ptr', name: '_ipp._tcp.local', to: ['Laser', '_ipp', '_tcp', 'local'] }]), port, address: MDNS_GROUP }] : [])));
    expect(await probe(port)).toMatchObject([{ kind: 'printer', services: ['_ipp._tcp'] }]);
  });

  it('one whose answers always lead to further names does not make us ask without end', async () => {
    const port = await freeUdpPort();
    let count = 0;
    const device = await respondAt(port, [MDNS_GROUP], (question, asker) => {
      if (question.readUInt16BE(2) !== 0) return [];
      return [{ datagram: dnsResponse([{ type: 'ptr', name: '_onvif._tcp.local', to: [`Cam ${count++}`, '_onvif', '_tcp', 'local'] }]), port: asker.port, address: asker.address }];
    });
    open.push(device);
    await probe(port);
    // Ten questions in three rounds, and thirty-two further names of one sender at the very most.
    expect(device.heard.length).toBeLessThanOrEqual(30 + 32);
  });
});
