import { createHash, randomUUID } from 'node:crypto';
import type { Reply } from '../http/exchange';
import type { Stored } from '../world';
import { KINDS, exists, failure, invalid, json, modified, notFound, otherUid } from './statuses';
import type { ClusterState, Resource, StoredObject } from './state';

type Body = Record<string, unknown>;
interface Meta { name: string; uid: string; resourceVersion: string; generation?: number; labels?: Record<string, string>; ownerReferences?: { uid: string }[]; [key: string]: unknown }

/** Objects with the semantics that clients go by: versions, conflicts, uids, selectors, pages (Kubernetes API concepts). */
export class ObjectStore {
  readonly #stored: Stored<ClusterState>;
  readonly #now: () => number;
  readonly #rest: Omit<ClusterState, 'objects' | 'version'>;
  /** By kind and namespace, then by name. Read once: a copy of a whole cluster at every look would take most of a test's time. */
  readonly #objects = new Map<string, Map<string, StoredObject>>();
  #version: number;
  #changed = false;

  constructor(stored: Stored<ClusterState>, now: () => number) {
    this.#stored = stored;
    const { objects, version, ...rest } = stored.read();
    this.#rest = rest;
    this.#version = version;
    for (const object of objects) this.#kept(object.resource, object.namespace).set(object.name, object);
    this.#now = now;
  }

  get accounts(): ClusterState['accounts'] {
    return this.#rest.accounts;
  }

  get namespaces(): readonly string[] {
    return this.#rest.namespaces;
  }

