import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newSite, type Site } from '../../electron/domain/site';
import type { Stage } from '../../electron/domain/stage';
import { notMeasured, type Bench } from './bench';
import { ConnectLab, type LabFacts } from './connect-lab';
import { count, spread, time, told } from './figures';
import { saidOf, type LaptopOrder, type LaptopSaid } from './laptop-orders';

const CAMERAS = 12;
/** Each way, as in the promise; the line is otherwise a good one. */
const DELAY_MS = 50;
const ROUNDS = 3;
/** Of one connecting, as measured with some to spare: more is waste that crept in. */
const MOST_COMMANDS = 40;
const MOST_CALLS = 140;
const DEADLINE = 240_000;
const NAME = 'bconnect';
/** In the repository: what is measured against is read by whoever doubts it. */
const BY_HAND = path.resolve(__dirname, '../../test/bench/connect-by-hand.sh');
const LAPTOP = path.resolve(__dirname, 'laptop.cjs');

/** Connecting, with everything that is looked at, noted and verified, against the bare commands in the same lab. */
export const connect: Bench = {
  name: 'connect',
  title: `Connecting ${CAMERAS} cameras, against the bare commands by hand`,
  async run({ folder, say }) {
    const missing = ['curl', 'jq', 'ssh'].find((program) => !isInstalled(program));
    if (missing !== undefined) return notMeasured(connect, missing);
    const rounds: { product: number; hand: number; box: number; servers: number; handServers: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const lab = await ConnectLab.up(NAME, { cameras: CAMERAS, wan: `delay=${DELAY_MS}` });
      try {
        const own = path.join(folder, `connect-${round}`);
        const siteFile = writeSite(own, lab.facts);
        const product = (stages: readonly Stage[]): Promise<LaptopSaid[]> => order(lab, { order: 'stages', siteFile, folder: path.join(own, 'state'), stages });
        const byHand = async (): Promise<number> => {
          const started = performance.now();
          const ended = await lab.onLaptop([BY_HAND, lab.file, camerasFile(own, lab.facts)], DEADLINE);
          if (ended.code !== 0) throw new Error(`the commands by hand ended with ${String(ended.code)}: ${ended.stderr.slice(-600)}`);
          return performance.now() - started;
        };
        await product(['survey', 'check', 'plan']);
        await lab.calls();
        // A program of its own: no connection is open yet, as for the commands by hand.
        const [ran] = saidOf(await product(['connect']), 'ran');
        if (ran?.trips == null) throw new Error('connecting did not tell its round trips');
        // With it taken back the site is as it was, and the commands by hand find the same.
        await product(['undo']);
        await lab.calls();
        const hand = await byHand();
        const handServers = await lab.calls();
        rounds.push({ product: ran.ended - ran.started, hand, box: ran.trips.box, servers: ran.trips.servers, handServers });
        say(`product ${time(ran.ended - ran.started)} (${ran.trips.box} commands, ${ran.trips.servers} calls), by hand ${time(hand)} (${handServers} calls with the client's own)`);
      } finally {
        await ConnectLab.down(NAME);
      }
    }
    const product = spread(rounds.map((round) => round.product));
    const hand = spread(rounds.map((round) => round.hand));
    const ratio = product.median / hand.median;
    return {
      name: 'connect',
      lab: `the lab of test/lab: ${CAMERAS} cameras, a real Debian small computer over SSH with sudo, and a line of ${DELAY_MS} ms each way to Netmaker and Factory. The product's stage connect (lock, look, note, change, verify) in a program that just started, against test/bench/connect-by-hand.sh (one SSH connection, curl per call, no look before and no check after but for the agents that must run), ${ROUNDS} times each, in turn.`,
      lines: [
        { what: `Connecting ${CAMERAS} cameras at ${DELAY_MS} ms`, bar: '<= 1.0 x the bare commands by hand', measured: `${(Math.ceil(ratio * 100) / 100).toFixed(2)}x: ${told(product, time)}, by hand ${told(hand, time)}`, holds: ratio <= 1 },
        { what: 'Round trips of connecting', bar: `at most ${MOST_COMMANDS} commands and ${MOST_CALLS} calls`, measured: `${told(spread(rounds.map((round) => round.box)), count)} commands to the small computer, ${told(spread(rounds.map((round) => round.servers)), count)} calls to servers`, holds: rounds.every((round) => round.box <= MOST_COMMANDS && round.servers <= MOST_CALLS) },
      ],
      figures: { rounds, ratio },
    };
  },
};

