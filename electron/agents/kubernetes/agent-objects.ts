import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from './configuration';
import type { AgentPattern } from './example';
import { AGENT, REVISION, SITE, VARIABLES, ourAnnotations, ourLabels, type Identity } from './marks';
import { agentContainer } from './example';
import type { ConfigMap, Deployment, SecretObject, Service } from './objects';
import type { Mode } from './surroundings';

/*
 * The objects of one agent as they should be. Each function takes what is there (null: nothing) and returns what to write, or null where
 * nothing is to be written. What others added stays.
 */

export interface WantedAgent {
  readonly identity: Identity;
  readonly namespace: string;
  readonly mode: Mode;
  readonly pattern: AgentPattern;
  readonly configuration: Configuration;
  /** Given by the site's settings; null: the pattern's for a new one, and what it has for an old one. */
  readonly image: string | null;
  /** For what changes now. */
  readonly revision: string;
}

export function configMapName(name: string): string {
  return `${name}-config`;
}

export function secretName(name: string): string {
  return `${name}-secret`;
}

export function wantedConfigMap(current: ConfigMap | null, wanted: WantedAgent): object | null {
  const { identity, namespace, configuration } = wanted;
  // What somebody put into the ConfigMap wins over the Secret: a camera's address that Factory changed would stand for ever.
  const data = merged(current?.data ?? {}, variablesOf(current), configuration.config, Object.keys(configuration.secret));
  const metadata = markedMeta(current?.metadata ?? null, configMapName(identity.name), wanted, configuration.config, isDeepStrictEqual(data, current?.data));
  if (current !== null && isDeepStrictEqual(metadata, current.metadata) && isDeepStrictEqual(data, current.data)) return null;
  return current === null ? { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, namespace }, data } : { ...current, metadata, data };
}

/** `owner`: uid of the Deployment, so that whoever removes that leaves no password behind; null: Factory removes the Secret itself. */
export function wantedSecret(current: SecretObject | null, wanted: WantedAgent, owner: string | null): object | null {
  const { identity, namespace, configuration } = wanted;
  const encoded = Object.fromEntries(Object.entries(configuration.secret).map(([name, value]) => [name, Buffer.from(value).toString('base64')]));
  const data = merged(current?.data ?? {}, variablesOf(current), encoded, []);
  const marked = markedMeta(current?.metadata ?? null, secretName(identity.name), wanted, encoded, isDeepStrictEqual(data, current?.data));
  const owned = owner === null || (current?.metadata.ownerReferences ?? []).some(({ uid }) => uid === owner);
  const metadata = owned ? marked : { ...marked, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: identity.name, uid: owner }] };
  if (current !== null && isDeepStrictEqual(metadata, current.metadata) && isDeepStrictEqual(data, current.data)) return null;
  return current === null ? { apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: { ...metadata, namespace }, data } : { ...current, metadata, data };
}

export function wantedService(current: Service | null, { identity, namespace, pattern }: WantedAgent, selector: Readonly<Record<string, string>>): object | null {
  const labels = { ...(current?.metadata.labels ?? pattern.labels(identity.name)), ...ourLabels(identity, current?.metadata.labels ?? pattern.labels(identity.name)) };
  const annotations = { ...current?.metadata.annotations, ...ourAnnotations(identity) };
  if (current === null) return { apiVersion: 'v1', kind: 'Service', metadata: { name: identity.name, namespace, labels, annotations }, spec: { selector, ports: pattern.ports } };
  const next = { ...current, metadata: { ...current.metadata, labels, annotations }, spec: { ...current.spec, selector } };
  return isDeepStrictEqual(next, current) ? null : next;
}

