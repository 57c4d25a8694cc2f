import type { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import { pause, poll } from '../../http/poll';
import { Conflict, isTransient, type ClusterClient, type Resource } from './api-client';
import { configMapName, revisionOf, secretName, wantedConfigMap, wantedDeployment, wantedSecret, wantedService, type WantedAgent } from './agent-objects';
import { AGENT, SITE, siteLabel, siteOf } from './marks';
import { ConfigMap, Deployment, Pod, SecretObject, Service, type Meta } from './objects';
import { decoded } from './surroundings';
import type { Present } from './configuration';

/** The objects of one name; null: there is none. */
export interface AgentParts {
  readonly deployment: Deployment | null;
  readonly service: Service | null;
  readonly config: ConfigMap | null;
  readonly secret: SecretObject | null;
}

/** A write that met somebody else's, or a server that was away for a moment, is tried so often. */
const MOST_TRIES = 5;
/** A pod may take 30 s to end by default; then its objects are collected. */
const GONE_DEADLINE_MS = 120_000;

export async function lookAt(client: ClusterClient, name: string, signal: AbortSignal): Promise<AgentParts> {
  const [deployment, service, config, secret] = await Promise.all([
    client.read('deployments', name, Deployment, signal),
    client.read('services', name, Service, signal),
    client.read('configmaps', configMapName(name), ConfigMap, signal),
    client.read('secrets', secretName(name), SecretObject, signal),
  ]);
  return { deployment, service, config, secret };
}

export function metaOf(parts: AgentParts): z.infer<typeof Meta>[] {
  return [parts.deployment, parts.service, parts.config, parts.secret].flatMap((part) => (part === null ? [] : [part.metadata]));
}

export function presentIn({ config, secret }: AgentParts): Present {
  return { config: config?.data ?? {}, secret: decoded(secret) };
}

/** Would anything be written? */
export function isAsWanted(parts: AgentParts, wanted: WantedAgent): boolean {
  const { deployment, service, config, secret } = parts;
  if (deployment === null || service === null || secret === null) return false;
  if (wantedService(service, wanted, deployment.spec.selector.matchLabels) !== null || wantedSecret(secret, wanted, ownerOf(deployment, wanted)) !== null) return false;
  if (wanted.mode === 'configmap' && (config === null || wantedConfigMap(config, wanted) !== null)) return false;
  return wantedDeployment(deployment, wanted, revisionOf(wanted.mode === 'configmap' ? config : null, secret)) === null;
}

/**
 * Makes what is missing and changes what differs, in an order that a death between any two leaves something which this completes: what
 * it is told, then what runs it. A Secret that belongs to the Deployment comes right behind it; a pod that was faster waits for it.
 * @throws agents-name-taken where somebody else's object has one of the names.
 */
export async function ensureParts(client: ClusterClient, wanted: WantedAgent, signal: AbortSignal): Promise<Deployment> {
  const { identity } = wanted;
  const hide = Object.values(wanted.configuration.secret).flatMap((value) => [value, Buffer.from(value).toString('base64')]);
  const settle = <T extends { metadata: z.infer<typeof Meta> }>(resource: Resource, name: string, schema: z.ZodType<T>, build: (current: T | null) => object | null): Promise<T> =>
    settled(client, { resource, name, schema, build, hide, identity }, signal);
  const config = wanted.mode === 'configmap' ? await settle('configmaps', configMapName(identity.name), ConfigMap, (current) => wantedConfigMap(current, wanted)) : null;
  const before = await client.read('deployments', identity.name, Deployment, signal);
  refuseForeign(before, identity);
  const secretOf = (deployment: Deployment | null): Promise<SecretObject> => settle('secrets', secretName(identity.name), SecretObject, (current) => wantedSecret(current, wanted, deployment === null ? null : ownerOf(deployment, wanted)));
  const deploymentWith = (secret: object): Promise<Deployment> => settle('deployments', identity.name, Deployment, (current) => wantedDeployment(current, wanted, revisionOf(config, secret)));
  let deployment: Deployment;
  if (before !== null || wanted.mode === 'secret') {
    deployment = await deploymentWith(await secretOf(before));
  } else {
    // What the Secret will be is known: a Secret of an earlier attempt keeps its revision, a new one gets that of now.
    const expected = await client.read('secrets', secretName(identity.name), SecretObject, signal);
    refuseForeign(expected, identity);
    deployment = await deploymentWith(wantedSecret(expected, wanted, null) ?? expected ?? {});
    deployment = await deploymentWith(await secretOf(deployment));
  }
  await settle('services', identity.name, Service, (current) => wantedService(current, wanted, deployment.spec.selector.matchLabels));
  return deployment;
}

/**
 * Removes what is ours of that name, the very objects that were looked at, and waits until they and the pods are gone. Returns what is
 * still there and not ours, in the expert's words. @throws undo-left where ours do not go.
 */
export async function removeParts(client: ClusterClient, { name, site }: { name: string; site: string }, signal: AbortSignal, deadlineMs = GONE_DEADLINE_MS): Promise<string[]> {
  const ours = (object: Part['object']): boolean => object !== null && siteOf(object.metadata.labels) === site;
  let last: readonly Part[] = [];
  const left = await poll(async () => {
    const parts = await tolerated(() => lookAt(client, name, signal));
    if (parts === null) return undefined;
    last = partsOf(parts, name);
    const present = last.filter(({ object }) => ours(object));
    for (const { resource, name: part, object } of present) {
      if (object !== null && object.metadata.deletionTimestamp == null) await tolerated(() => client.remove(resource, part, object.metadata.uid, signal));
    }
    if (present.length > 0) return undefined;
    const pods = await tolerated(() => client.list('pods', Pod, signal, { [SITE]: siteLabel(site), [AGENT]: name }));
    return pods?.length === 0 ? true : undefined;
  }, { deadlineMs, pauseMs: 50, signal });
  if (left === undefined) throw new TunnelError('undo-left', { what: `the agent ${name}`, seconds: deadlineMs / 1000 });
  return last.filter(({ object }) => object !== null).map(({ resource, name: part }) => `${resource}/${part} is not marked as ours and was left`);
}

interface Part {
  readonly resource: Resource;
  readonly name: string;
  readonly object: { readonly metadata: z.infer<typeof Meta> } | null;
}

/** The Deployment first: its pods end, and nothing makes new ones. */
function partsOf({ deployment, service, config, secret }: AgentParts, name: string): Part[] {
  return [
    { resource: 'deployments', name, object: deployment },
    { resource: 'services', name, object: service },
    { resource: 'configmaps', name: configMapName(name), object: config },
    { resource: 'secrets', name: secretName(name), object: secret },
  ];
}

export function refuseForeign(object: { metadata: z.infer<typeof Meta> } | null, { name, site }: { name: string; site: string }): void {
  if (object !== null && siteOf(object.metadata.labels) !== site) throw new TunnelError('agents-name-taken', { name });
}

function ownerOf(deployment: Deployment, { mode }: WantedAgent): string | null {
  return mode === 'configmap' ? deployment.metadata.uid : null;
}

interface Settling<T> {
  readonly resource: Resource;
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly build: (current: T | null) => object | null;
  readonly hide: readonly string[];
  readonly identity: WantedAgent['identity'];
}

/** Reads, compares, writes; reads again where somebody was faster, or where an answer was lost: it may have been carried out. */
async function settled<T extends { metadata: z.infer<typeof Meta> }>(client: ClusterClient, { resource, name, schema, build, hide, identity }: Settling<T>, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    const current = await client.read(resource, name, schema, signal);
    refuseForeign(current, identity);
    const next = build(current);
    if (next === null && current !== null) return current;
    try {
      if (current === null) return await client.create(resource, next ?? {}, schema, hide, signal);
      return await client.replace(resource, next as T, schema, hide, signal);
    } catch (error) {
      if (!(error instanceof Conflict) && !isTransient(error)) throw error;
      if (tries >= MOST_TRIES) throw error instanceof Conflict ? new TunnelError('agents-refused', { action: `change the ${resource} ${name}`, status: 409, message: 'somebody else changes it at the same time' }) : error;
    }
    await pause(100 * tries, signal);
  }
}

/** null: not now. */
async function tolerated<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (isTransient(error)) return null;
    throw error;
  }
}
