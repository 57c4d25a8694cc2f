import type { Reply } from '../http/exchange';
import type { Resource } from './state';

/*
 * How an API server says no: `Status` objects (apimachinery meta/v1), their words as kube-apiserver v1.34.1 was seen to answer.
 */

/** Group and kind by the resource's name. */
export const KINDS: Readonly<Record<Resource, { readonly group: string; readonly kind: string; readonly apiVersion: string }>> = {
  deployments: { group: 'apps', kind: 'Deployment', apiVersion: 'apps/v1' },
  services: { group: '', kind: 'Service', apiVersion: 'v1' },
  configmaps: { group: '', kind: 'ConfigMap', apiVersion: 'v1' },
  secrets: { group: '', kind: 'Secret', apiVersion: 'v1' },
  pods: { group: '', kind: 'Pod', apiVersion: 'v1' },
};

export const json = (status: number, body: unknown): Reply => ({ status, type: 'json', body });

export function failure(code: number, reason: string, message: string, details?: Readonly<Record<string, string>>): Reply {
  return json(code, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, ...(details === undefined ? {} : { details }), code });
}

export const UNAUTHORIZED = failure(401, 'Unauthorized', 'Unauthorized');

export function notFound(resource: string, group: string, name: string): Reply {
  return failure(404, 'NotFound', `${qualified(resource, group)} "${name}" not found`, { name, ...(group === '' ? {} : { group }), kind: resource });
}

export function forbidden(user: string, verb: string, resource: string, group: string, namespace: string, name: string | null): Reply {
  const what = `${qualified(resource.split('/')[0] ?? '', group)}${name === null ? '' : ` "${name}"`}`;
  return failure(403, 'Forbidden', `${what} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" in the namespace "${namespace}"`, { kind: resource.split('/')[0] ?? '' });
}

export function exists(resource: Resource, name: string): Reply {
  const { group } = KINDS[resource];
  return failure(409, 'AlreadyExists', `${qualified(resource, group)} "${name}" already exists`, { name, ...(group === '' ? {} : { group }), kind: resource });
}

export function modified(resource: Resource, name: string): Reply {
  const { group } = KINDS[resource];
  return failure(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(resource, group)} "${name}": the object has been modified; please apply your changes to the latest version and try again`, { name, kind: resource });
}

export function otherUid(resource: Resource, name: string, wanted: string, actual: string): Reply {
  const { kind } = KINDS[resource];
  return failure(409, 'Conflict', `Operation cannot be fulfilled on ${kind} "${name}": the UID in the precondition (${wanted}) does not match the UID in record (${actual}). The object might have been deleted and then recreated`, { name, kind });
}

export function invalid(resource: Resource, name: string, field: string, why: string): Reply {
  const { group, kind } = KINDS[resource];
  return failure(422, 'Invalid', `${qualified(kind, group)} "${name}" is invalid: ${field}: ${why}`, { name, ...(group === '' ? {} : { group }), kind });
}

function qualified(resource: string, group: string): string {
  return group === '' ? resource : `${resource}.${group}`;
}
