import { TunnelError, errorData, type ErrorData } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';
import { agentContainer } from './example';
import type { Deployment, Pod } from './objects';

/** Has it as many pods as it should, all of its newest form (`kubectl rollout status`)? */
export function isAvailable({ metadata, spec, status }: Deployment): boolean {
  if (status == null || (spec.replicas ?? 1) < 1) return false;
  return status.observedGeneration >= metadata.generation && status.updatedReplicas >= 1 && status.availableReplicas >= 1 && status.replicas <= status.updatedReplicas;
}

/** The kubelet's words for "no image" (kubernetes pkg/kubelet/images/types.go). */
const NO_IMAGE = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'ImageInspectError', 'RegistryUnavailable', 'SignatureValidationFailed']);

/** Why an agent does not run, as its newest pod says it, or its Deployment where there is no pod; null: nobody says. */
export function troubleOf(deployment: Deployment, pods: readonly Pod[]): ErrorData | null {
  if (isAvailable(deployment)) return null;
  const { name } = deployment.metadata;
  const newest = [...pods].filter(({ metadata }) => metadata.deletionTimestamp == null).sort((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''))[0];
  const trouble = (newest === undefined ? null : podTrouble(name, deployment, newest)) ?? noPod(name, deployment);
  return trouble === null ? null : errorData(trouble);
}

function podTrouble(name: string, deployment: Deployment, { status }: Pod): TunnelError | null {
  const waits = status?.conditions.find(({ type, status: is, reason }) => type === 'PodScheduled' && is === 'False' && reason === 'Unschedulable');
  if (waits !== undefined) return new TunnelError('agents-pending', { name, reason: said(waits.message, 'Unschedulable') });
  if (status?.phase === 'Failed' && status.reason != null) return new TunnelError('agents-restarting', { name, reason: `${status.reason}: ${said(status.message, '')}` });
  const own = agentContainer(deployment).name;
  const container = status?.containerStatuses.find((candidate) => candidate.name === own) ?? status?.containerStatuses[0];
  if (container === undefined || container.ready === true) return null;
  const waiting = container.state?.waiting;
  if (waiting?.reason != null && NO_IMAGE.has(waiting.reason)) {
    return new TunnelError('agents-image-missing', { name, image: plainText(agentContainer(deployment).image, 200), reason: said(waiting.message, waiting.reason) });
  }
  const ended = container.state?.terminated ?? container.lastState?.terminated;
  if (ended?.reason === 'OOMKilled') return new TunnelError('agents-out-of-memory', { name, limit: String(agentContainer(deployment).resources?.limits?.['memory'] ?? '?') });
  if (waiting?.reason === 'CrashLoopBackOff' || container.state?.terminated != null) {
    return new TunnelError('agents-restarting', { name, reason: ended == null ? said(waiting?.message, 'CrashLoopBackOff') : said(ended.message, `exit code ${ended.exitCode ?? '?'}`) });
  }
  // A reference to something that is not there, a mount that fails: it will not run before somebody puts that right.
  if (waiting?.reason != null && /^(Create|Run)Container.*Error$/.test(waiting.reason)) return new TunnelError('agents-pending', { name, reason: `${waiting.reason}: ${said(waiting.message, '')}` });
  return null;
}

/** A quota that is full, or a policy that refuses the pod: its Deployment says so (`ReplicaFailure`, apps/v1). */
function noPod(name: string, { status }: Deployment): TunnelError | null {
  const failure = status?.conditions.find(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True');
  return failure === undefined ? null : new TunnelError('agents-pending', { name, reason: said(failure.message, failure.reason ?? 'ReplicaFailure') });
}

function said(message: string | null | undefined, otherwise: string): string {
  const text = plainText(message ?? '');
  return text === '' ? otherwise : text;
}
