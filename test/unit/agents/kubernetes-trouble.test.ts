import { describe, expect, it } from 'vitest';
import { Deployment, Pod } from '../../../electron/agents/kubernetes/objects';
import { rightsText } from '../../../electron/agents/kubernetes/rights';
import { isAvailable, troubleOf } from '../../../electron/agents/kubernetes/trouble';

function deployment(status: object, spec: object = {}): Deployment {
  return Deployment.parse({
    metadata: { name: 'gate', generation: 3 },
    spec: { replicas: 1, selector: { matchLabels: { app: 'gate' } }, template: { spec: { containers: [{ name: 'gate', image: 'kerberos/agent:v1', resources: { limits: { memory: '256Mi' } } }] } }, ...spec },
    status,
  });
}
const pod = (status: object, createdAt = '2026-01-01T00:00:00Z', metadata: object = {}): Pod => Pod.parse({ metadata: { name: 'gate-1', creationTimestamp: createdAt, ...metadata }, spec: { containers: [] }, status });
const container = (state: object, lastState: object = {}): object => ({ containerStatuses: [{ name: 'gate', ready: false, state, lastState }] });
const STARTING = deployment({ observedGeneration: 3, replicas: 1, updatedReplicas: 1 });

describe('an agent is available', () => {
  it('when its newest form runs, and no older one', () => {
    const runs = { observedGeneration: 3, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
    expect(isAvailable(deployment(runs))).toBe(true);
    expect(isAvailable(deployment({ ...runs, observedGeneration: 2 }))).toBe(false);
    expect(isAvailable(deployment({ ...runs, updatedReplicas: 0 }))).toBe(false);
    expect(isAvailable(deployment({ ...runs, replicas: 2 }))).toBe(false);
    expect(isAvailable(deployment({ ...runs, availableReplicas: 0 }))).toBe(false);
    expect(isAvailable(deployment(runs, { replicas: 0 }))).toBe(false);
  });
});

describe('why it does not run', () => {
  it.each([
    ['ErrImagePull', container({ waiting: { reason: 'ErrImagePull', message: 'denied' } }), 'agents-image-missing', { image: 'kerberos/agent:v1', reason: 'denied' }],
    ['killed for want of memory, at this moment', container({ terminated: { reason: 'OOMKilled', exitCode: 137 } }), 'agents-out-of-memory', { limit: '256Mi' }],
    ['ended without a word', container({ waiting: { reason: 'CrashLoopBackOff' } }, { terminated: { reason: 'Error', exitCode: 1 } }), 'agents-restarting', { reason: 'exit code 1' }],
    ['something it needs is not there', container({ waiting: { reason: 'CreateContainerConfigError', message: 'secret "x" not found' } }), 'agents-pending', { reason: 'CreateContainerConfigError: secret "x" not found' }],
    ['put out of its node', { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' }, 'agents-restarting', { reason: 'Evicted: The node was low on resource: memory.' }],
  ])('is told: %s', (_what, status, code, params) => {
    expect(troubleOf(STARTING, [pod(status)])).toMatchObject({ code, params: { name: 'gate', ...params } });
  });

  it('is nothing while it starts', () => {
    expect(troubleOf(STARTING, [pod(container({ waiting: { reason: 'ContainerCreating' } }))])).toBeNull();
    expect(troubleOf(STARTING, [])).toBeNull();
  });

  it('is asked of the newest pod that is not on its way out', () => {
    const bad = container({ waiting: { reason: 'ErrImagePull', message: 'old' } });
    const newer = pod(container({ waiting: { reason: 'ErrImagePull', message: 'new' } }), '2026-01-02T00:00:00Z');
    expect(troubleOf(STARTING, [pod(bad), newer, pod(bad, '2026-01-03T00:00:00Z', { deletionTimestamp: '2026-01-03T00:00:01Z' })])).toMatchObject({ params: { reason: 'new' } });
  });

  it('comes without the control characters that an agent may print', () => {
    expect(JSON.stringify(troubleOf(STARTING, [pod(container({ waiting: { reason: 'CrashLoopBackOff' } }, { terminated: { message: 'a\u001b[2Jb' } }))]))).not.toContain('\\u001b');
  });
});

it('rights are told by what they are about', () => {
  expect(rightsText(['get deployments', 'create deployments', 'get pods/log'])).toBe('get, create deployments; get pods/log');
});
