import { needsTunnel } from '../../electron/domain/choice';
import type { OverlaySettings } from '../../electron/domain/site';
import { missingOverlay, overlaySettings, type Drafts, type Keep } from './drafts';
import type { Projection } from './projection';
import { missingWireGuard, wireguardSettings } from './wireguard-draft';

/** Does anything have to go through a tunnel? Not where all agents are to run on the small computer. */
export function wantsTunnel({ agents }: Pick<Drafts, 'agents'>, { site, state }: Pick<Projection, 'site' | 'state'>): boolean {
  return agents.kind !== 'edge' && needsTunnel({ ...site, agents: null }, state);
}

/** Is the form of the chosen kind of overlay complete? */
export function overlayComplete(drafts: Pick<Drafts, 'overlayKind' | 'overlay' | 'wireguard'>): boolean {
  return (drafts.overlayKind === 'wireguard' ? missingWireGuard(drafts.wireguard) : missingOverlay(drafts.overlay)).size === 0;
}

/** Settings of the chosen kind; what was typed for the other stays in its form. */
export function chosenOverlay(drafts: Pick<Drafts, 'overlayKind' | 'overlay' | 'wireguard'>, before: OverlaySettings | null, keep: Keep): Promise<OverlaySettings> {
  return drafts.overlayKind === 'wireguard' ? wireguardSettings(drafts.wireguard, before, keep) : overlaySettings(drafts.overlay, before, keep);
}
