import type { KubernetesSettings } from '../../domain/site';
import { AGENT_IMAGE } from '../docker/container';
import type { ClusterClient } from './api-client';
import { GLOBALS, agentContainer, documentedPattern, isGlobal, learnPattern, type AgentPattern } from './example';
import { SITE } from './marks';
import { ConfigMap, Deployment, SecretObject, Service, type EnvFrom, type EnvVariable } from './objects';

/** Where Factory keeps what it tells an agent. */
export type Mode = 'configmap' | 'secret';

/** What stands in the namespace already, as far as a new agent has to fit in. */
export interface Surroundings {
  readonly deployments: readonly Deployment[];
  readonly mode: Mode;
  readonly pattern: AgentPattern;
  /** What all agents are given, by variable; holds secrets. */
  readonly given: Readonly<Record<string, string>>;
  /** What was found, in the expert's words. */
  readonly variant: string;
}

/** Factory's default for its agents (`KERBEROS_AGENT_MEMORY_LIMIT`). */
const MEMORY_LIMIT = '256Mi';
/** Image names without registry and owner: `kerberos/factory`, `uugai/factory`, `ghcr.io/uug-ai/factory`. */
const FACTORY_IMAGE = /(^|\/)factory([:@]|$)/;
const AGENT_IMAGES = /(^|\/)agent([:@]|$)/;

export async function lookAround(client: ClusterClient, settings: KubernetesSettings, signal: AbortSignal): Promise<Surroundings> {
  const deployments = await client.list('deployments', Deployment, signal);
  const found = await Promise.all(GLOBALS.map(async (name) => ({ name, config: await client.read('configmaps', name, ConfigMap, signal), secret: await client.read('secrets', name, SecretObject, signal) })));
  const factory = deployments.find(({ spec }) => spec.template.spec.containers.some(({ image }) => FACTORY_IMAGE.test(image))) ?? null;
  const told = factoryEnvironment(factory);
  const example = newest(deployments.filter((deployment) => deployment.metadata.labels[SITE] === undefined && agentContainer(deployment).envFrom.some(isGlobal)));
  const present: EnvFrom[] = found.flatMap(({ name, config, secret }) => [...(config === null ? [] : [{ configMapRef: { name } }]), ...(secret === null ? [] : [{ secretRef: { name } }])]);
  const mode = modeOf(example, told, present);
  const learned = example === null ? null : learnPattern(example, await client.read('services', example.metadata.name, Service, signal));
  const signing = told.get('AGENT_JWT_SECRET');
  const pattern = learned ?? documentedPattern({
    image: told.get('KERBEROS_AGENT_IMAGE')?.value ?? AGENT_IMAGE,
    memoryLimit: told.get('KERBEROS_AGENT_MEMORY_LIMIT')?.value ?? MEMORY_LIMIT,
    // Optional: a Factory that is taken away must not keep the agents from starting.
    shared: present.length > 0 ? present : [{ configMapRef: { name: GLOBALS[0] ?? '', optional: true } }],
    env: signing === undefined ? [] : [signing],
    certificates: told.get('CERTIFICATES_CONFIGMAP')?.value ?? null,
  });
  const given = givenTo(pattern, found);
  return { deployments, mode, pattern: settings.image === null ? pattern : { ...pattern, image: settings.image }, given, variant: variantOf(factory, told, mode, pattern, given) };
}

/** Is it one of Kerberos' agents, whoever made it? */
export function isAgent(deployment: Deployment): boolean {
  const container = agentContainer(deployment);
  return deployment.metadata.labels[SITE] !== undefined || container.envFrom.some(isGlobal) || AGENT_IMAGES.test(container.image);
}

function factoryEnvironment(factory: Deployment | null): ReadonlyMap<string, EnvVariable> {
  const containers = factory?.spec.template.spec.containers ?? [];
  const container = containers.find(({ image }) => FACTORY_IMAGE.test(image)) ?? containers[0];
  return new Map((container?.env ?? []).map((variable) => [variable.name, variable]));
}

/** By what an agent of Factory's has, by what Factory was told, by what there is; documented first (uug-ai/deployment, base/factory). */
function modeOf(example: Deployment | null, told: ReadonlyMap<string, EnvVariable>, present: readonly EnvFrom[]): Mode {
  if (example !== null) return agentContainer(example).envFrom.some((source) => isGlobal(source) && source.secretRef != null) ? 'secret' : 'configmap';
  const said = [told.get('FACTORY_CONFIGURATION')?.value, told.get('AGENT_CONFIG_SOURCE')?.value].find((value) => value === 'secret' || value === 'configmap');
  if (said !== undefined) return said;
  return present.length > 0 && present.every(({ secretRef }) => secretRef != null) ? 'secret' : 'configmap';
}

/** In the order in which Kubernetes fills them in: the later wins, single variables over all (`EnvFromSource`, core/v1). */
function givenTo(pattern: AgentPattern, found: readonly { name: string; config: ConfigMap | null; secret: SecretObject | null }[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const { configMapRef, secretRef, prefix } of pattern.shared) {
    const source = found.find(({ name }) => name === (configMapRef?.name ?? secretRef?.name));
    const data = configMapRef != null ? (source?.config?.data ?? {}) : decoded(source?.secret ?? null);
    for (const [key, value] of Object.entries(data)) given[`${prefix ?? ''}${key}`] = value;
  }
  // A value that comes from elsewhere is given as well, whatever it is.
  for (const { name, value } of pattern.env('')) given[name] = value ?? '';
  return given;
}

export function decoded(secret: SecretObject | null): Record<string, string> {
  return Object.fromEntries(Object.entries(secret?.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]));
}

function variantOf(factory: Deployment | null, told: ReadonlyMap<string, EnvVariable>, mode: Mode, pattern: AgentPattern, given: Readonly<Record<string, string>>): string {
  const list = told.get('FACTORY_CONFIGURATION')?.value === 'mongodb' || told.get('FACTORY_ENVIRONMENT')?.value === 'kubernetes' ? ', whose list of agents is in MongoDB and will not show these' : '';
  return [
    factory === null ? 'no Factory in this namespace' : `Factory${list}`,
    `configuration in ${mode === 'secret' ? 'Secrets' : 'ConfigMaps, passwords in Secrets'}`,
    `agents like ${pattern.from}`,
    ...(factory !== null && given['AGENT_JWT_SECRET'] === undefined ? ["Factory shares no signing secret with its agents, so it cannot open the pages of these"] : []),
  ].join('; ');
}

function newest(deployments: readonly Deployment[]): Deployment | null {
  return [...deployments].sort((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''))[0] ?? null;
}
