import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { z } from 'zod';
import { newSite } from '../../electron/domain/site';
import type { Device } from '../../electron/domain/device';
import { CHARACTERS, type CharacterName } from '../../electron/practice/cameras/characters/library';
import { Result } from '../../electron/terminal/result';
import { foreignClients, type ForeignClients } from './foreign/clients';
import { ForeignNetwork, foreignNetworkMissing } from './foreign-network';

/** In order of their addresses, from .11 on. */
const NAMES = [
  'hikvision', 'hikvision-recorder', 'dahua', 'axis', 'tapo', 'reolink', 'xiongmai', 'd-link', 'hisilicon', 'foscam', 'yoosee', 'h3c', 'sha-256', 'basic-only', 'mjpeg-only', 'udp-only', 'tcp-only', 'in-band', 'clock-of-1970',
  'ubiquiti', 'hikvision-not-activated', 'dahua-not-initialised', 'printer', 'office-pc', 'television',
] as const satisfies readonly CharacterName[];
type Name = (typeof NAMES)[number];

/** A second Tapo, which has the uuid of the first. */
const CLONE = '192.168.61.61';

const ACCOUNT = { username: 'admin', password: 'Camera-Pass1!' };
const addressOf = (name: Name): string => `192.168.61.${11 + NAMES.indexOf(name)}`;
const serviceOf = (name: Name): string => `http://${addressOf(name)}:${CHARACTERS[name].ports.onvif ?? 0}${CHARACTERS[name].onvifPath}`;
/** Addresses that answer a probe for network video transmitters. */
const ANNOUNCED = [...NAMES.filter((name) => {
  const { discovery, activated, kind } = CHARACTERS[name];
  return discovery.probes === 'all' && activated && kind !== 'other';
}).map(addressOf), CLONE].sort();
/** Those that share a uuid with another: the clients of npm take two answers with one uuid for one device, and keep whichever comes first. */
const TWINS = [addressOf('tapo'), CLONE];
const single = (addresses: readonly string[]): string[] => addresses.filter((address) => !TWINS.includes(address)).sort();

const Counters = z.object({ counters: z.array(z.object({ character: z.string(), wrongLogins: z.number(), sessions: z.number(), sessionsEver: z.number() })) });
type Counters = z.infer<typeof Counters>['counters'];
const Answers = z.array(z.union([z.object({ model: z.string(), profiles: z.array(z.string()), uri: z.string() }), z.object({ error: z.string() })]));

const missing = foreignNetworkMissing();
if (missing !== null) console.warn(`skipped: foreign clients on simulated devices, because ${missing}`);

