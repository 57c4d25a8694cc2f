import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { DeviceCharacter } from '../../electron/practice/cameras/character';
import { CHARACTERS } from '../../electron/practice/cameras/characters/library';
import { startFleet, type Fleet } from '../../electron/practice/cameras/fleet';
import { readMedia } from '../../electron/practice/cameras/media';
import { PRACTICE_CAMERAS } from '../../electron/practice/cameras/practice-cameras';

/*
 * Simulated cameras and recorders at real addresses, with their real ports (80, 554, 3702, ...) and real multicast, for tests and
 * the bench:
 *
 *   node dist/test/simulated-devices.cjs PLAN.json [--control SOCKET]
 *
 * One process serves any number of addresses of the network namespace that it runs in. It never makes an address: those of the plan
 * must be there. PLAN.json is an array of
 *
 *   { "address": "192.168.50.11",      IPv4, there already
 *     "character": "hikvision",        a name of electron/practice/cameras/characters/library.ts, or "practice-1" to "practice-5"
 *     "mac": "02:ca:00:00:00:01",      what the device calls its own; default: that of the interface with the address
 *     "interface": "eth0",             where the address must be; default: anywhere
 *     "also": [{ "address", "mac" }],  further interfaces of the same device
 *     "account": { "username", "password" },   default admin / Camera-Pass1!
 *     "prefix": 24 }                   of the network, as the device tells it
 *
 * Standard output has one JSON line when everything listens, {"ready":true,"devices":[{address, character, kind, mac, account, web,
 * onvif, rtsp, streams}]}, where web, onvif and rtsp are ports or null and streams are addresses with the path; and one at the end
 * (SIGTERM, SIGINT): {"counters":[{address, character, wrongLogins, locked, sessions, sessionsEver}]}. Whoever connects to the
 * control socket is sent the latter at any time.
 */

const Mac = z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
const Interface = z.strictObject({ address: z.ipv4(), mac: Mac.optional(), interface: z.string().optional() });
export const Plan = z.array(Interface.extend({
  character: z.string(),
  also: z.array(Interface).max(3).default([]),
  account: z.strictObject({ username: z.string(), password: z.string() }).default({ username: 'admin', password: 'Camera-Pass1!' }),
  prefix: z.number().int().min(8).max(30).default(24),
}));
type Entry = z.infer<typeof Plan>[number];

async function main(planFile: string, control: string | null): Promise<void> {
  const plan = Plan.parse(JSON.parse(readFileSync(planFile, 'utf8')));
  const media = await readMedia(path.join(path.dirname(process.argv[1] ?? ''), '../assets/practice'));
  const fleet = await startFleet({
    devices: plan.map((entry) => ({
      character: characterNamed(entry.character),
      interfaces: [entry, ...entry.also].map((own) => ({ address: own.address, mac: own.mac ?? macAt(own.address, own.interface), prefix: entry.prefix })),
      account: entry.account,
    })),
    media,
    reach: 'wire',
    log: (level, message, facts) => level !== 'debug' && process.stderr.write(`${message} ${JSON.stringify(facts ?? {})}\n`),
  });
  const counters = (): string => `${JSON.stringify({ counters: countersOf(fleet, plan) })}\n`;
  const door = control === null ? null : createServer((socket) => socket.on('error', () => undefined).end(counters()));
  await new Promise<void>((resolve, reject) => {
    if (door === null) return resolve();
    door.once('error', reject).listen(control, resolve);
  });
  const stop = (): void => {
    process.stdout.write(counters());
    door?.close();
    void fleet.close().finally(() => process.exit(0));
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ ready: true, devices: fleet.devices.map((device, index) => told(device, plan[index])) })}\n`);
}

function characterNamed(name: string): DeviceCharacter {
  const practice = /^practice-(\d)$/.exec(name)?.[1];
  const found = practice === undefined ? (CHARACTERS as Readonly<Record<string, DeviceCharacter>>)[name] : PRACTICE_CAMERAS.find(({ number }) => number === Number(practice));
  if (found === undefined) throw new Error(`no character ${name}; there are ${Object.keys(CHARACTERS).join(', ')}`);
  return found;
}

function macAt(address: string, wanted: string | undefined): string {
  for (const [name, entries] of Object.entries(os.networkInterfaces())) {
    const mac = entries?.find((entry) => entry.address === address)?.mac;
    if (mac !== undefined && (wanted === undefined || wanted === name)) return mac;
  }
  throw new Error(`the address ${address} is not on ${wanted ?? 'any interface'}`);
}

function told(device: Fleet['devices'][number], entry: Entry | undefined): unknown {
  const { character, host, place } = device;
  const { web, onvif, rtsp } = place.ports;
  const port = rtsp === 554 ? '' : `:${rtsp}`;
  return {
    address: host, character: entry?.character, kind: character.kind, mac: place.interfaces[0]?.mac, account: entry?.account, web, onvif, rtsp,
    streams: rtsp === null ? [] : character.streams.map((stream) => `rtsp://${host}${port}${stream.path}`),
  };
}

function countersOf(fleet: Fleet, plan: readonly Entry[]): unknown[] {
  return fleet.devices.map((device, index) => ({
    address: device.host, character: plan[index]?.character, wrongLogins: device.wrongLogins(), locked: device.locked(), sessions: device.viewers(), sessionsEver: device.viewersEver(),
  }));
}

const [planFile, ...rest] = process.argv.slice(2);
main(planFile ?? '', rest[0] === '--control' ? (rest[1] ?? null) : null).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
