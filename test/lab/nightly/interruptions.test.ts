import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verdict } from '../../../electron/domain/proof';
import { Result } from '../../../electron/terminal/result';
import { Lab } from '../site';
import { tally } from './tally';

const PROXY_PORT = 2022;
/** Packets to the box between one cut and the next: a command takes three to five. */
const PACKETS = 4;

let lab: Lab;
let before: { box: string; cloud: unknown };
beforeEach(async () => {
  lab = new Lab('nightcuts');
  await lab.up({ cameras: 2, box: 'sudopw' });
  before = { box: await lab.boxSnapshot(), cloud: await lab.control('GET /state') };
  expect((await lab.result('check', '--accept-host-key')).error).toBeNull();
});
afterEach(async () => {
  await lab.down();
  expect(await lab.leftovers()).toBe('');
});

async function isConnected(): Promise<void> {
  const result = await lab.result('connect');
  expect(result.error).toBeNull();
  expect(result.cameras.map((camera) => (camera.proof === null ? null : verdict(camera.proof)))).toEqual(['frames', 'frames']);
}

async function isTakenBack(): Promise<void> {
  const result = await lab.result('undo');
  expect(result.error).toBeNull();
  await isAsItWas();
}

async function isAsItWas(): Promise<void> {
  expect(await lab.boxSnapshot()).toBe(before.box);
  expect(await lab.control('GET /state')).toEqual(before.cloud);
}

interface Calls { netmaker: Record<string, number>; factory: Record<string, number> }

/** The calls that a command makes, by running it once. */
async function callsOf(command: 'connect' | 'undo'): Promise<[service: string, call: string][]> {
  await lab.control('DELETE /calls');
  expect((await lab.result(command)).error).toBeNull();
  const calls = (await lab.control('GET /calls')) as Calls;
  return Object.entries(calls).flatMap(([service, counts]) => Object.keys(counts as Record<string, number>).map((call): [string, string] => [service, call]));
}

describe('a server that fails once at every call', () => {
  it.each([
    ['answers 500', { kind: 'status', status: 500, body: '{"Code":500,"Message":"no"}' }],
    ['forgets the login (401)', { kind: 'status', status: 401, body: '{"Code":401,"Message":"expired"}' }],
    ['answers garbage', { kind: 'garbage' }],
    ['answers with a web page', { kind: 'html' }],
    ['hangs up', { kind: 'reset' }],
    ['carries it out and loses the answer', { kind: 'lost' }],
    ['never answers', { kind: 'hang' }],
  ])('%s: running again ends it', async (what, fault) => {
    const calls = { connect: await callsOf('connect'), undo: await callsOf('undo') };
    await isAsItWas();
    let failed = 0;
    for (const command of ['connect', 'undo'] as const) {
      for (const [service, call] of calls[command]) await lab.control('POST /faults', { service, call, times: 1, fault });
      const errors: string[] = [];
      for (;;) {
        const result = await lab.result(command);
        if (result.error === null) break;
        expect(result.error.kind, JSON.stringify(result.error)).toBe('expected');
        errors.push(JSON.stringify(result.error));
        // Every call fails once, and a run ends at the first that does: more would be going in circles.
        expect(errors.length, `${command} does not come to its end: ${errors.slice(-3).join(' ')}`).toBeLessThanOrEqual(calls[command].length);
      }
      failed += errors.length;
      await lab.control('DELETE /faults');
      if (command === 'connect') await isConnected();
    }
    await isAsItWas();
    expect(failed).toBeGreaterThan(0);
    tally({ what: `a server that ${what} once at each of ${calls.connect.length + calls.undo.length} calls`, seen: 'run again until connected and taken back', interruptions: failed, stuck: 0 });
  });
});

