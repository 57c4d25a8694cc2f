import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdict } from '../../electron/domain/proof';
import { Result } from '../../electron/terminal/result';
import { dieEverywhere } from './die-everywhere';
import { DOCKER_SNAPSHOT, startDockerComputer, type DockerComputer } from './docker-computer';
import { Lab } from './site';

/** Agents that we start ourselves: on a computer behind the tunnel, and on the small computer, which needs none. */
const lab = new Lab('dockers');
let computer: DockerComputer;
let before: { box: string; edge: string; cloud: string };

beforeAll(async () => {
  await lab.up({ cameras: 2, box: 'sudopw,docker' });
  computer = await startDockerComputer(lab);
  before = { box: await lab.boxSnapshot(), edge: await onBox(), cloud: await computer.snapshot() };
});
afterAll(async () => {
  await computer.stop();
  await lab.down();
  expect(await lab.leftovers()).toBe('');
});

const NAMES = ['kerberos-lab-camera-1', 'kerberos-lab-camera-2'];
const onBox = async (): Promise<string> => (await lab.box('sh', '-c', DOCKER_SNAPSHOT)).stdout;
const names = async (): Promise<string[]> => (await computer.exec('docker', 'ps', '-a', '--format', '{{.Names}}')).stdout.trim().split('\n').sort();
const verdicts = (result: Result): (string | null)[] => result.cameras.map((camera) => (camera.proof === null ? null : verdict(camera.proof)));
const layers = (result: Result): string => JSON.stringify(result.cameras.map((camera) => camera.proof?.layers));

describe('a site whose agents run on the small computer itself', () => {
  it('is connected without any tunnel although the program is killed before and after every write, and proven by a picture of every camera', async () => {
    lab.writeSite({ ...lab.site(), overlay: null, agents: { kind: 'edge', image: null, storage: { kind: 'none' }, recording: 'continuous' } });
    await lab.result('check', '--accept-host-key');
    const { ended, crashes } = await dieEverywhere(lab, 'connect');
    const result = Result.parse(JSON.parse(ended.stdout));
    expect(result.error, ended.stderr).toBeNull();
    expect(verdicts(result), layers(result)).toEqual(['frames', 'frames']);
    // Two steps, begun and done, before and after.
    expect(crashes.length).toBeGreaterThanOrEqual(8);
    expect((await lab.box('docker', 'ps', '-a', '--format', '{{.Names}}')).stdout.trim().split('\n').sort()).toEqual(NAMES);
    expect(result.plan?.totalKbps).toBe(0);
    expect(result.steps.map(({ step }) => step.kind)).toEqual(['edge.agent', 'edge.agent']);
    expect(result.cameras[0]?.proof?.layers.map(({ layer }) => layer)).toEqual(expect.arrayContaining(['box-reaches-camera', 'agent-available', 'frame-received']));
    expect(layers(result)).not.toContain('egress-listed');
  });

  it('has them again after a restart of the small computer, and connecting again changes nothing', async () => {
    await lab.reboot();
    const seq = lab.journal().at(-1)?.seq ?? 0;
    const again = await lab.result('connect');
    expect(verdicts(again), layers(again)).toEqual(['frames', 'frames']);
    expect(lab.journal().filter((entry) => entry.seq > seq && entry.event.type.startsWith('step-'))).toEqual([]);
  });

  it('is taken back although the program is killed before and after every write: the small computer is as it was found', async () => {
    const { ended, crashes } = await dieEverywhere(lab, 'undo');
    const undone = Result.parse(JSON.parse(ended.stdout));
    expect(undone.error, ended.stderr).toBeNull();
    expect(crashes).toHaveLength(8);
    expect(undone.steps.flatMap((step) => step.differences)).toEqual([]);
    expect(await onBox()).toBe(before.edge);
    expect(await lab.boxSnapshot()).toBe(before.box);
  });
});

describe('a site whose agents run by Docker on a computer behind the tunnel', () => {
  it('is connected in one go, with one agent for each camera and a picture of it through the tunnel', async () => {
    lab.writeSite({ ...lab.site(), agents: computer.settings });
    await lab.result('check', '--accept-host-key', '--fresh');
    const result = await lab.result('connect');
    expect(result.error).toBeNull();
    expect(verdicts(result), layers(result)).toEqual(['frames', 'frames']);
    expect(layers(result)).toContain('egress-listed');
    expect(await names()).toEqual(NAMES);
  });

  it('keeps passwords to root: in a file that nobody else reads, in no journal and in no log', async () => {
    expect((await computer.exec('stat', '-c', '%a %U', '/var/lib/kerberos-tunnel/agents/lab-camera-1.env')).stdout).toBe('600 root\n');
    const file = (await computer.exec('cat', '/var/lib/kerberos-tunnel/agents/lab-camera-1.env')).stdout;
    const password = /^AGENT_PASSWORD=(.+)$/m.exec(file)?.[1] ?? '';
    expect(password).toHaveLength(32);
    const state = lab.siteFile.replace(/\.json$/, '.state');
    for (const name of ['journal.jsonl', 'log.jsonl']) expect(readFileSync(path.join(state, name), 'utf8').includes(password), name).toBe(false);
  });

  it('is brought up to date in place when it is to record otherwise: same agents, same ports, same keys and accounts', async () => {
    const kept = async (): Promise<string> => (await computer.exec('sh', '-c', 'grep -E "^(# kerberos|AGENT_(KEY|USERNAME|PASSWORD|JWT))" /var/lib/kerberos-tunnel/agents/*.env')).stdout;
    const before = await kept();
    lab.writeSite({ ...lab.site(), agents: { ...computer.settings, recording: 'motion' } });
    const result = await lab.result('connect');
    expect(verdicts(result), layers(result)).toEqual(['frames', 'frames']);
    expect((await computer.exec('sh', '-c', 'grep -h CONTINUOUS= /var/lib/kerberos-tunnel/agents/*.env')).stdout).toBe('AGENT_CAPTURE_CONTINUOUS=false\nAGENT_CAPTURE_CONTINUOUS=false\n');
    expect(await kept()).toBe(before);
    expect(await names()).toEqual(NAMES);
  });

  it('is taken back: the small computer, the other computer and its Docker are as they were found', async () => {
    const undone = await lab.result('undo');
    expect(undone.error).toBeNull();
    expect(undone.steps.flatMap((step) => step.differences)).toEqual([]);
    expect(await computer.snapshot()).toBe(before.cloud);
    expect(await lab.boxSnapshot()).toBe(before.box);
  });
});
