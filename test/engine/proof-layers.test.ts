import { describe, expect, it } from 'vitest';
import { TunnelError } from '../../electron/domain/errors';
import type { CameraReading } from '../../electron/domain/camera';
import type { ChosenCamera } from '../../electron/domain/choice';
import type { Survey } from '../../electron/domain/device';
import { WORDS } from '../../electron/domain/words/words';
import { Engine } from '../../electron/engine/engine';
import type { Overlay } from '../../electron/engine/ports';
import { siteCamera, siteCameras } from '../../electron/engine/site-camera';
import { resultText } from '../../electron/terminal/text';
import { FakeWorld, fakeDevice, fakePorts, fakeReading, fakeSite, MemoryJournal } from '../fixtures/fake-world';

const signal = new AbortController().signal;

function engineWith(part: Partial<Overlay>): Engine {
  const ports = fakePorts(new FakeWorld());
  return new Engine({ ...ports, overlays: ports.overlays.map((overlay): Overlay => ({ ...overlay, ...part })) }, new MemoryJournal(), (text) => text);
}

async function proven(part: Partial<Overlay>): Promise<string[]> {
  const engine = engineWith(part);
  for (const stage of ['survey', 'check', 'plan', 'connect', 'prove'] as const) await engine.run(stage, fakeSite(), { only: null, signal });
  return Object.values(engine.state.proofs)[0]?.layers.map((layer) => `${layer.layer} ${layer.outcome}`) ?? [];
}

describe('the proof of a camera', () => {
  it('has the layers that the overlay can speak of, in the order of the way', async () => {
    expect(await proven({
      proveForwarding: () => Promise.resolve({ layer: 'box-forwards', outcome: 'proven', params: {}, error: null }),
      proveMember: () => Promise.resolve({ layer: 'member-reaches-camera', outcome: 'proven', params: {}, error: null }),
    })).toEqual(['client-running proven', 'box-reaches-camera proven', 'box-forwards proven', 'egress-listed proven', 'member-reaches-camera proven', 'frame-received proven']);
  });

  it('needs no other device where the agent itself got there, and says that none could be asked where it did not', async () => {
    const member: Partial<Overlay> = { proveMember: () => Promise.resolve({ layer: 'member-reaches-camera', outcome: 'not-asked', params: { reason: 'nobody there' }, error: null }) };
    expect(await proven(member)).not.toContain('member-reaches-camera not-asked');
    const ports = fakePorts(new FakeWorld());
    const blind = new Engine({
      ...ports,
      overlays: ports.overlays.map((overlay): Overlay => ({ ...overlay, ...member })),
      registrars: ports.registrars.map((registrar) => ({ ...registrar, prove: () => Promise.resolve({ layers: [{ layer: 'agent-connected', outcome: 'failed', params: {}, error: null }], picture: null }) })),
    }, new MemoryJournal(), (text) => text);
    for (const stage of ['survey', 'check', 'plan', 'connect', 'prove'] as const) await blind.run(stage, fakeSite(), { only: null, signal });
    expect(Object.values(blind.state.proofs)[0]?.layers.map((layer) => `${layer.layer} ${layer.outcome}`)).toContain('member-reaches-camera not-asked');
  });

  it('is told once where it is the same for every camera', async () => {
    const engine = engineWith({ proveBox: () => Promise.resolve([{ layer: 'survives-restart', outcome: 'not-asked', params: { reason: 'nobody restarted it' }, error: null }]) });
    for (const stage of ['survey', 'check', 'plan', 'connect', 'prove'] as const) await engine.run(stage, fakeSite(), { only: null, signal });
    expect(resultText('prove', fakeSite(), engine.state, WORDS.en).split('nobody restarted it')).toHaveLength(2);
  });

  it('says nothing of layers that the overlay knows nothing of', async () => {
    expect(await proven({})).toEqual(['client-running proven', 'box-reaches-camera proven', 'egress-listed proven', 'frame-received proven']);
  });

  it('tells that a layer could not be asked, and asks the others', async () => {
    expect(await proven({ proveForwarding: () => Promise.reject(new TunnelError('box-connection-lost', { host: '10.0.0.2' })) })).toContain('box-forwards not-asked');
  });
});

describe('a network that lets nobody through by itself', () => {
  it('is told by the check, also in the terminal', async () => {
    const engine = engineWith({ access: () => Promise.resolve({ access: 'closed', who: [] }) });
    for (const stage of ['survey', 'check'] as const) await engine.run(stage, fakeSite(), { only: null, signal });
    expect(engine.state.services?.overlay?.access).toBe('closed');
    expect(resultText('check', fakeSite(), engine.state, WORDS.en)).toContain('In the network cams nobody reaches anything that was not allowed by name');
  });

  it('is not spoken of where the overlay has no policies', async () => {
    const engine = engineWith({});
    for (const stage of ['survey', 'check'] as const) await engine.run(stage, fakeSite(), { only: null, signal });
    expect(engine.state.services?.overlay?.access).toBe('unknown');
    expect(resultText('check', fakeSite(), engine.state, WORDS.en)).not.toContain('allowed by name');
  });
});

describe('what an overlay is told of a camera', () => {
  const chosen = (part: Partial<CameraReading>): ChosenCamera => {
    const device = fakeDevice('192.168.1.11');
    return { device, choice: { deviceId: device.id, name: 'Gate', include: true, credentialId: null, mainToken: null, subToken: null, allowBasic: false, agent: null, runs: 'cloud' }, agentName: 'gate', reading: { ...fakeReading(device), ...part } };
  };
  const stream = fakeReading(fakeDevice('192.168.1.11')).main;
  const at = (uri: string): CameraReading['main'] => (stream === null ? null : { ...stream, uri });
  const survey = (range: string, partOf: string | null = null, kind: 'real' | 'virtual' = 'real'): Survey => ({ ranges: [], devices: [], tookMs: 1, interfaces: [{ name: 'eth0', address: '192.168.1.5', range, searched: true, kind, partOf }], routes: [] });

  it.each<[string, Partial<CameraReading>, number[]]>([
    ['its RTSP port', {}, [554]],
    ['every port that its streams name', { main: at('rtsp://192.168.1.11:8554/1'), sub: at('rtsp://user:pa%20ss@192.168.1.11:10554/2') }, [554, 8554, 10554]],
    ['the port of its ONVIF service', { onvif: 'http://192.168.1.11:8000/onvif/device_service' }, [554, 8000]],
    ['the usual port where none is named', { onvif: 'https://192.168.1.11/onvif/device_service' }, [443, 554]],
    ['nothing of an address that is none', { onvif: 'http://192.168.1.11:99999/x' }, [554]],
  ])('is %s', (_what, reading, expected) => { expect(siteCamera(chosen(reading)).ports).toEqual(expected); });

  it.each([
    ['the network that the laptop is plugged into beside it', survey('192.168.1.0/24'), '192.168.1.0/24'],
    ['the whole of it, where only a part was searched', survey('192.168.1.0/24', '192.168.0.0/20'), '192.168.0.0/20'],
    ['nothing where the laptop is somewhere else', survey('10.0.0.0/24'), undefined],
    ['nothing where only a virtual network has it', survey('192.168.1.0/24', null, 'virtual'), undefined],
    ['nothing without a survey', null, undefined],
  ])('is %s', (_what, seen, expected) => { expect(siteCameras([chosen({})], seen)[0]?.onLink).toBe(expected); });
});