describe.skipIf(missing !== null)('simulated devices, to programs that others wrote', () => {
  let network: ForeignNetwork;
  let clients: ForeignClients;
  let devices: Devices;

  beforeAll(async () => {
    clients = foreignClients();
    network = new ForeignNetwork({ laptop: '192.168.61.2', devices: '192.168.61.3' });
    for (const address of [...NAMES.map(addressOf), CLONE]) expect((await network.run('devices', ['ip', 'addr', 'add', `${address}/16`, 'dev', 'eth0'])).code).toBe(0);
    devices = await startDevices(network);
  }, 300_000);
  afterAll(async () => {
    await devices.stop();
    network.down();
  });

  it('are to our own survey what they are, also those without a password and without ONVIF, and no login is spent', async () => {
    const file = path.join(network.folder, 'devices.site.json');
    writeFileSync(file, JSON.stringify({ ...newSite({ id: 'devices', name: 'Devices', mode: 'real', language: 'en', timeZone: 'UTC' }), ranges: ['192.168.61.0/26'] }));
    const ended = await network.run('laptop', [process.execPath, path.resolve(import.meta.dirname, '../../dist/cli/cli.cjs'), 'survey', '--site', file, '--data', network.folder, '--json']);
    const { survey } = Result.parse(JSON.parse(ended.stdout));
    const at = (name: Name): Device | undefined => survey?.devices.find((device) => [device.address, ...device.otherAddresses].includes(addressOf(name)));
    const kinds = { 'printer': 'printer', 'office-pc': 'computer', 'television': 'other', 'hikvision-recorder': 'recorder' } as const;
    expect(Object.fromEntries(NAMES.map((name) => [name, at(name)?.kind]))).toEqual(Object.fromEntries(NAMES.map((name) => [name, (kinds as Partial<Record<Name, string>>)[name] ?? 'camera'])));
    expect(at('hikvision-not-activated')?.evidence.find((entry) => entry.source === 'sadp')?.facts).toMatchObject({ activated: 'false', model: 'DS-2CD2087G2-L' });
    expect(at('dahua-not-initialised')?.evidence.find((entry) => entry.source === 'dhip')?.facts).toMatchObject({ activated: 'false', model: 'IPC-HDW1439T1-LED' });
    expect(at('hikvision-recorder')?.evidence.find((entry) => entry.source === 'sadp')?.facts).toMatchObject({ channels: '8' });
    expect(survey?.devices.find((device) => device.address === CLONE)).toMatchObject({ kind: 'camera', otherAddresses: [] });
    expect((await devices.counters()).filter((device) => device.wrongLogins > 0)).toEqual([]);
  });

  describe('onvif of npm', () => {
    const ask = async (context: TestContext, order: unknown): Promise<unknown> => runNpm(context, network, clients, 'npm-onvif.mjs', order);

    it('finds all that announce themselves', async (context) => {
      const found = z.array(z.string()).parse(await ask(context, 'discover'));
      expect(single(found)).toEqual(single(ANNOUNCED));
    });

    it('reads who they are, their profiles and their stream addresses, whatever login they want', async (context) => {
      const names = ['hikvision', 'hikvision-recorder', 'dahua', 'axis', 'tapo', 'reolink', 'd-link', 'hisilicon', 'foscam', 'yoosee', 'sha-256', 'clock-of-1970'] as const;
      const answers = Answers.parse(await ask(context, names.map((name) => ({ hostname: addressOf(name), port: CHARACTERS[name].ports.onvif, path: CHARACTERS[name].onvifPath, ...ACCOUNT }))));
      expect(answers).toEqual(names.map(told));
      expect((await devices.counters()).filter((device) => device.wrongLogins > 0)).toEqual([]);
    });
  });

  describe('node-onvif of npm', () => {
    const ask = async (context: TestContext, order: unknown): Promise<unknown> => runNpm(context, network, clients, 'node-onvif.mjs', order);

    it('finds all that announce themselves', async (context) => {
      const found = z.array(z.string()).parse(await ask(context, 'discover'));
      expect(single(found)).toEqual(single(ANNOUNCED));
    });

    it('reads those that take a token', async (context) => {
      const names = ['hikvision', 'hikvision-recorder', 'dahua', 'axis', 'tapo', 'reolink', 'd-link', 'foscam', 'yoosee', 'clock-of-1970'] as const;
      const answers = Answers.parse(await ask(context, names.map((name) => ({ xaddr: serviceOf(name), user: ACCOUNT.username, pass: ACCOUNT.password }))));
      expect(answers).toEqual(names.map(told));
    });
  });

  describe('ffprobe', () => {
    const probe = async (name: Name, transport: 'tcp' | 'udp', index = 0): Promise<string> => {
      const stream = CHARACTERS[name].streams[index];
      const login = `${ACCOUNT.username}:${encodeURIComponent(ACCOUNT.password)}`;
      const path = stream?.path.replace('{user}', ACCOUNT.username).replace('{pass}', encodeURIComponent(ACCOUNT.password)) ?? '';
      const { stdout, stderr } = await network.run('laptop', [
        'ffprobe', '-v', 'error', '-rtsp_transport', transport, '-read_intervals', '%+#10', '-count_frames', '-show_entries', 'stream=codec_name,width,height,nb_read_frames', '-of', 'csv=p=0', `rtsp://${login}@${addressOf(name)}${path}`,
      ]);
      return stdout.trim() || stderr.trim();
    };

    it('plays ten frames of each, over TCP or UDP, whatever login they want and whatever they say of their tracks', async () => {
      const cases = [
        ['hikvision', 'tcp', 0, 'hevc,1280,720,10'], ['hikvision', 'udp', 1, 'h264,640,360,10'], ['dahua', 'tcp', 1, 'h264,640,360,10'], ['axis', 'tcp', 1, 'mjpeg,640,352,10'], ['tapo', 'tcp', 0, 'h264,1280,720,10'],
        ['xiongmai', 'tcp', 1, 'h264,640,360,10'], ['basic-only', 'tcp', 1, 'h264,640,360,10'], ['sha-256', 'tcp', 1, 'h264,640,360,10'], ['mjpeg-only', 'udp', 0, 'mjpeg,640,352,10'], ['udp-only', 'udp', 1, 'h264,640,360,10'],
        ['tcp-only', 'tcp', 1, 'h264,640,360,10'], ['in-band', 'tcp', 1, 'h264,640,360,10'],
      ] as const;
      expect(await Promise.all(cases.map(async ([name, transport, index]) => [name, transport, index, await probe(name, transport, index)]))).toEqual(cases);
      expect((await devices.counters()).filter((device) => device.sessionsEver === 0).map((device) => device.character)).not.toContain('hikvision');
      await expect.poll(async () => (await devices.counters()).filter((device) => device.sessions > 0)).toEqual([]);
    });

    it('is refused the transport that a camera has not', async () => {
      expect(await probe('udp-only', 'tcp')).toContain('461');
      expect(await probe('tcp-only', 'udp')).toContain('461');
    });
  });

  // Last: to find one camera it logs in to all that it meets, with whatever it was told, until they lock.
  describe('onvif-util of Debian', () => {
    beforeAll(async () => {
      await devices.stop();
      devices = await startDevices(network);
    });

    /** `orders`: what is typed. */
    const ask = async (context: TestContext, orders: string, ...args: readonly string[]): Promise<string> => {
      const { onvifUtil } = clients;
      if (onvifUtil === null) return skip(context, 'the Debian packages onvif-tools and libonvif1 cannot be downloaded');
      const env = Object.entries(onvifUtil.env).map(([name, value]) => `${name}=${value ?? ''}`);
      return (await network.run('laptop', ['env', ...env, 'sh', '-c', `printf '${orders}' | "$0" "$@"`, onvifUtil.program, ...args])).stdout;
    };

    // It knows the token login only.
    it('logs in, reads profiles, stream address and network', async (context) => {
      const names = ['hikvision', 'dahua', 'd-link', 'axis'] as const;
      const said = await Promise.all(names.map((name) => ask(context, 'get profiles\\nget rtsp\\nget network\\nquit\\n', '-u', ACCOUNT.username, '-p', ACCOUNT.password, addressOf(name))));
      said.forEach((text, index) => {
        const { serial, streams } = CHARACTERS[names[index] ?? 'axis'];
        expect(text).toContain('successfully connected to host');
        expect(text).toContain(serial);
        streams.forEach((stream, number) => expect(text).toContain(`Token ${number}: ${stream.token}`));
        expect(text).toContain(`rtsp://${addressOf(names[index] ?? 'axis')}${streams[0].path}`);
        expect(text).not.toContain('ERROR');
      });
    });

    it('finds all that announce themselves', async (context) => {
      const found = (await ask(context, '', '-a')).match(/^[\d.]+/gm) ?? [];
      expect(found.sort()).toEqual(ANNOUNCED);
    });
  });

  function told(name: Name): unknown {
    const { model, streams, ports } = CHARACTERS[name];
    return { model, profiles: streams.map((stream) => stream.token), uri: `rtsp://${addressOf(name)}${ports.rtsp === 554 ? '' : `:${ports.rtsp ?? ''}`}${streams[0].path}` };
  }
});

