import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { probeSsdp, SSDP_GROUP } from '../../../electron/discovery/ssdp';
import type { SsdpAnswer } from '../../../electron/discovery/ssdp-message';
import { never, serveLoopback } from '../../fixtures/loopback';
import { freeUdpPort, respondAt, type UdpResponder } from '../../fixtures/udp-responder';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((responder) => responder.close()));
});

const DESCRIPTION = '<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType><friendlyName>AXIS M5525-E</friendlyName><manufacturer>AXIS</manufacturer><modelName>AXIS M5525-E</modelName><serialNumber>ACCC8E000001</serialNumber></device></root>';

/** A device at a free port that answers every search, several times, with this place of its description. */
async function device(location: string): Promise<number> {
  const port = await freeUdpPort();
  const responder: UdpResponder = await respondAt(port, [SSDP_GROUP], (question, asker) =>
    question.includes('M-SEARCH') ? ['upnp:rootdevice', 'uuid:1'].map((target) => ({ datagram: Buffer.from(`HTTP/1.1 200 OK\r\nST: ${target}\r\nUSN: uuid:1::${target}\r\nLOCATION: ${location}\r\n\r\n`), port: asker.port, address: asker.address })) : [],
  );
  open.push(responder);
  return port;
}

async function probe(port: number, signal = never, mayFetch?: (host: string) => boolean): Promise<SsdpAnswer[]> {
  const heard: SsdpAnswer[] = [];
  await probeSsdp(['127.0.0.1'], (_from, answer) => heard.push(answer), signal, port, mayFetch);
  return heard;
}

describe('asking UPnP devices', () => {
  it('a camera is read from its description, which is fetched once', async () => {
    let fetched = 0;
    const web = await serveLoopback((_request, response) => {
      fetched++;
      response.end(DESCRIPTION);
    });
    open.push(web);
    expect(await probe(await device(`${web.url}/d.xml`))).toMatchObject([{ kind: 'camera', description: { modelName: 'AXIS M5525-E', serialNumber: 'ACCC8E000001' } }]);
    expect(fetched).toBe(1);
  });

  it('a description on another host is asked of the one that answered, and of nobody else', async () => {
    const web = await serveLoopback((request, response) => response.end(request.headers.host?.startsWith('127.0.0.1:') === true ? DESCRIPTION : ''));
    open.push(web);
    const elsewhere = web.url.replace('127.0.0.1', '192.0.2.1');
    expect(await probe(await device(`${elsewhere}/d.xml`))).toMatchObject([{ kind: 'camera', message: { location: `${elsewhere}/d.xml` } }]);
  });

  it.each([
    ['is too long', (response: ServerResponse): void => void response.end('<root>'.padEnd(70_000, ' '))],
    ['sends us to another host', (response: ServerResponse): void => void response.writeHead(302, { location: 'http://192.0.2.1/d.xml' }).end()],
    ['never ends', (response: ServerResponse): void => void response.write('<root>')],
    ['is no XML', (response: ServerResponse): void => void response.end('hello')],
  ])('a description that %s is given up, the device stays', async (_what, reply) => {
    const web = await serveLoopback((_request, response) => reply(response));
    open.push(web);
    expect(await probe(await device(`${web.url}/d.xml`))).toMatchObject([{ kind: 'unknown', description: null }]);
  });

  it('a description is not fetched from a host that may not be visited, whatever it announces', async () => {
    let fetched = 0;
    const web = await serveLoopback((_request, response) => {
      fetched++;
      response.end(DESCRIPTION);
    });
    open.push(web);
    const asked: string[] = [];
    const refuse = (host: string): boolean => asked.push(host) < 0;
    expect(await probe(await device(`${web.url}/d.xml`), never, refuse)).toMatchObject([{ kind: 'unknown', message: { location: `${web.url}/d.xml` }, description: null }]);
    expect(fetched).toBe(0);
    expect(new Set(asked)).toEqual(new Set(['127.0.0.1']));
  });

  it('a place that is no web address is not visited', async () => {
    expect(await probe(await device('file:///etc/passwd'))).toMatchObject([{ kind: 'unknown', description: null }]);
  });

  it('a cancel ends a description that never ends', async () => {
    const cancel = new AbortController();
    const web = await serveLoopback((_request, response) => {
      response.write('<root>');
      cancel.abort();
    });
    open.push(web);
    await expect(probe(await device(`${web.url}/d.xml`), cancel.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
