import { createHash } from 'node:crypto';
import { z } from 'zod';
import { formatRange, parseRange } from '../../domain/addresses';
import { TunnelError } from '../../domain/errors';
import type { PlannedStep } from '../../domain/plan';
import type { Site } from '../../domain/site';
import type { SiteCamera } from '../../engine/ports';
import { hubHost, overlayOf } from './settings';

/** Of the site, so that it is known before anything was made, found again from any laptop, and nobody else's. */
const Interface = z.string().regex(/^kt[0-9a-f]{8}$/);
export const BoxInput = z.object({ interface: Interface });
const Ranges = z.array(z.string().refine((text) => parseRange(text) !== null)).max(1000);
export const TunnelInput = BoxInput.extend({ endpoint: z.string(), openTo: Ranges });
export type TunnelInput = z.infer<typeof TunnelInput>;
/** `name`: of our lines in the hub's file. `hub`: so that undo never looks for its work on another one. */
export const PeerInput = BoxInput.extend({ hub: z.string(), hubInterface: z.string().regex(/^[\w.-]{1,15}$/), name: z.string().regex(/^kerberos-tunnel [a-z0-9-]{1,40}$/), address: z.ipv4(), openTo: Ranges });
export type PeerInput = z.infer<typeof PeerInput>;

export function readInput<T>(schema: z.ZodType<T>, step: PlannedStep): T {
  const parsed = schema.safeParse(step.input);
  if (!parsed.success) throw new TunnelError('bug', {}, { detail: `the step ${step.id} lacks its input` });
  return parsed.data;
}

export const KEY_STEP = 'wireguard.key';
const TOOLS_STEP = 'wireguard.tools';
const TUNNEL_STEP = 'wireguard.tunnel';

/**
 * Tools, key pair, hub, tunnel: a hub that knows the box before it calls answers its first handshake, later it takes five seconds
 * more. Where the hub is somebody else's to change, the tunnel comes first and then that person is waited for.
 */
export function planWireGuard(site: Site, cameras: readonly SiteCamera[]): PlannedStep[] {
  const settings = overlayOf(site);
  const box = site.box?.host ?? '';
  const { address, endpoint } = settings;
  const name = interfaceOf(site.id);
  const openTo = openRanges(site, cameras);
  const ranges = openTo.join(', ');
  const peer: PlannedStep[] =
    settings.hub.kind === 'file'
      ? []
      : [{
          // Of that hub: at another one nothing of it is found, and it must not be forgotten.
          id: `wireguard.peer:${hubHost(settings)}`,
          kind: 'wireguard.peer',
          params: { box, hub: hubHost(settings), address, ranges },
          input: { interface: name, hub: hubHost(settings), hubInterface: settings.hub.interface, name: `kerberos-tunnel ${site.id}`, address, openTo },
          needs: [KEY_STEP],
        }];
  const handover: PlannedStep[] = settings.hub.kind === 'ssh' ? [] : [{ id: 'wireguard.handover', kind: 'wireguard.handover', params: { endpoint }, input: { interface: name, endpoint, openTo }, needs: [TUNNEL_STEP] }];
  return [
    { id: 'box.baseline', kind: 'box.baseline', params: { box }, input: {}, needs: [] },
    { id: TOOLS_STEP, kind: 'wireguard.tools', params: { box }, input: {}, needs: ['box.baseline'] },
    { id: KEY_STEP, kind: 'wireguard.key', params: { box }, input: { interface: name }, needs: [TOOLS_STEP] },
    ...peer,
    { id: TUNNEL_STEP, kind: 'wireguard.tunnel', params: { box, interface: name, endpoint, ranges }, input: { interface: name, endpoint, openTo }, needs: [KEY_STEP, ...peer.map(({ id }) => id)] },
    ...handover,
  ];
}

/** Interface names have 15 characters at most; site ids up to 40. */
export function interfaceOf(siteId: string): string {
  return `kt${createHash('sha256').update(siteId).digest('hex').slice(0, 8)}`;
}

/** Each camera's address, or the networks that they are plugged into; a camera of which that is not known still gets its address. */
export function openRanges(site: Site, cameras: readonly SiteCamera[]): string[] {
  const wide = overlayOf(site).egress === 'ranges';
  const open = cameras.map(({ address, onLink }) => {
    const network = wide ? parseRange(onLink ?? '') : null;
    return network === null ? `${address}/32` : formatRange(network);
  });
  return [...new Set(open)];
}
