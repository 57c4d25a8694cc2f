import type { Site } from './site';
import type { SiteState } from './state';

/**
 * What the administrator of a WireGuard hub puts into its file, where we do not reach the hub ourselves: public data only. null: the
 * site has no such hub, or the small computer has no key yet. The box calls the hub, so there is no endpoint and no keepalive in it.
 */
export function hubFile(site: Site, state: Pick<SiteState, 'steps' | 'plan'>): string | null {
  const settings = site.overlay;
  if (settings?.kind !== 'wireguard' || settings.hub.kind !== 'file') return null;
  const key = state.steps.find(({ step, phase }) => step.kind === 'wireguard.key' && phase !== 'undone')?.result;
  const publicKey = typeof key === 'object' && key !== null && 'publicKey' in key ? key['publicKey'] : null;
  const tunnel = state.steps.find(({ step, phase }) => step.kind === 'wireguard.tunnel' && phase !== 'undone')?.step ?? state.plan?.steps.find(({ step }) => step.kind === 'wireguard.tunnel')?.step;
  const ranges = tunnel?.params['ranges'];
  if (typeof publicKey !== 'string' || typeof ranges !== 'string') return null;
  return [`# ${siteLine(site)}`, '[Peer]', `PublicKey = ${publicKey}`, `AllowedIPs = ${settings.address}/32, ${ranges}`, ''].join('\n');
}

/** As one line whatever the site is called: a line break would be a second setting. */
function siteLine(site: Site): string {
  return `Cameras of ${site.name.replace(/[^\p{L}\p{N} ._,()-]+/gu, ' ').trim()} (${site.id}), by Kerberos Tunnel`;
}