/** Variables of an existing Deployment's pods come from the same objects as before, or it is made to. `revision`: of what these hold. */
export function wantedDeployment(current: Deployment | null, wanted: WantedAgent, revision: string): object | null {
  const { identity, namespace, pattern, image } = wanted;
  const { name } = identity;
  if (current === null) {
    const labels = pattern.labels(name);
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels: { ...labels, ...ourLabels(identity, labels) }, annotations: { ...pattern.annotations(name), ...ourAnnotations(identity) } },
      spec: {
        replicas: 1,
        // Two at once would be two viewers of a camera that may serve no second one.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: pattern.selector(name) },
        template: {
          metadata: { labels: { ...pattern.podLabels(name), ...podMarks(identity) }, annotations: { ...pattern.podAnnotations(name), [REVISION]: revision } },
          spec: {
            ...pattern.podSpec(name),
            containers: [{ ...pattern.container(name), name, image: pattern.image, env: pattern.env(name), envFrom: [...pattern.shared, ...ownSources(name, wanted.mode)] }],
          },
        },
      },
    };
  }
  const { template } = current.spec;
  const own = agentContainer(current);
  const missing = ownSources(name, wanted.mode).filter((source) => !own.envFrom.some((present) => (present.configMapRef?.name ?? present.secretRef?.name) === (source.configMapRef?.name ?? source.secretRef?.name)));
  const container = { ...own, ...(image === null ? {} : { image }), envFrom: [...own.envFrom, ...missing] };
  const next = {
    ...current,
    metadata: { ...current.metadata, labels: { ...current.metadata.labels, ...ourLabels(identity, current.metadata.labels) }, annotations: { ...current.metadata.annotations, ...ourAnnotations(identity) } },
    spec: {
      ...current.spec,
      // Somebody put it to sleep: it does not record.
      replicas: Math.max(1, current.spec.replicas ?? 1),
      template: {
        ...template,
        metadata: { ...template.metadata, labels: { ...template.metadata.labels, ...podMarks(identity) }, annotations: { ...template.metadata.annotations, [REVISION]: revision } },
        spec: { ...template.spec, containers: template.spec.containers.map((each) => (each === own ? container : each)) },
      },
    },
  };
  return isDeepStrictEqual(next, current) ? null : next;
}

/** Of both objects, as the pods are told it: pods are started again when it changes, because variables are read once. */
export function revisionOf(config: object | null, secret: object | null): string {
  return [config, secret].map((object) => annotationsIn(object)[REVISION] ?? '-').join('.');
}

function annotationsIn(object: object | null): Record<string, string> {
  return (object as { metadata?: { annotations?: Record<string, string> } } | null)?.metadata?.annotations ?? {};
}

/** The later wins (`EnvFromSource`, core/v1): Factory's edits of its ConfigMap over our Secret. */
function ownSources(name: string, mode: Mode): { configMapRef?: { name: string }; secretRef?: { name: string } }[] {
  const secret = { secretRef: { name: secretName(name) } };
  return mode === 'secret' ? [secret] : [secret, { configMapRef: { name: configMapName(name) } }];
}

function podMarks(identity: Identity): Record<string, string> {
  const labels = ourLabels(identity, {});
  return { [SITE]: labels[SITE] ?? '', [AGENT]: labels[AGENT] ?? '' };
}

function variablesOf(current: ConfigMap | SecretObject | null): string[] {
  return (current?.metadata.annotations[VARIABLES] ?? '').split(',');
}

function merged(current: Readonly<Record<string, string>>, before: readonly string[], wanted: Readonly<Record<string, string>>, without: readonly string[]): Record<string, string> {
  const others = Object.entries(current).filter(([name]) => !before.includes(name) && !without.includes(name));
  return { ...Object.fromEntries(others), ...wanted };
}

function markedMeta(current: ConfigMap['metadata'] | null, name: string, { identity, revision }: WantedAgent, variables: object, same: boolean): Record<string, unknown> & { annotations: Record<string, string> } {
  const before = current?.annotations[REVISION];
  return {
    ...current,
    name,
    labels: { ...current?.labels, ...ourLabels(identity, current?.labels ?? {}) },
    annotations: { ...current?.annotations, ...ourAnnotations(identity), [REVISION]: same && before !== undefined ? before : revision, [VARIABLES]: Object.keys(variables).sort().join(',') },
  };
}
