import fc from 'fast-check';
import { expect, it } from 'vitest';
import { agentNames } from '../../../electron/domain/agent-names';
import type { StepState } from '../../../electron/domain/state';
import { CameraChoice } from '../../../electron/domain/site';
import { fakeDevice } from '../../fixtures/fake-world';

const NAMES = ['Gate', 'gate', 'Yard', 'Gate 2', '???', 'x'.repeat(80)];
const AGENTS = ['site-gate', 'site-gate-2', 'site-yard', 'elsewhere'];

const step = (name: string, deviceId: string, phase: StepState['phase']): StepState => ({
  step: { id: `factory.agent:${name}`, kind: 'factory.agent', params: { agent: name, camera: name, address: `10.0.0.${deviceId}` }, input: { name, deviceId }, needs: [] }, phase, found: null, result: null, error: null, differences: [],
});

it('names of agents are distinct, valid for Kubernetes, and those that were made stay, whatever cameras are called and whatever is pinned', () => {
  const camera = fc.record({ name: fc.constantFrom(...NAMES), agent: fc.option(fc.constantFrom(...AGENTS), { freq: 4 }) });
  const made = fc.record({ name: fc.constantFrom(...AGENTS), device: fc.integer({ min: 1, max: 8 }), phase: fc.constantFrom<StepState['phase']>('done', 'failed', 'undone') });
  fc.assert(fc.property(fc.array(camera, { maxLength: 8 }), fc.uniqueArray(made, { selector: ({ name }) => name, maxLength: 4 }), (cameras, steps) => {
    const chosen = cameras.map(({ name, agent }, index) => {
      const device = { ...fakeDevice(`10.0.0.${String(index + 1)}`), id: String(index + 1) };
      return { device, choice: CameraChoice.parse({ deviceId: device.id, name, include: true, credentialId: null, mainToken: null, subToken: null, agent }) };
    });
    const states = steps.map(({ name, device, phase }) => step(name, String(device), phase));
    const names = agentNames('site', chosen, states);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/);
    for (const [index, { choice, device }] of chosen.entries()) {
      const own = steps.filter((one) => String(one.device) === device.id && one.phase !== 'undone');
      const pins = cameras.map(({ agent }) => agent);
      if (choice.agent !== null && pins.indexOf(choice.agent) === index) expect(names[index]).toBe(choice.agent);
      else if (choice.agent === null && own.length === 1 && own[0] !== undefined && !pins.includes(own[0].name)) expect(names[index]).toBe(own[0].name);
    }
  }));
});

it('a name that no agent of ours can have is not taken over, whatever a journal says', () => {
  const device = { ...fakeDevice('10.0.0.1'), id: '1' };
  const choice = CameraChoice.parse({ deviceId: '1', name: 'Gate', include: true, credentialId: null, mainToken: null, subToken: null });
  for (const name of ['../other', 'site-gate;reboot', 'Site', 'a'.repeat(51), '']) expect(agentNames('site', [{ device, choice }], [step(name, '1', 'done')])).toEqual(['site-gate']);
});
