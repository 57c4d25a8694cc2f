import { afterEach, describe, expect, it } from 'vitest';
import { verdict } from '../../../electron/domain/proof';
import { AGENTS_FOLDER } from '../../../electron/agents/docker/container';
import { OUT_OF_MEMORY } from '../../lab/docker/daemon';
import { Died } from '../../fixtures/step-walk';
import { JPEG } from '../factory/factory-at-hand';
import { IMAGE, PASSWORD, SETTINGS, startWorld, type World } from './docker-at-hand';

const open: World[] = [];
async function world(...args: Parameters<typeof startWorld>): Promise<World> {
  const made = await startWorld(...args);
  open.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const ENV = `${AGENTS_FOLDER}/site12-gate.env`;
const spec = (one: World, name = 'site12-gate') => ({ ...(one.steps([name])[0]?.input as unknown as Parameters<World['registrar']['prove']>[0]) });
const ports = (one: World): (number | undefined)[] => one.computer.state.read().containers.map(({ publish }) => publish?.port);
const environment = (one: World, name = 'kerberos-site12-gate') => one.computer.state.read().containers.find((container) => container.name === name)?.environment ?? {};

describe.each(['docker', 'edge'] as const)('an agent made by Docker (%s)', (kind) => {
  it('is one container with all that it is told, published on loopback only, and proven by a picture', async () => {
    const one = await world(kind);
    await one.walk.connect(one.steps());
    const [container, ...others] = one.computer.state.read().containers;
    expect(others).toEqual([]);
    expect(container).toMatchObject({
      name: 'kerberos-site12-gate', image: IMAGE, restart: 'always', publish: { host: '127.0.0.1', port: expect.any(Number) as number }, memory: '512m',
      volumes: ['kerberos-site12-gate:/home/agent/data'], logOptions: ['json-file', 'max-size=10m'],
      labels: { 'kerberos-tunnel.site': 'site12', 'kerberos-tunnel.agent': 'site12-gate', 'kerberos-tunnel.title': 'site12-gate', 'kerberos-tunnel.key': 'site12-gate-0001' },
    });
    expect(environment(one)).toMatchObject({ AGENT_KEY: 'site12-gate-0001', AGENT_OFFLINE: 'true', AGENT_CAPTURE_IPCAMERA_ONVIF_PASSWORD: PASSWORD });
    const proof = await one.registrar.prove(spec(one), one.view());
    expect(verdict(proof), JSON.stringify(proof.layers)).toBe('frames');
    expect(proof.picture).toEqual(JPEG);
  });

  it('is not touched by a second run', async () => {
    const one = await world(kind);
    await one.walk.connect(one.steps());
    const [made] = one.computer.started;
    await one.walk.connect(one.steps());
    expect(one.computer.started).toEqual([made]);
    expect((await one.walk.inspect(one.steps()[0]!)).change).toBe('none');
  });

  it('is taken back whole: container, volume, file, and the image that we brought', async () => {
    const one = await world(kind);
    const before = one.computer.snapshot();
    await one.walk.connect(one.steps(['site12-gate', 'site12-yard']));
    expect(one.computer.state.read().containers).toHaveLength(2);
    expect(await one.walk.undo()).toEqual([]);
    expect(one.computer.snapshot()).toEqual({ ...(before as object), files: ['lib'] });
  });
});

describe('what an agent keeps, and what it is told anew', () => {
  it('never has the account that everybody knows, and keeps its own, its key, its port and its volume over an update', async () => {
    const one = await world();
    await one.walk.connect(one.steps());
    const before = environment(one);
    const [port] = ports(one);
    expect(before['AGENT_USERNAME']).toMatch(/^kerberos-[0-9a-f]{6}$/);
    expect(before['AGENT_PASSWORD']).toHaveLength(32);
    expect(before['AGENT_JWT_SECRET']).toHaveLength(43);
    expect(one.secrets.seen.has(before['AGENT_PASSWORD'] ?? '')).toBe(true);
    await one.walk.connect(one.steps(['site12-gate'], { main: 'rtsp://192.168.50.99:554/other', key: 'another-key' }));
    const { containers, volumes } = one.computer.state.read();
    expect(containers).toHaveLength(1);
    expect(volumes.map(({ name }) => name)).toEqual(['kerberos-site12-gate']);
    expect(ports(one)).toEqual([port]);
    const after = environment(one);
    expect(after['AGENT_CAPTURE_IPCAMERA_RTSP']).toContain('192.168.50.99');
    for (const name of ['AGENT_USERNAME', 'AGENT_PASSWORD', 'AGENT_JWT_SECRET', 'AGENT_KEY']) expect(after[name], name).toBe(before[name]);
  });

  it('is told a changed password although the reference to it stayed the same', async () => {
    const values = { camera: PASSWORD };
    const one = await world('docker', values);
    await one.walk.connect(one.steps());
    one.secrets.reveal = (ref) => startsWith(ref, 'camera', 'the-new-one');
    await one.walk.connect(one.steps());
    expect(environment(one)['AGENT_CAPTURE_IPCAMERA_RTSP']).toContain('the-new-one');
    expect(one.computer.state.read().containers).toHaveLength(1);
  });

  it('keeps passwords out of every argument, and its file for root alone', async () => {
    const one = await world();
    await one.walk.connect(one.steps());
    const words = JSON.stringify(one.computer.docker.commands);
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), environment(one)['AGENT_PASSWORD'] ?? '']) expect(words.includes(secret)).toBe(false);
    expect(one.computer.mode(ENV)).toBe(0o600);
    expect(one.computer.mode(AGENTS_FOLDER)).toBe(0o700);
    expect(JSON.stringify(one.walk.events).includes(environment(one)['AGENT_PASSWORD'] ?? '')).toBe(false);
  });

  it('is refused what an environment file cannot hold', async () => {
    const one = await world();
    await expect(one.walk.connect(one.steps(['site12-gate'], { title: 'two\nlines' }))).rejects.toMatchObject({ code: 'input-invalid', params: { field: 'AGENT_NAME' } });
    expect(one.computer.state.read().containers).toEqual([]);
  });

  it('is started again where somebody stopped it', async () => {
    const one = await world();
    await one.walk.connect(one.steps());
    await one.computer.docker.answer(['stop', 'kerberos-site12-gate'], '', '');
    await one.walk.connect(one.steps());
    expect(verdict(await one.registrar.prove(spec(one), one.view()))).toBe('frames');
  });

  it('runs again after a restart of its computer', async () => {
    const one = await world();
    await one.walk.connect(one.steps());
    await one.computer.restart();
    expect((await one.walk.inspect(one.steps()[0]!)).change).toBe('none');
    expect(verdict(await one.registrar.prove(spec(one), one.view()))).toBe('frames');
  });
});

