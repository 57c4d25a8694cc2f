import { z } from 'zod';

/** What becomes of an agent's pod. `slow`: it is being made and says nothing. */
export type Fate = 'runs' | 'slow' | 'no-image' | 'unschedulable' | 'out-of-memory' | 'crashes';

const texts = z.record(z.string(), z.string()).nullish().transform((value) => value ?? {});
const Reference = z.looseObject({ name: z.string(), optional: z.boolean().optional() });
export const SimulatedPodTemplate = z.looseObject({
  metadata: z.looseObject({ labels: texts, annotations: texts }).nullish().transform((value) => value ?? { labels: {}, annotations: {} }),
  spec: z.looseObject({
    containers: z.array(z.looseObject({
      name: z.string(), image: z.string(),
      env: z.array(z.looseObject({ name: z.string(), value: z.string().nullish() })).nullish().transform((value) => value ?? []),
      envFrom: z.array(z.looseObject({ configMapRef: Reference.nullish(), secretRef: Reference.nullish(), prefix: z.string().nullish() })).nullish().transform((value) => value ?? []),
    })).min(1),
  }),
});
export type SimulatedPodTemplate = z.infer<typeof SimulatedPodTemplate>;

type Find = (resource: 'configmaps' | 'secrets', name: string) => Readonly<Record<string, string>> | null;

/** Variables of a pod's first container, in the kubelet's order; a text instead: what is missing, in the kubelet's words. */
export function environmentOf(template: SimulatedPodTemplate, find: Find): Record<string, string> | string {
  const variables: Record<string, string> = {};
  const [container] = template.spec.containers;
  for (const { configMapRef, secretRef, prefix } of container?.envFrom ?? []) {
    const reference = configMapRef ?? secretRef;
    if (reference == null) continue;
    const data = find(configMapRef != null ? 'configmaps' : 'secrets', reference.name);
    if (data === null && reference.optional !== true) return `${configMapRef != null ? 'configmap' : 'secret'} "${reference.name}" not found`;
    for (const [key, value] of Object.entries(data ?? {})) variables[(prefix ?? '') + key] = configMapRef != null ? value : Buffer.from(value, 'base64').toString('utf8');
  }
  for (const { name, value } of container?.env ?? []) variables[name] = value ?? '';
  return variables;
}

/** Status of a pod, as kubelet and scheduler write it. `missing`: what its variables should come from and is not there. */
export function podStatus(template: SimulatedPodTemplate, fate: Fate, missing: string | null): Record<string, unknown> {
  const { name, image } = template.spec.containers[0] ?? { name: '', image: '' };
  const scheduled = { type: 'PodScheduled', status: 'True' };
  const waiting = (reason: string, message: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
    phase: 'Pending', conditions: [scheduled, { type: 'Ready', status: 'False', reason: 'ContainersNotReady' }],
    containerStatuses: [{ name, image, ready: false, restartCount: 0, state: { waiting: { reason, message } }, lastState: {}, ...more }],
  });
  if (fate === 'unschedulable') return { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.' }] };
  if (fate === 'no-image') return waiting('ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "${image}": not found`);
  if (missing !== null) return waiting('CreateContainerConfigError', missing);
  const ended = (terminated: Record<string, unknown>): Record<string, unknown> => ({ restartCount: 4, lastState: { terminated } });
  switch (fate) {
    case 'slow':
      return waiting('ContainerCreating', '');
    case 'out-of-memory':
      return { ...waiting('CrashLoopBackOff', `back-off 40s restarting failed container=${name}`, ended({ exitCode: 137, reason: 'OOMKilled' })), phase: 'Running' };
    case 'crashes':
      return { ...waiting('CrashLoopBackOff', `back-off 40s restarting failed container=${name}`, ended({ exitCode: 2, reason: 'Error', message: 'panic: runtime error: invalid memory address\u001b[31m or nil pointer dereference' })), phase: 'Running' };
    case 'runs':
      return { phase: 'Running', conditions: [scheduled, { type: 'Ready', status: 'True' }], containerStatuses: [{ name, image, ready: true, restartCount: 0, state: { running: {} }, lastState: {} }] };
  }
}

/** Status of a Deployment, as its controller writes it. `refused`: why no pod may be made (a quota); null: one is. */
export function deploymentStatus(generation: number, replicas: number, available: boolean, refused: string | null): Record<string, unknown> {
  const made = refused === null ? replicas : 0;
  return {
    observedGeneration: generation,
    ...(made === 0 ? {} : { replicas: made, updatedReplicas: made }),
    ...(available && made > 0 ? { readyReplicas: made, availableReplicas: made } : { unavailableReplicas: replicas }),
    conditions: [
      { type: 'Available', status: available ? 'True' : 'False', reason: available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable', message: '' },
      ...(refused === null ? [] : [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: refused }]),
    ],
  };
}