describe('a small computer that goes away', () => {
  it('has its SSH connection reset after every few packets, and is connected and taken back all the same', async () => {
    const { address, port } = lab.is.box;
    const site = lab.site();
    lab.writeSite({ ...site, box: site.box === null ? null : { ...site.box, host: '127.0.0.1', port: PROXY_PORT } });
    let cuts = 0;
    for (const command of ['connect', 'undo'] as const) {
      for (let packets = PACKETS; ; packets += PACKETS) {
        const proxy = await cuttingProxy(`${address}:${port}`, packets);
        const result = await lab.result(command, '--accept-host-key');
        const cut = await proxy.stop();
        if (!cut) {
          expect(result.error).toBeNull();
          break;
        }
        cuts++;
        if (result.error !== null) expect(result.error.kind, JSON.stringify(result.error)).toBe('expected');
      }
      if (command === 'connect') {
        const proxy = await cuttingProxy(`${address}:${port}`, Number.MAX_SAFE_INTEGER);
        await isConnected();
        await proxy.stop();
      }
    }
    await isAsItWas();
    tally({ what: `SSH reset after every ${PACKETS} packets`, seen: 'run again until connected and taken back', interruptions: cuts, stuck: 0 });
  });

  it('is restarted at the beginning of every step', async () => {
    const restarted = new Set<string>();
    for (const command of ['connect', 'undo'] as const) {
      for (;;) {
        let rebooting: Promise<void> | null = null;
        const ended = await lab.start(command, (_kill, onStderr) => {
          onStderr((text) => {
            for (const line of text.split('\n').filter((candidate) => /^ {2}\S/.test(candidate))) {
              const name = `${command} ${line.trim()}`;
              if (rebooting !== null || restarted.has(name)) continue;
              restarted.add(name);
              rebooting = lab.reboot();
            }
          });
        });
        if (rebooting === null) {
          expect(Result.parse(JSON.parse(ended.stdout)).error, ended.stderr).toBeNull();
          break;
        }
        await (rebooting as Promise<void>);
      }
      if (command === 'connect') await isConnected();
    }
    await isAsItWas();
    tally({ what: 'the small computer restarted at every step', seen: 'run again until connected and taken back', interruptions: restarted.size, stuck: 0 });
  });
});

describe('a bad line', () => {
  it.each([
    ['30 % of all packets lost on the uplink', ['wan-loss', '30']],
    ['half a second of delay each way', ['wan-slow', '500', '2000']],
    ['30 % of all packets lost on the site network', ['lan-loss', '30']],
  ])('%s: nothing ends where a second run on a good line does not mend it', async (what, fault) => {
    await lab.fault(...fault);
    const bad = await lab.result('connect');
    if (bad.error !== null) expect(bad.error.kind, JSON.stringify(bad.error)).toBe('expected');
    await lab.fault('line-good');
    await isConnected();
    await lab.fault(...fault);
    const badUndo = await lab.result('undo');
    if (badUndo.error !== null) expect(badUndo.error.kind, JSON.stringify(badUndo.error)).toBe('expected');
    await lab.fault('line-good');
    await isTakenBack();
    tally({ what, seen: `${bad.error === null ? 'connected' : `stopped (${bad.error.code}), connected on a good line`}; ${badUndo.error === null ? 'taken back' : `stopped (${badUndo.error.code}), taken back on a good line`}`, interruptions: 2, stuck: 0 });
  });
});

/** On the laptop; `stop` tells whether it cut. */
function cuttingProxy(target: string, packets: number): Promise<{ stop: () => Promise<boolean> }> {
  return new Promise((resolve, reject) => {
    const program = path.resolve(import.meta.dirname, '../../../dist/test/cutting-proxy.cjs');
    const child = spawn('ip', ['netns', 'exec', lab.is.namespaces.laptop, process.execPath, program, String(PROXY_PORT), target, String(packets)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.once('error', reject);
    const gone = new Promise<void>((ended) => child.once('exit', () => { ended(); }));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.startsWith('ready')) resolve({ stop: async () => {
        child.kill('SIGKILL');
        await gone;
        return said.includes('cut');
      } });
    });
  });
}