describe('ports', () => {
  it('are one for each agent, also for those that are made at the same time', async () => {
    const one = await world();
    await one.walk.connect(one.steps(['a', 'b', 'c', 'd']));
    expect(new Set(ports(one)).size).toBe(4);
  });

  it('are left to whoever took one between the look and the start', async () => {
    const one = await world();
    await one.walk.connect(one.steps(['first']));
    const [first = 0] = ports(one);
    one.computer.takenPorts.add(first + 1).add(first + 2);
    await one.walk.connect(one.steps(['first', 'second']));
    expect(ports(one)).toHaveLength(2);
    expect(ports(one)[1]).toBeGreaterThan(first + 2);
  });
});

describe('exactly one agent', () => {
  it('is there after the program died right after it was started', async () => {
    const one = await world();
    const [step] = one.steps();
    one.walk.dieAfterApply.add(step!.id);
    await expect(one.walk.connect([step!])).rejects.toBeInstanceOf(Died);
    await one.walk.connect([step!]);
    expect(one.computer.state.read().containers).toHaveLength(1);
    expect(one.walk.phases()).toEqual({ [step!.id]: 'done' });
    expect(await one.walk.undo()).toEqual([]);
    expect(one.computer.state.read()).toEqual({ images: [], volumes: [], containers: [] });
  });

  it('is there after an update that died with the old one removed and the new one not started, with its port and account', async () => {
    const one = await world();
    await one.walk.connect(one.steps());
    const before = environment(one);
    const kept = ports(one);
    await one.computer.docker.answer(['rm', '-f', 'kerberos-site12-gate'], '', '');
    await one.walk.connect(one.steps());
    expect(ports(one)).toEqual(kept);
    expect(environment(one)).toEqual(before);
  });

  it('is found again by a journal that knows nothing, because it has the key of this very camera', async () => {
    const one = await world();
    await one.walk.connect(one.steps());
    const before = environment(one);
    one.forget();
    await one.walk.connect(one.steps());
    expect(one.computer.state.read().containers).toHaveLength(1);
    expect(environment(one)).toEqual(before);
    await one.walk.undo();
    expect(one.computer.state.read().containers).toEqual([]);
  });

  it('is left alone where it is of another camera of a site of that name, or of nobody we know', async () => {
    const one = await world();
    await one.walk.connect(one.steps());
    one.forget();
    await expect(one.walk.connect(one.steps(['site12-gate'], { key: 'site12-gate-ffff' }))).rejects.toMatchObject({ code: 'agents-name-taken' });
    await one.computer.docker.answer(['rm', '-f', 'kerberos-site12-gate'], '', '');
    await one.computer.docker.answer(['run', '-d', '--name', 'kerberos-site12-gate', '--restart=always', '--publish', '127.0.0.1:9000:80', IMAGE], '', '');
    await expect(one.walk.inspect(one.steps()[0]!)).rejects.toMatchObject({ code: 'agents-name-taken', params: { name: 'site12-gate' } });
    await expect(one.walk.connect(one.steps())).rejects.toMatchObject({ code: 'agents-name-taken' });
    expect(one.computer.state.read().containers).toHaveLength(1);
  });
});

