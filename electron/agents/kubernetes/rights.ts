import { z } from 'zod';
import type { ClusterClient } from './api-client';

/** `verb resource` as a role has them; what an agent's life takes. */
const NEEDED = ['deployments', 'services', 'configmaps', 'secrets'].flatMap((resource) => ['get', 'create', 'update', 'delete'].map((verb) => `${verb} ${resource}`)).concat('list deployments', 'list pods');
/** Without these it runs all the same, and its proof is a weaker one. */
const FOR_THE_PROOF = ['get pods/log', 'get services/proxy', 'create services/proxy'];

export interface Rights {
  /** Nobody may go on without these. */
  readonly missing: readonly string[];
  readonly missingForProof: readonly string[];
}

const Review = z.object({ status: z.object({ allowed: z.boolean() }) });
const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** What this account may not do in the namespace, as the API server itself says (SelfSubjectAccessReview); what it does not say counts as allowed. */
export async function reviewRights(client: ClusterClient, signal: AbortSignal): Promise<Rights> {
  const missing = new Set<string>();
  await Promise.all([...NEEDED, ...FOR_THE_PROOF].map(async (right) => {
    const [verb, path = ''] = right.split(' ');
    const [resource, subresource] = path.split('/');
    const resourceAttributes = { namespace: client.namespace, verb, resource, group: resource === 'deployments' ? 'apps' : '', ...(subresource === undefined ? {} : { subresource }) };
    const answer = await client.ask({ method: 'POST', path: REVIEWS, body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } }, signal });
    const review = answer.body.kind === 'json' ? Review.safeParse(answer.body.value) : null;
    if (review?.success === true && !review.data.status.allowed) missing.add(right);
  }));
  return { missing: NEEDED.filter((right) => missing.has(right)), missingForProof: FOR_THE_PROOF.filter((right) => missing.has(right)) };
}

/** In one sentence's length: `create, update deployments; get secrets`. */
export function rightsText(rights: readonly string[]): string {
  const resources = [...new Set(rights.map((right) => right.split(' ')[1] ?? ''))];
  return resources.map((resource) => `${rights.filter((right) => right.split(' ')[1] === resource).map((right) => right.split(' ')[0]).join(', ')} ${resource}`).join('; ');
}