  /** Uids of all that there is. */
  uids(): Set<string> {
    return new Set(this.#everything().map(({ body }) => metaOf(body).uid ?? ''));
  }

  /** Keeps what was changed since the last time. */
  save(): void {
    if (!this.#changed) return;
    this.#changed = false;
    this.#stored.write({ ...this.#rest, version: this.#version, objects: this.#everything() });
  }

  all(resource: Resource, namespace: string): StoredObject[] {
    return [...this.#kept(resource, namespace).values()];
  }

  find(resource: Resource, namespace: string, name: string): StoredObject | null {
    return this.#kept(resource, namespace).get(name) ?? null;
  }

  create(resource: Resource, namespace: string, body: Body): StoredObject | Reply {
    const given = metaOf(body);
    const name = typeof given.name === 'string' ? given.name : '';
    if (!this.namespaces.includes(namespace)) return notFound('namespaces', '', namespace);
    if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) return invalid(resource, name, 'metadata.name', `Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`);
    if (this.find(resource, namespace, name) !== null) return exists(resource, name);
    const refused = refusal(resource, name, body);
    if (refused !== null) return refused;
    const created = new Date(this.#now()).toISOString().replace(/\.\d+Z$/, 'Z');
    return this.#write({ resource, namespace, name, body: { ...body, metadata: { ...given, namespace, uid: randomUUID(), creationTimestamp: created, ...(resource === 'deployments' ? { generation: 1 } : {}) } } });
  }

  replace(resource: Resource, namespace: string, name: string, body: Body): StoredObject | Reply {
    const current = this.find(resource, namespace, name);
    if (current === null) return notFound(resource, KINDS[resource].group, name);
    const [before, after] = [metaOf(current.body), metaOf(body)];
    if (after.resourceVersion !== undefined && after.resourceVersion !== '' && after.resourceVersion !== before.resourceVersion) return modified(resource, name);
    const refused = refusal(resource, name, body);
    if (refused !== null) return refused;
    if (resource === 'deployments' && JSON.stringify(selectorOf(body)) !== JSON.stringify(selectorOf(current.body))) return invalid(resource, name, 'spec.selector', `Invalid value: ${JSON.stringify({ matchLabels: selectorOf(body) })}: field is immutable`);
    const changed = canonical(body['spec']) !== canonical(current.body['spec']);
    // A change to the same is none (the version stays).
    if (!changed && JSON.stringify({ ...body, metadata: null, status: null }) === JSON.stringify({ ...current.body, metadata: null, status: null }) && JSON.stringify({ ...after, managedFields: null }) === JSON.stringify({ ...before, managedFields: null })) return current;
    const { uid, creationTimestamp, generation = 1 } = before;
    return this.#write({ ...current, body: { ...body, metadata: { ...after, name, namespace, uid, creationTimestamp, ...(resource === 'deployments' ? { generation: generation + (changed ? 1 : 0) } : {}) } } });
  }

  /** The object and whatever belongs to it alone are gone when this returns. */
  remove(resource: Resource, namespace: string, name: string, uid: string | null): Reply {
    const current = this.find(resource, namespace, name);
    const { group } = KINDS[resource];
    if (current === null) return notFound(resource, group, name);
    const own = metaOf(current.body).uid ?? '';
    if (uid !== null && uid !== own) return otherUid(resource, name, uid, own);
    this.#collect(own);
    return json(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: { name, ...(group === '' ? {} : { group }), kind: resource, uid: own } });
  }

  list(resource: Resource, namespace: string, query: URLSearchParams): Reply {
    const wanted = (query.get('labelSelector') ?? '').split(',').filter((part) => part !== '').map((part) => part.split('='));
    const matching = this.all(resource, namespace)
      .filter(({ body }) => wanted.every(([key, value]) => metaOf(body).labels?.[key ?? ''] === value))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const from = Number(query.get('continue') ?? 0);
    const limit = Number(query.get('limit') ?? matching.length) || matching.length;
    const { kind, apiVersion } = KINDS[resource];
    const left = matching.length - from - limit;
    return json(200, {
      kind: `${kind}List`, apiVersion,
      metadata: { resourceVersion: String(this.#version), ...(left > 0 ? { continue: String(from + limit), remainingItemCount: left } : {}) },
      items: matching.slice(from, from + limit).map((object) => this.shown(object, false)),
    });
  }

  /** With what a real server adds: who wrote which field, and (outside of lists) the kind. */
  shown({ resource, body }: StoredObject, withKind = true): Body {
    const { kind, apiVersion } = KINDS[resource];
    const metadata = { ...metaOf(body), managedFields: [{ manager: 'kerberos-tunnel', operation: 'Update', apiVersion, time: '2026-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1: { 'f:metadata': { 'f:labels': { '.': {} } } } }] };
    return { ...(withKind ? { kind, apiVersion } : {}), ...body, metadata };
  }

  setStatus(object: StoredObject, status: Body): void {
    const current = this.find(object.resource, object.namespace, object.name);
    if (current !== null && JSON.stringify(current.body['status']) !== JSON.stringify(status)) this.#write({ ...current, body: { ...current.body, status } });
  }

  #collect(uid: string): void {
    const gone = new Set([uid]);
    for (let before = -1; before !== gone.size;) {
      before = gone.size;
      for (const { body } of this.#everything()) {
        const { uid: own = '', ownerReferences = [] } = metaOf(body);
        if (ownerReferences.length > 0 && ownerReferences.every((owner) => gone.has(owner.uid))) gone.add(own);
      }
    }
    for (const { resource, namespace, name, body } of this.#everything()) if (gone.has(metaOf(body).uid ?? '')) this.#kept(resource, namespace).delete(name);
    this.#version++;
    this.#changed = true;
  }

  #write(object: StoredObject): StoredObject {
    this.#version++;
    this.#changed = true;
    const { managedFields: _written, ...metadata } = metaOf(object.body);
    const written = { ...object, body: { ...object.body, metadata: { ...metadata, resourceVersion: String(this.#version) } } };
    this.#kept(object.resource, object.namespace).set(object.name, written);
    return written;
  }

  #kept(resource: Resource, namespace: string): Map<string, StoredObject> {
    const key = `${resource}/${namespace}`;
    const kept = this.#objects.get(key) ?? new Map<string, StoredObject>();
    this.#objects.set(key, kept);
    return kept;
  }

  #everything(): StoredObject[] {
    return [...this.#objects.values()].flatMap((kept) => [...kept.values()]);
  }
}

export function metaOf(body: Body): Partial<Meta> {
  return (body['metadata'] ?? {});
}

export function selectorOf(body: Body): Record<string, string> {
  return ((body['spec'] as { selector?: { matchLabels?: Record<string, string> } } | undefined)?.selector?.matchLabels) ?? {};
}

/** The `pod-template-hash` of a ReplicaSet: another template, another one. */
export function templateHash(template: unknown): string {
  return createHash('sha256').update(canonical(template)).digest('hex').slice(0, 9);
}

/** To a server that keeps its objects as protobuf, empty and absent are the same, and no order of fields is another one. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== 'object' || Array.isArray(item)) return Array.isArray(item) && item.length === 0 ? undefined : item;
    const entries = Object.entries(item ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  });
}

function refusal(resource: Resource, name: string, body: Body): Reply | null {
  if (resource === 'secrets') {
    for (const value of Object.values((body['data'] ?? {}) as Record<string, unknown>)) {
      if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) return failure(400, 'BadRequest', 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0');
    }
  }
  if (resource !== 'deployments') return null;
  const labels = (body['spec'] as { template?: { metadata?: { labels?: Record<string, string> } } } | undefined)?.template?.metadata?.labels ?? {};
  const fits = Object.entries(selectorOf(body)).length > 0 && Object.entries(selectorOf(body)).every(([key, value]) => labels[key] === value);
  return fits ? null : invalid(resource, name, 'spec.template.metadata.labels', `Invalid value: ${JSON.stringify(labels)}: \`selector\` does not match template \`labels\``);
}
