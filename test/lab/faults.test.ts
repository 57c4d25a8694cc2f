import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { verdict } from '../../electron/domain/proof';
import { WORDS } from '../../electron/domain/words/words';
import { Result } from '../../electron/terminal/result';
import { Lab } from './site';

/** Every failure ends in a clear sentence and an exit code, changes nothing that is not written down, and running again mends it. */
const lab = new Lab('faults');
let before: { box: string; cloud: unknown };

beforeAll(async () => {
  await lab.up({ cameras: 2, box: 'sudopw,fwdrop' });
  before = { box: await lab.boxSnapshot(), cloud: await lab.control('GET /state') };
  expect((await lab.result('check', '--accept-host-key')).exitCode).toBe(0);
});
afterAll(async () => {
  await lab.down();
  expect(await lab.leftovers()).toBe('');
});
afterEach(async () => {
  await lab.control('DELETE /faults');
  await lab.fault('box-plug');
});

const secretFile = (name: string): string => path.join(lab.folder, name);

async function connectsNow(): Promise<void> {
  const result = await lab.result('connect');
  expect(result.error).toBeNull();
  expect(result.cameras.map((camera) => (camera.proof === null ? null : verdict(camera.proof)))).toEqual(['frames', 'frames']);
}

async function isTakenBack(): Promise<void> {
  const result = await lab.result('undo');
  expect(result.error).toBeNull();
  expect(result.steps.flatMap((step) => step.differences)).toEqual([]);
  expect(await lab.boxSnapshot()).toBe(before.box);
  expect(await lab.control('GET /state')).toEqual(before.cloud);
}

