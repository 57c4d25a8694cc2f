import dgram from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { listenForHellos } from '../../../electron/discovery/hello-listener';
import type { WsdAnswer } from '../../../electron/discovery/ws-discovery-message';
import { WSD_GROUP } from '../../../electron/discovery/ws-discovery-message';
import { freeUdpPort } from '../../fixtures/udp-responder';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const ENDPOINT = '2419d68a-2dd2-21b2-a205-78a5dd0f9593';
const message = (name: string): Buffer =>
  Buffer.from(`<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:n="http://www.onvif.org/ver10/network/wsdl"><s:Body><d:${name}><a:EndpointReference><a:Address>urn:uuid:${ENDPOINT}</a:Address></a:EndpointReference><d:Types>n:NetworkVideoTransmitter</d:Types><d:XAddrs>http://127.0.0.1/onvif/device_service</d:XAddrs></d:${name}></s:Body></s:Envelope>`);

async function bound(options: { port: number; shared: boolean; onMessage?: (text: string) => void }): Promise<dgram.Socket> {
  const socket = dgram.createSocket({ type: 'udp4', reuseAddr: options.shared });
  socket.on('message', (datagram) => options.onMessage?.(datagram.toString()));
  await new Promise<void>((resolve) => { socket.bind(options.port, resolve); });
  socket.setMulticastInterface('127.0.0.1');
  closing.push(() => socket.close());
  return socket;
}

/** Listens until the test is over. `say` repeats a message until it was heard, as nobody tells when the ear is open. */
function listening(port: number): { heard: WsdAnswer[]; ended: Promise<void>; stop: () => void; say: (name: string, until: () => boolean) => Promise<void> } {
  const abort = new AbortController();
  const heard: WsdAnswer[] = [];
  const ended = listenForHellos(['127.0.0.1'], (_from, answer) => heard.push(answer), abort.signal, port);
  closing.push(() => abort.abort());
  const say = async (name: string, until: () => boolean): Promise<void> => {
    const mouth = await bound({ port: 0, shared: false });
    await expect.poll(() => {
      mouth.send(message(name), port, WSD_GROUP);
      return until();
    }).toBe(true);
  };
  return { heard, ended, stop: () => abort.abort(), say };
}

describe('devices that start and leave during a survey', () => {
  it('are heard, beside another program that listens at the port', async () => {
    const port = await freeUdpPort();
    const daemon: string[] = [];
    const other = await bound({ port, shared: true, onMessage: (text) => daemon.push(text) });
    other.addMembership(WSD_GROUP, '127.0.0.1');
    const ear = listening(port);
    await ear.say('Hello', () => ear.heard.length > 0);
    expect(ear.heard[0]).toMatchObject({ kind: 'match', matches: [{ endpoint: ENDPOINT, types: ['dn:NetworkVideoTransmitter'] }] });
    await ear.say('Bye', () => ear.heard.some((answer) => answer.kind === 'bye'));
    expect(ear.heard.find((answer) => answer.kind === 'bye')).toEqual({ kind: 'bye', endpoints: [ENDPOINT] });
    expect(daemon.some((text) => text.includes('Hello'))).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('leave a daemon of this computer what is sent to it alone', async () => {
    const port = await freeUdpPort();
    const daemon: string[] = [];
    await bound({ port, shared: true, onMessage: (text) => daemon.push(text) });
    const ear = listening(port);
    await ear.say('Hello', () => ear.heard.length > 0);
    const before = ear.heard.length;
    const mouth = await bound({ port: 0, shared: false });
    await expect.poll(() => {
      mouth.send(message('Bye'), port, '127.0.0.1');
      return daemon.some((text) => text.includes('Bye'));
    }).toBe(true);
    expect(ear.heard.slice(before)).not.toContainEqual({ kind: 'bye', endpoints: [ENDPOINT] });
  });

  it('are not heard where a program keeps the port for itself, and the survey goes on', async () => {
    const port = await freeUdpPort();
    await bound({ port, shared: false });
    await listening(port).ended;
  });

  it('are heard no longer once the survey is over', async () => {
    const port = await freeUdpPort();
    const ear = listening(port);
    await ear.say('Hello', () => ear.heard.length > 0);
    ear.stop();
    await ear.ended;
    // The port is free again: somebody can have it alone.
    await bound({ port, shared: false });
  });

  it('are no probes of others, and nothing malformed', async () => {
    const port = await freeUdpPort();
    const ear = listening(port);
    const mouth = await bound({ port: 0, shared: false });
    await expect.poll(() => {
      for (const name of ['Probe', 'Resolve', 'ResolveMatch']) mouth.send(message(name), port, WSD_GROUP);
      mouth.send(Buffer.from('<d:Hello>'), port, WSD_GROUP);
      mouth.send(message('Hello'), port, WSD_GROUP);
      return ear.heard.length > 2;
    }).toBe(true);
    expect(new Set(ear.heard.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });
});
