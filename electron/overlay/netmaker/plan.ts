import { createHash } from 'node:crypto';
import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import type { Json } from '../../domain/json';
import type { PlannedStep } from '../../domain/plan';
import type { NetmakerPolicy, Site } from '../../domain/site';
import type { SiteCamera } from '../../engine/ports';
import { JOIN_STEP } from './membership';
import { networksOf } from './camera-networks';
import { overlayOf } from './session';

/** What every step on the server needs to know. The address is kept so that undo never looks for its work on another server. */
export const ServerInput = z.object({ server: z.string(), network: z.string() });
export const KeyInput = ServerInput.extend({ tag: z.string() });
export type KeyInput = z.infer<typeof KeyInput>;
export const EgressInput = ServerInput.extend({ range: z.string(), name: z.string(), description: z.string() });
export type EgressInput = z.infer<typeof EgressInput>;
export const PolicyInput = ServerInput.extend({
  name: z.string(),
  /** What the egress steps open. */
  ranges: z.array(z.string()),
  who: z.array(z.object({ kind: z.enum(['device', 'tag']), id: z.string() })),
  ports: z.array(z.number().int()),
});
export type PolicyInput = z.infer<typeof PolicyInput>;

export function readInput<T>(schema: z.ZodType<T>, step: PlannedStep): T {
  const parsed = schema.safeParse(step.input);
  if (!parsed.success) throw new TunnelError('bug', {}, { detail: `the step ${step.id} lacks its input` });
  return parsed.data;
}

const CLIENT_STEP = 'netmaker.client';
const KEY_STEP = 'netmaker.key';

/** Client, key, join; then the ways to the cameras, side by side, and the removal of the key. */
export function planNetmaker(site: Site, cameras: readonly SiteCamera[]): PlannedStep[] {
  const overlay = overlayOf(site);
  const box = site.box?.host ?? '';
  const { network } = overlay;
  const server = overlay.url.replace(/\/+$/, '');
  const key: Json = { server, network, tag: keyTag(site.id) };
  const egresses = overlay.egress === 'ranges' ? wideSteps(site, { server, network, box }, cameras) : cameras.map((camera) => cameraStep(site, { server, network, box }, camera));
  return [
    { id: 'box.baseline', kind: 'box.baseline', params: { box }, input: {}, needs: [] },
    { id: CLIENT_STEP, kind: 'netmaker.client', params: { box }, input: {}, needs: ['box.baseline'] },
    { id: KEY_STEP, kind: 'netmaker.key', params: { network }, input: key, needs: [] },
    { id: JOIN_STEP, kind: 'netmaker.join', params: { box, network }, input: key, needs: [CLIENT_STEP, KEY_STEP] },
    ...egresses,
    ...(overlay.policy.kind === 'add' && cameras.length > 0 ? [policyStep(overlay.policy, { site, server, network, cameras, egresses })] : []),
    { id: 'netmaker.key-removal', kind: 'netmaker.key-removal', params: { network }, input: key, needs: [JOIN_STEP] },
  ];
}

interface Where { readonly server: string; readonly network: string; readonly box: string }

/** Only the camera itself is opened: two sites with the same 192.168.1.0/24 can then stand side by side, and nobody reaches its neighbours. */
function cameraStep(site: Site, { server, network, box }: Where, camera: SiteCamera): PlannedStep {
  return {
    id: `netmaker.egress:${camera.address}`,
    kind: 'netmaker.egress',
    params: { camera: camera.name, address: camera.address, range: `${camera.address}/32`, network, box },
    input: { server, network, range: `${camera.address}/32`, name: egressName(site.id, camera.address), description: camera.name.slice(0, 100) },
    needs: [JOIN_STEP],
  };
}

/** Where somebody asked for it: the networks that the cameras are in, one step each. It is about no single camera, so it has no `address`. */
function wideSteps(site: Site, { server, network, box }: Where, cameras: readonly SiteCamera[]): PlannedStep[] {
  return networksOf(cameras).map((range) => ({
    id: `netmaker.egress:${range}`,
    kind: 'netmaker.egress',
    params: { camera: range, range, network, box },
    input: { server, network, range, name: egressName(site.id, range), description: `cameras of ${site.name}`.slice(0, 100) },
    needs: [JOIN_STEP],
  }));
}

function policyStep(policy: Extract<NetmakerPolicy, { kind: 'add' }>, about: { site: Site; server: string; network: string; cameras: readonly SiteCamera[]; egresses: readonly PlannedStep[] }): PlannedStep {
  const ports = [...new Set(about.cameras.flatMap((camera) => camera.ports ?? [camera.rtspPort]))].sort((a, b) => a - b);
  return {
    id: 'netmaker.policy',
    kind: 'netmaker.policy',
    params: { network: about.network, who: policy.who.map(({ name }) => name).join(', '), ports: ports.join(', ') },
    input: {
      server: about.server,
      network: about.network,
      name: `kerberos-tunnel ${about.site.id}`,
      ranges: about.egresses.map((step) => String(step.params['range'])),
      who: policy.who.map(({ kind, id }) => ({ kind, id })),
      ports,
    },
    needs: about.egresses.map(({ id }) => id),
  };
}

/** Key names have 3 to 32 characters; site ids up to 40, so a long one is cut and told apart by its hash. */
export function keyTag(siteId: string): string {
  const tag = `kt-${siteId}`;
  return tag.length <= 32 ? tag : `${tag.slice(0, 23)}-${createHash('sha256').update(siteId).digest('hex').slice(0, 8)}`;
}

/** Stable, so that an egress whose making was never journaled is found again. */
export function egressName(siteId: string, target: string): string {
  return `kerberos-tunnel ${siteId} ${target}`;
}

/** Was it made by any step of this site? */
export function isOurs(siteId: string, name: string): boolean {
  return name.startsWith(egressName(siteId, ''));
}