describe('what undo says', () => {
  it('names what somebody else has in the meantime, and leaves it', async () => {
    const one = await world();
    await one.walk.connect(one.steps());
    await one.computer.docker.answer(['run', '-d', '--name', 'mine', '--restart=no', '--publish', '127.0.0.1:9000:80', IMAGE], '', '');
    expect(await one.walk.undo()).toEqual(['the image kerberos/agent:v3.11.1 is still there']);
    expect(one.computer.snapshot()).toMatchObject({ images: [IMAGE], volumes: [], containers: ['mine'], files: ['lib'] });
  });

  it('leaves an image that was there before us', async () => {
    const one = await world();
    await one.computer.docker.answer(['pull', '--quiet', IMAGE], '', '');
    await one.walk.connect(one.steps());
    expect(await one.walk.undo()).toEqual([]);
    expect(one.computer.state.read().images).toEqual([IMAGE]);
  });

  it('leaves no image that an update made useless', async () => {
    const one = await world();
    await one.walk.connect(one.steps(['site12-gate', 'site12-yard']));
    const newer = 'docker.io/kerberos/agent:v3.11.2';
    one.computer.registry.push(newer);
    one.site = { ...one.site, agents: { ...SETTINGS.docker, image: 'kerberos/agent:v3.11.2' } as typeof SETTINGS.docker };
    await one.walk.connect(one.steps(['site12-gate']));
    expect(one.computer.state.read().images).toEqual([IMAGE, newer]);
    await one.walk.connect(one.steps(['site12-gate', 'site12-yard']));
    expect(one.computer.state.read().images).toEqual([newer]);
    expect(await one.walk.undo()).toEqual([]);
    expect(one.computer.state.read().images).toEqual([]);
  });

  it('is nothing where everything is gone already', async () => {
    const one = await world();
    await one.walk.connect(one.steps());
    one.computer.state.write({ images: [], volumes: [], containers: [] });
    expect(await one.walk.undo()).toEqual([]);
  });
});

