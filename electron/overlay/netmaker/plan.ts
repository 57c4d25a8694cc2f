import { createHash } from 'node:crypto';
import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import type { Json } from '../../domain/json';
import type { PlannedStep } from '../../domain/plan';
import type { Site } from '../../domain/site';
import type { SiteCamera } from '../../engine/ports';
import { JOIN_STEP } from './membership';
import { overlayOf } from './session';

/** What every step on the server needs to know. The address is kept so that undo never looks for its work on another server. */
export const ServerInput = z.object({ server: z.string(), network: z.string() });
export const KeyInput = ServerInput.extend({ tag: z.string() });
export type KeyInput = z.infer<typeof KeyInput>;
export const EgressInput = ServerInput.extend({ range: z.string(), name: z.string(), description: z.string() });
export type EgressInput = z.infer<typeof EgressInput>;

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
  return [
    { id: 'box.baseline', kind: 'box.baseline', params: { box }, input: {}, needs: [] },
    { id: CLIENT_STEP, kind: 'netmaker.client', params: { box }, input: {}, needs: ['box.baseline'] },
    { id: KEY_STEP, kind: 'netmaker.key', params: { network }, input: key, needs: [CLIENT_STEP] },
    { id: JOIN_STEP, kind: 'netmaker.join', params: { box, network }, input: key, needs: [CLIENT_STEP, KEY_STEP] },
    ...cameras.map((camera): PlannedStep => ({
      id: `netmaker.egress:${camera.address}`,
      kind: 'netmaker.egress',
      params: { camera: camera.name, address: camera.address, range: `${camera.address}/32`, network, box },
      input: { server, network, range: `${camera.address}/32`, name: egressName(site.id, camera.address), description: camera.name.slice(0, 100) },
      needs: [JOIN_STEP],
    })),
    { id: 'netmaker.key-removal', kind: 'netmaker.key-removal', params: { network }, input: key, needs: [JOIN_STEP] },
  ];
}

/** Key names have 3 to 32 characters; site ids up to 40, so a long one is cut and told apart by its hash. */
export function keyTag(siteId: string): string {
  const tag = `kt-${siteId}`;
  return tag.length <= 32 ? tag : `${tag.slice(0, 23)}-${createHash('sha256').update(siteId).digest('hex').slice(0, 8)}`;
}

/** Stable, so that an egress whose making was never journaled is found again. */
export function egressName(siteId: string, address: string): string {
  return `kerberos-tunnel ${siteId} ${address}`;
}
