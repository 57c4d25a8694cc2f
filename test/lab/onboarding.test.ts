import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdict } from '../../electron/domain/proof';
import type { Result } from '../../electron/terminal/result';
import { frameFromCloud, Lab } from './site';

const lab = new Lab('onboarding');
let before: { box: string; cloud: unknown };
let connected: Result;

beforeAll(async () => {
  await lab.up({ cameras: 12 });
  before = { box: await lab.boxSnapshot(), cloud: await lab.control('GET /state') };
});
afterAll(async () => {
  await lab.down();
  expect(await lab.leftovers()).toBe('');
});

describe('a site with twelve cameras', () => {
  it('is found: every camera, none of the others called one, and nobody was logged in to', async () => {
    const result = await lab.result('survey');
    const cameras = result.survey?.devices.filter((device) => device.kind === 'camera').map((device) => device.address).sort();
    expect(cameras).toEqual(lab.is.cameras.map((camera) => camera.address).sort());
    for (const other of lab.is.others) expect(result.survey?.devices.find((device) => device.address === other.address)?.kind, other.kind).not.toBe('camera');
    expect(result.survey?.devices.every((device) => device.reasons.length > 0)).toBe(true);
    expect(readFileSync(lab.is.files.onvifStatus, 'utf8')).not.toMatch(/"wrongLogins": [1-9]/);
  });

  it('does not talk to an unknown small computer, and says how to go on', async () => {
    const ended = await lab.cli('check');
    expect(ended.code).toBe(4);
    const { error } = JSON.parse(ended.stdout) as Result;
    expect(error).toMatchObject({ code: 'box-host-key-unknown' });
    expect(ended.stderr).toContain(`--accept-host-key ${String(error?.params['fingerprint'])}`);
  });

  it('is connected in one go, and a picture of every camera arrives at the far end', async () => {
    connected = await lab.result('connect', '--accept-host-key');
    expect(connected.error).toBeNull();
    expect(connected.exitCode).toBe(0);
    expect(connected.cameras).toHaveLength(12);
    for (const camera of connected.cameras) {
      const truth = lab.is.cameras.find((candidate) => candidate.address === camera.address);
      const main = truth?.streams.find((stream) => stream.role === 'main');
      expect(camera.reading, camera.name).toMatchObject({ outcome: 'ready', error: null, main: { codec: main?.codec, width: main?.width, height: main?.height } });
      expect(Math.abs((camera.reading?.main?.fps ?? 0) - (main?.fps ?? 0)), camera.name).toBeLessThan(1.5);
      expect(Math.abs((camera.reading?.clockSkewSeconds ?? 0) - (truth?.clockSkewSeconds ?? 0)), camera.name).toBeLessThan(10);
      expect(camera.proof === null ? null : verdict(camera.proof), JSON.stringify(camera.proof?.layers)).toBe('frames');
    }
  });

  it('really carries H.264 and H.265 through the tunnel, main and sub stream, as a foreign program sees it', async () => {
    const pulls = lab.is.cameras.flatMap((camera) => (['main', 'sub'] as const).map((role) => ({ camera, role })));
    // Four at a time: the uplink has 50 Mbit/s, the machine two cores.
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let pull = pulls.shift(); pull !== undefined; pull = pulls.shift()) {
          const { camera, role } = pull;
          const stream = camera.streams.find((candidate) => candidate.role === role);
          expect(await frameFromCloud(lab, camera, role), `${camera.id} ${role}`).toEqual({ codec: stream?.codec === 'H265' ? 'hevc' : 'h264', width: stream?.width, height: stream?.height });
        }
      }),
    );
    expect(pulls).toEqual([]);
  });

  it('spent no wrong login on any camera', () => {
    expect(readFileSync(lab.is.files.onvifStatus, 'utf8')).not.toMatch(/"wrongLogins": [1-9]/);
    expect(readFileSync(lab.is.files.rtspStatus, 'utf8')).not.toMatch(/"wrongLogins": [1-9]/);
  });

  it('left no secret in the journal, the log, the report, or the logs of the small computer', async () => {
    const state = lab.siteFile.replace(/\.json$/, '.state');
    const secrets = [lab.is.box.password, lab.is.cloud.netmaker.password, ...lab.is.cameras.map((camera) => camera.password), ...lab.is.cameras.map((camera) => encodeURIComponent(camera.password))];
    for (const file of ['journal.jsonl', 'log.jsonl', 'report.html']) {
      const text = readFileSync(`${state}/${file}`, 'utf8');
      for (const secret of secrets) expect(text.includes(secret), `${file} holds a password`).toBe(false);
    }
    const logs = (await lab.box('journalctl', '--no-pager', '-o', 'cat')).stdout;
    // The join is in the log, with sudo's whole command line; its key, base64 of {"server":..., is not.
    expect(logs).toContain('netclient join');
    const key = Buffer.from('{"server').toString('base64').slice(0, 11);
    for (const text of [logs, readFileSync(`${state}/journal.jsonl`, 'utf8'), readFileSync(`${state}/log.jsonl`, 'utf8')]) expect(text.includes(key), 'an enrolment key').toBe(false);
  });

  it('has deleted the enrolment key, and registered exactly one agent for each camera', async () => {
    const state = (await lab.control('GET /state')) as { netmaker: { keys: unknown[] }; agents: { name: string }[] };
    const names = state.agents.map((agent) => agent.name).sort();
    expect(names).toEqual(connected.cameras.map((camera) => camera.agent).sort());
    expect(JSON.stringify(state.netmaker.keys)).toBe(JSON.stringify((before.cloud as typeof state).netmaker.keys));
  });

  it('is not changed by a second run', async () => {
    const seq = lab.journal().at(-1)?.seq ?? 0;
    await lab.control('DELETE /calls');
    const again = await lab.result('connect');
    expect(again.exitCode).toBe(0);
    const since = lab.journal().filter((entry) => entry.seq > seq).map((entry) => entry.event.type);
    expect(since.filter((type) => type.startsWith('step-'))).toEqual([]);
    const calls = (await lab.control('GET /calls')) as Record<string, Record<string, number>>;
    const changing = Object.values(calls).flatMap((service) => Object.keys(service)).filter((call) => !call.startsWith('GET') && !/login|authenticate|checkin/.test(call));
    expect(changing).toEqual([]);
  });

  it('still works after a restart of the small computer', async () => {
    await lab.reboot();
    const proved = await lab.result('prove');
    expect(proved.cameras.map((camera) => (camera.proof === null ? null : verdict(camera.proof)))).toEqual(Array(12).fill('frames'));
  });

  it('is taken back: the small computer, Netmaker and Factory are as they were found', async () => {
    const undone = await lab.result('undo');
    expect(undone.error).toBeNull();
    expect(undone.steps.filter((step) => step.phase !== 'undone' && step.phase !== 'kept')).toEqual([]);
    expect(undone.steps.flatMap((step) => step.differences)).toEqual([]);
    expect(await lab.boxSnapshot()).toBe(before.box);
    expect(await lab.control('GET /state')).toEqual(before.cloud);
  });
});