describe('wrong and missing', () => {
  it.each([
    ['box-password', 'box-login-refused', 1],
    ['netmaker-password', 'overlay-login-refused', 1],
    ['factory-password', 'agents-login-refused', 1],
  ] as const)('%s is refused in plain words, with nothing changed', async (file, code, exit) => {
    const password = { 'box-password': lab.is.box.password, 'netmaker-password': lab.is.cloud.netmaker.password, 'factory-password': lab.is.cloud.factory.password }[file];
    writeFileSync(secretFile(file), 'not-the-password');
    const ended = await lab.cli('check');
    writeFileSync(secretFile(file), password);
    expect(ended.code).toBe(exit);
    expect(Result.parse(JSON.parse(ended.stdout)).error?.code).toBe(code);
    expect(ended.stderr).toContain(WORDS.en.errors[code].todo.split('{')[0]);
    expect(ended.stdout + ended.stderr).not.toContain('not-the-password');
    expect(await lab.control('GET /state')).toEqual(before.cloud);
  });

  it('a password file asks for a person', async () => {
    const site = lab.site();
    lab.writeSite({ ...site, agents: site.agents?.kind !== 'factory' ? null : { ...site.agents, password: { kind: 'file', path: secretFile('nowhere') } } });
    const ended = await lab.cli('check');
    lab.writeSite(site);
    expect(ended.code).toBe(4);
    expect(Result.parse(JSON.parse(ended.stdout)).error).toMatchObject({ code: 'secret-missing', params: { name: 'nowhere' } });
  });

  it('another computer at the address is not talked to', async () => {
    const site = lab.site();
    lab.writeSite({ ...site, box: site.box === null ? null : { ...site.box, hostKey: { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'A'.repeat(43)}` } } });
    const result = await lab.result('check');
    lab.writeSite(site);
    expect(result.exitCode).toBe(4);
    expect(result.error?.code).toBe('box-host-key-changed');
  });

  it('a client file that is not the expected one is never run', async () => {
    const site = lab.site();
    const file = secretFile('netclient');
    writeFileSync(file, '#!/bin/sh\ntouch /root/was-here\n');
    lab.writeSite({ ...site, overlay: site.overlay?.kind !== 'netmaker' ? null : { ...site.overlay, client: { kind: 'file', path: file, sha256: lab.is.netclient.sha256 } } });
    const result = await lab.result('connect');
    lab.writeSite(site);
    expect(result.error?.code).toBe('client-checksum');
    expect((await lab.box('ls', '/root/was-here')).code).not.toBe(0);
    await isTakenBack();
  });

  it('a small computer without internet is told before anything is changed; its client comes from the laptop anyway', async () => {
    await lab.fault('box-offline');
    const offline = await lab.result('connect', '--fresh');
    await lab.fault('box-online');
    expect(offline.error?.code).toBe('box-check-blocks');
    expect(offline.box?.checks.find((check) => check.check === 'server-reachable')?.outcome).toBe('blocks');
    expect(offline.steps.filter((step) => step.phase !== 'undone')).toEqual([]);
    await connectsNow();
    await isTakenBack();
  });
});

describe('in the middle of connecting', () => {
  it('Netmaker goes away half-way, and comes back', async () => {
    await lab.control('POST /faults', { service: 'netmaker', call: 'POST /api/v1/egress', times: 1000, fault: { kind: 'reset' } });
    const broken = await lab.result('connect');
    expect(broken.exitCode).toBe(1);
    expect(broken.error?.code).toBe('overlay-unreachable');
    expect(broken.steps.find((step) => step.step.kind === 'netmaker.join')?.phase).toBe('done');
    await lab.control('DELETE /faults');
    await connectsNow();
    await isTakenBack();
  });

  it('Factory answers 500 once: one camera waits, the other works, and running again finishes', async () => {
    await lab.control('POST /faults', { service: 'factory', call: 'POST /*/deployments', times: 1, fault: { kind: 'status', status: 500, body: '{"error":"no"}' } });
    await lab.control('POST /faults', { service: 'factory', call: 'POST /deployments', times: 1, fault: { kind: 'status', status: 500, body: '{"error":"no"}' } });
    const broken = await lab.result('connect');
    expect(broken.error?.code).toBe('agents-refused');
    expect(broken.steps.filter((step) => step.step.kind === 'factory.agent').map((step) => step.phase).sort()).toEqual(['done', 'failed']);
    await lab.control('DELETE /faults');
    await connectsNow();
    const state = (await lab.control('GET /state')) as { agents: unknown[] };
    expect(state.agents).toHaveLength(2);
    await isTakenBack();
  });

  it('the cable of the small computer is pulled while its client is installed, and put back', async () => {
    let pulled: Promise<void> | undefined;
    const ended = await lab.start('connect', (_kill, onStderr) => {
      onStderr((text) => {
        // Not "Looking: Install ...", which is the plan's.
        if (/^ {2}Install the VPN client/m.test(text)) pulled ??= lab.fault('box-unplug');
      });
    });
    expect(pulled).toBeDefined();
    await Promise.resolve(pulled);
    expect(Result.parse(JSON.parse(ended.stdout)).error?.code).toBe('box-connection-lost');
    await lab.fault('box-plug');
    await connectsNow();
    await isTakenBack();
  });

  it('a stop is obeyed, remembered and continued', async () => {
    let stopped = false;
    const ended = await lab.start('connect', (kill, onStderr) => {
      onStderr((text) => {
        if (!stopped && /^ {2}Join the network/m.test(text)) {
          stopped = true;
          kill('SIGINT');
        }
      });
    });
    expect(stopped).toBe(true);
    expect(ended.code).toBe(130);
    expect(Result.parse(JSON.parse(ended.stdout)).error?.kind).toBe('cancelled');
    await connectsNow();
    await isTakenBack();
  });

  it('a journal line that the power cut tore in two is not believed', async () => {
    await connectsNow();
    appendFileSync(lab.siteFile.replace(/\.json$/, '.state/journal.jsonl'), '{"seq":99999,"at":"2026-');
    await isTakenBack();
  });
});

describe('taking back', () => {
  it('with Netmaker away says what is left, and finishes later', async () => {
    await connectsNow();
    await lab.control('POST /down', { service: 'netmaker' });
    const broken = await lab.result('undo');
    expect(broken.exitCode).toBe(5);
    expect(broken.error).toMatchObject({ code: 'undo-incomplete', cause: { code: 'overlay-unreachable' } });
    await lab.control('POST /up', { service: 'netmaker' });
    await isTakenBack();
  });
});
