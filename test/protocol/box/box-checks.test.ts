import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { BOX_CHECKS } from '../../../electron/box/checks';
import { newSite, type Site } from '../../../electron/domain/site';
import { FRESH_BOX, type BoxState } from '../../../electron/practice/box/box-state';
import { startSimulatedBox, type SimulatedBox } from '../../../electron/practice/box/simulated-box';
import { stored } from '../../fixtures/loopback';
import { connectTo, never } from './box-at-hand';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Something that listens, as Netmaker's API and a camera do. */
async function listener(): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function practiceBox(sudo: 'no-password' | 'refused' = 'no-password'): Promise<SimulatedBox> {
  const simulated = await startSimulatedBox({ host: '127.0.0.1', port: 0, state: stored<BoxState>(structuredClone(FRESH_BOX)), account: { username: 'op', password: 'op-pass', sudo }, clientVersion: 'v1.5.1', log: () => undefined });
  closing.push(() => simulated.close());
  return simulated;
}

test('the practice box answers every question, over SSH and sudo, and has nothing to complain about', async () => {
  const simulated = await practiceBox();
  const box = await connectTo({ port: simulated.port, username: 'op', password: 'op-pass' });
  closing.push(() => { box.close(); });
  const site: Site = {
    ...newSite({ id: 'practice', name: 'Practice', mode: 'practice', language: 'en', timeZone: 'UTC' }),
    overlay: { kind: 'netmaker', url: `http://127.0.0.1:${await listener()}`, auth: { kind: 'token', token: { kind: 'env', name: 'T' } }, network: 'cams', client: null, install: 'auto', egress: 'cameras', policy: { kind: 'ask' } },
  };
  const question = { box, facts: await box.facts(never), site, cameras: [{ address: '127.0.0.1', port: await listener() }], overlayRange: '100.64.0.0/24' };
  const results = await Promise.all(BOX_CHECKS.map((check) => check.run(question, never)));
  expect(results.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
});

test('an account that may not become root is told by one check; what needs root stays open, what does not is answered', async () => {
  const simulated = await practiceBox('refused');
  const box = await connectTo({ port: simulated.port, username: 'op', password: 'op-pass' });
  closing.push(() => { box.close(); });
  const site = newSite({ id: 'practice', name: 'Practice', mode: 'practice', language: 'en', timeZone: 'UTC' });
  const question = { box, facts: await box.facts(never), site, cameras: [], overlayRange: null };
  const results = await Promise.allSettled(BOX_CHECKS.map((check) => check.run(question, never)));
  const failed = BOX_CHECKS.filter((_check, index) => results[index]?.status === 'rejected').map(({ id }) => id);
  expect(failed).toEqual(['kernel-tunnel', 'forwarding', 'docker-forward', 'ufw', 'firewalld', 'nft-drops', 'firewall-mix', 'ipv6-nat']);
  expect(results[0]).toMatchObject({ status: 'fulfilled', value: { check: 'root', outcome: 'blocks' } });
  expect(results[BOX_CHECKS.findIndex(({ id }) => id === 'keeps-changes')]).toMatchObject({ status: 'fulfilled', value: { outcome: 'ok' } });
});