async function order(lab: ConnectLab, asked: LaptopOrder): Promise<LaptopSaid[]> {
  const { code, stdout, stderr } = await lab.onLaptop([process.execPath, LAPTOP, JSON.stringify(asked)], DEADLINE);
  if (code !== 0) throw new Error(`the product on the laptop ended with ${String(code)}: ${stderr.slice(-600)}`);
  return stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as LaptopSaid);
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v "$1"', 'sh', program]);
    return true;
  } catch {
    return false;
  }
}

function writeSite(folder: string, facts: LabFacts): string {
  mkdirSync(folder, { recursive: true });
  const secret = (name: string, value: string): { kind: 'file'; path: string } => {
    const file = path.join(folder, name);
    writeFileSync(file, value, { mode: 0o600 });
    return { kind: 'file', path: file };
  };
  const passwords = [...new Set(facts.cameras.map((camera) => camera.password))];
  const site: Site = {
    ...newSite({ id: 'bench', name: 'Bench', mode: 'real', language: 'en', timeZone: 'Europe/Brussels' }),
    ranges: [facts.site.range],
    credentials: passwords.map((password, index) => ({ id: `set-${index}`, name: `Set ${index}`, username: facts.cameras.find((camera) => camera.password === password)?.username ?? '', password: secret(`camera-${index}`, password) })),
    cameras: facts.cameras.map((camera) => ({ deviceId: camera.mac, name: `Camera ${camera.number}`, include: true, credentialId: `set-${passwords.indexOf(camera.password)}`, mainToken: null, subToken: null, allowBasic: false, agent: null, runs: 'cloud' })),
    box: { host: facts.box.address, port: facts.box.port, username: facts.box.username, auth: { kind: 'key', privateKey: { kind: 'file', path: facts.box.privateKey }, passphrase: null }, sudoPassword: secret('box', facts.box.password), hostKey: null, allowLegacy: false },
    agents: { kind: 'factory', url: facts.cloud.factory.url, username: facts.cloud.factory.username, password: secret('factory', facts.cloud.factory.password), prefix: null, certificate: null, storage: { kind: 'given' }, recording: 'continuous', agentLogin: null },
  };
  // By the schema's own defaults, so that a further setting of the overlay changes nothing here.
  const overlay = {
    kind: 'netmaker', url: facts.cloud.netmaker.url, auth: { kind: 'password', username: facts.cloud.netmaker.username, password: secret('netmaker', facts.cloud.netmaker.password) },
    network: facts.cloud.netmaker.network, client: { kind: 'file', path: facts.netclient.path, sha256: facts.netclient.sha256 },
  };
  const file = path.join(folder, 'site.json');
  writeFileSync(file, JSON.stringify({ ...site, overlay }, null, 2));
  return file;
}

/** As Factory is to get them: the main stream with its login. */
function camerasFile(folder: string, facts: LabFacts): string {
  const cameras = facts.cameras.map((camera) => {
    const login = `${encodeURIComponent(camera.username)}:${encodeURIComponent(camera.password)}@`;
    const rtsp = (camera.streams.find((stream) => stream.role === 'main')?.url ?? '').replace('rtsp://', `rtsp://${login}`);
    return { address: camera.address, agent: { name: `by-hand-${camera.number}`, rtsp, continuous: 'true', region: '', onvif: 'false' } };
  });
  const file = path.join(folder, 'cameras.json');
  writeFileSync(file, JSON.stringify(cameras), { mode: 0o600 });
  return file;
}