function skip(context: TestContext, reason: string): never {
  console.warn(`skipped: ${context.task.name}, because ${reason}`);
  context.skip(reason);
}

async function runNpm(context: TestContext, network: ForeignNetwork, clients: ForeignClients, script: string, order: unknown): Promise<unknown> {
  if (clients.npm === null) return skip(context, 'the package registry cannot be reached');
  const { stdout, stderr } = await network.run('laptop', [process.execPath, path.join(import.meta.dirname, 'foreign', script), clients.npm, typeof order === 'string' ? order : JSON.stringify(order)]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

interface Devices {
  counters(): Promise<Counters>;
  stop(): Promise<void>;
}

async function startDevices(network: ForeignNetwork): Promise<Devices> {
  const plan = path.join(network.folder, 'plan.json');
  const entries = NAMES.map((name, index) => ({ address: addressOf(name), mac: macOf(index), character: name, account: ACCOUNT }));
  writeFileSync(plan, JSON.stringify([...entries, { address: CLONE, mac: macOf(61), character: 'tapo', account: ACCOUNT }]));
  const control = path.join(network.folder, 'control');
  const program = network.start('devices', `exec ${process.execPath} ${path.resolve(import.meta.dirname, '../../dist/test/simulated-devices.cjs')} ${plan} --control ${control}`);
  await firstLine(program);
  return {
    counters: async () => Counters.parse(JSON.parse((await network.run('devices', [process.execPath, '-e', `require('node:net').connect(${JSON.stringify(control)}).pipe(process.stdout)`])).stdout)).counters,
    stop: () => new Promise((resolve) => {
      program.once('exit', () => resolve());
      program.kill('SIGTERM');
    }),
  };
}

const macOf = (number: number): string => `02:53:49:4d:01:${number.toString(16).padStart(2, '0')}`;

/** The line that says that all of them listen. */
function firstLine(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    let complaints = '';
    program.stderr?.setEncoding('utf8').on('data', (chunk: string) => (complaints += chunk));
    program.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\n')) resolve(text);
    });
    program.once('exit', (code) => reject(new Error(`the simulated devices ended with ${code}: ${complaints}`)));
  });
}
