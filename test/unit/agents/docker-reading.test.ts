import { describe, expect, it } from 'vitest';
import { freePort, plainImage, qualifiedImage, toldHash } from '../../../electron/agents/docker/container';
import { listContainers, lookAtAgent } from '../../../electron/agents/docker/docker-look';
import { environmentFile, readKeptFile } from '../../../electron/agents/docker/environment-file';
import type { Box } from '../../../electron/engine/ports';
import { FAKE_BOX } from '../../fixtures/fake-world';
import { never, secretsNamed } from '../../fixtures/loopback';

const at = { host: 'agents.example', user: 'op' };
const saying = (stdout: string, code = 0): Box => ({ ...FAKE_BOX, run: () => Promise.resolve({ code, stdout, stderr: 'it failed' }) });
const look = (stdout: string, code = 0): ReturnType<typeof lookAtAgent> => lookAtAgent(saying(stdout, code), at, 'gate', 'docker.io/kerberos/agent:v3.11.1', secretsNamed({}), never);
const container = (...change: readonly [number, unknown][]): string => {
  const line: unknown[] = ['/kerberos-gate', 'docker.io/kerberos/agent:v3.11.1', { 'kerberos-tunnel.site': 'shop', 'kerberos-tunnel.key': 'k' }, 'running', true, false, false, 0, '', 0, { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8101' }], '81/tcp': null }];
  for (const [index, value] of change) line[index] = value;
  return `container=${JSON.stringify(line)}\n`;
};
const GREETING = 'tool=docker\nversion=24.0.7\n';

describe('what Docker says of an agent', () => {
  it('is read as it is', async () => {
    expect(await look(`${GREETING}${container()}volume={"kerberos-tunnel.site":"shop"}\nfile=\nfile=# kerberos-tunnel.site=shop\nfile=# kerberos-tunnel.port=8101\nfile=AGENT_KEY=k\nfile=AGENT_USERNAME=u\nfile=AGENT_PASSWORD=p=q\nfile=AGENT_JWT_SECRET=j\nimage=yes\nbound={"80/tcp":[{"HostIp":"","HostPort":"8102"}]}\nlistens=1F90\n`)).toMatchObject({
      container: { name: 'kerberos-gate', site: 'shop', key: 'k', running: true, published: { host: '127.0.0.1', port: 8101 } },
      volume: 'shop', image: true, file: { site: 'shop', key: 'k', port: 8101, account: { username: 'u' } }, ports: new Set([8102, 8080]),
    });
  });

  it('is nothing where it is no such thing: another container, half a line, other types', async () => {
    for (const text of [container([0, '/kerberos-gate2']), 'container=["/kerberos-gate",', container([4, 'yes']), 'container={}\n', '']) expect((await look(GREETING + text)).container, text).toBeNull();
    expect((await look(`${GREETING}volume=null\n`)).volume).toBe('');
    expect((await look(`${GREETING}bound={"80/tcp":[{"HostPort":"x"}]}\nbound=[]\n`)).ports.size).toBe(0);
  });

  it('cannot write into a terminal', async () => {
    const { container: seen } = await look(GREETING + container([8, 'no\u001b[2Jway'], [3, 'run\u0007ning']));
    expect(seen).toMatchObject({ refusal: 'no [2Jway', status: 'run ning' });
  });

  it('is never quoted where it failed: what was printed can hold passwords', async () => {
    const failure = await look('file=AGENT_PASSWORD=secret', 137).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'docker-refused', params: { reason: 'it failed' } });
    expect(JSON.stringify(failure)).not.toContain('secret');
  });

  it('is a reason of its own where nobody may ask, and where it refuses', async () => {
    const asked = (text: string): Promise<unknown> => listContainers(saying(text), at, never).catch((error: unknown) => error);
    expect(await asked('tool=\n')).toMatchObject({ code: 'docker-missing', params: { user: 'op' } });
    expect(await asked('tool=docker\nrefused=permission denied while trying to connect to the Docker daemon socket\n')).toMatchObject({ code: 'docker-missing', params: { reason: expect.stringContaining('permission denied') as string } });
    expect(await asked('tool=docker\nrefused=client version 1.51 is too new. Maximum supported API version is 1.41\n')).toMatchObject({ code: 'docker-refused' });
  });
});

describe('an environment file', () => {
  it('gives back what an update must keep, and no account that is not whole', () => {
    const text = environmentFile({ AGENT_KEY: 'k', AGENT_USERNAME: 'u', AGENT_PASSWORD: '"p"=#$x ', AGENT_JWT_SECRET: 'j' }, { site: 'shop', port: 8105 }).reveal();
    const secrets = secretsNamed({});
    const kept = readKeptFile(text.split('\n'), secrets);
    expect(kept).toMatchObject({ site: 'shop', key: 'k', port: 8105 });
    expect(kept.account?.password.reveal()).toBe('"p"=#$x ');
    expect(secrets.seen).toEqual(new Set(['"p"=#$x ', 'j']));
    expect(readKeptFile(['AGENT_USERNAME=u', 'AGENT_PASSWORD=p'], secrets)).toEqual({ site: null, key: null, port: null, account: null });
    expect(readKeptFile(['# kerberos-tunnel.port=99999'], secrets).port).toBeNull();
  });
});

describe('names and ports', () => {
  it('name the registry where podman would ask for it', () => {
    expect(['kerberos/agent:v1', 'agent:v1', 'ghcr.io/x/y:1', 'localhost/x:1', 'registry:5000/x:1'].map(qualifiedImage)).toEqual(['docker.io/kerberos/agent:v1', 'docker.io/agent:v1', 'ghcr.io/x/y:1', 'localhost/x:1', 'registry:5000/x:1']);
    expect(qualifiedImage(null)).toBe('docker.io/kerberos/agent:v3.11.1');
    expect(plainImage('docker.io/kerberos/agent:v1')).toBe('kerberos/agent:v1');
  });

  it('are the first that nobody has, and none where all are in use', () => {
    expect(freePort(new Set([8101, 8103]))).toBe(8102);
    expect(freePort(new Set(Array.from({ length: 2000 }, (_value, index) => 8101 + index)))).toBeNull();
  });

  it('change the hash with any value, not with their order', () => {
    expect(toldHash({ a: '1', b: '2' }, ['x'])).toBe(toldHash({ b: '2', a: '1' }, ['x']));
    expect(toldHash({ a: '1' }, ['x'])).not.toBe(toldHash({ a: '2' }, ['x']));
    expect(toldHash({ a: '1' }, ['x'])).not.toBe(toldHash({ a: '1' }, ['y']));
  });
});