describe('what goes wrong has its sentence', () => {
  it('an image that cannot be fetched', async () => {
    const one = await world();
    one.computer.registry.length = 0;
    await expect(one.walk.connect(one.steps())).rejects.toMatchObject({ code: 'agents-image-missing', params: { name: 'site12-gate', image: 'kerberos/agent:v3.11.1', reason: expect.stringContaining('manifest unknown') as string } });
    expect(await one.walk.undo()).toEqual([]);
    expect(one.computer.snapshot()).toMatchObject({ files: ['lib'] });
  });

  it('an agent that ends right after each start, with its last words and without its passwords', async () => {
    const one = await world();
    one.computer.instead = (_container, log) => {
      log('level=info msg="started"');
      log(`panic: cannot open rtsp://admin:${encodeURIComponent(PASSWORD)}@192.168.50.11:554/1`);
      return { ended: Promise.resolve(2), stop: () => undefined };
    };
    const failure = one.walk.connect(one.steps());
    await expect(failure).rejects.toMatchObject({ code: 'agents-restarting', params: { name: 'site12-gate', reason: expect.stringMatching(/^panic: cannot open rtsp:\/\/192\.168\.50\.11/) as string } });
  });

  it('an agent that is ended for want of memory', async () => {
    const one = await world();
    one.computer.instead = () => ({ ended: Promise.resolve(OUT_OF_MEMORY), stop: () => undefined });
    await expect(one.walk.connect(one.steps())).rejects.toMatchObject({ code: 'agents-out-of-memory', params: { limit: '512m' } });
  });

  it('no Docker, one that does not run, and one that is not for this user', async () => {
    const one = await world();
    one.computer.install();
    await expect(one.registrar.probe(one.view())).rejects.toMatchObject({ code: 'docker-missing', params: { host: 'agents.example', user: 'op', reason: expect.stringContaining('Neither') as string } });
    one.computer.install('docker');
    await one.computer.docker.close();
    await expect(one.registrar.probe(one.view())).rejects.toMatchObject({ code: 'docker-missing', params: { reason: expect.stringContaining('Is the docker daemon running?') as string } });
  });

  it('whatever else Docker says', async () => {
    const one = await world();
    one.computer.docker.refusals.set('run', { code: 125, stdout: '', stderr: 'docker: Error response from daemon: driver failed programming external connectivity on endpoint x: listen tcp4 100.64.0.9:8101: bind: cannot assign requested address.\nSee \'docker run --help\'.\n' });
    await expect(one.walk.connect(one.steps())).rejects.toMatchObject({ code: 'docker-refused', params: { action: 'start the agent site12-gate', reason: expect.stringContaining('cannot assign requested address') as string } });
  });
});

describe('the place itself', () => {
  it('lists its agents, ours and those of others, and says what it is', async () => {
    const one = await world();
    await one.walk.connect(one.steps());
    await one.computer.docker.answer(['run', '-d', '--name', 'by-hand', '--restart=no', '--publish', '127.0.0.1:9000:80', IMAGE], '', '');
    one.computer.registry.push('nginx:1');
    await one.computer.docker.answer(['run', '-d', '--name', 'web', '--restart=no', '--publish', '127.0.0.1:9001:80', 'nginx:1'], '', '');
    const facts = await one.registrar.probe(one.view());
    expect(facts.variant).toMatch(/^Docker 24\.0\.7, \d+\.\d GB free$/);
    expect(facts.agents).toEqual([
      { name: 'site12-gate', available: true, site: 'site12', title: 'site12-gate', trouble: null },
      { name: 'by-hand', available: true, site: null, title: null, trouble: null },
    ]);
  });

  it('removes an orphan with all that it had, and nothing that is not ours', async () => {
    const one = await world();
    await one.walk.connect(one.steps());
    one.forget();
    await one.registrar.remove('site12-gate', one.view());
    expect(one.computer.snapshot()).toMatchObject({ volumes: [], containers: [], files: ['lib'] });
    await one.registrar.remove('site12-gate', one.view());
    await one.computer.docker.answer(['run', '-d', '--name', 'kerberos-hers', '--restart=no', '--publish', '127.0.0.1:9000:80', IMAGE], '', '');
    await expect(one.registrar.remove('hers', one.view())).rejects.toMatchObject({ code: 'agents-name-taken' });
    expect(one.computer.state.read().containers).toHaveLength(1);
  });

  it('is asked from inside of the container where its SSH server opens no connections for others', async () => {
    const one = await world();
    one.computer.forbidding = true;
    await one.walk.connect(one.steps());
    const proof = await one.registrar.prove(spec(one), one.view());
    expect(verdict(proof), JSON.stringify(proof.layers)).toBe('frames');
    expect(one.computer.scripts).toContain('docker-exec-curl');
    expect(JSON.stringify(one.computer.docker.commands)).not.toContain('Bearer');
  });

  it('may be podman', async () => {
    const one = await world();
    one.computer.install('podman');
    await one.walk.connect(one.steps());
    expect((await one.registrar.probe(one.view())).variant).toMatch(/^podman /);
    expect(await one.walk.undo()).toEqual([]);
  });

  it('is the one that the settings name: others cannot be asked through them', async () => {
    const one = await world();
    expect(() => one.registrar.plan({ ...one.site, agents: SETTINGS.edge }, [])).toThrow(expect.objectContaining({ code: 'input-invalid' }));
  });
});

function startsWith(ref: Parameters<World['secrets']['reveal']>[0], name: string, value: string): ReturnType<World['secrets']['reveal']> {
  return import('../../../electron/domain/secret').then(({ Secret }) => new Secret(ref.kind === 'env' && ref.name === name ? value : ''));
}
