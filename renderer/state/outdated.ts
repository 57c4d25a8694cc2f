import type { Site } from '../../electron/domain/site';
import { sameAgents } from './agents-draft';
import { draftsOf, type Drafts } from './drafts';
import { wantsTunnel } from './overlay-choice';
import type { Projection } from './projection';
import type { UiStore } from './ui-store';

/** Answers that differ from those that the latest look rested on. */
export interface Outdated { readonly services: boolean; readonly box: boolean }

export function outdated({ marks, site, state }: Projection, { changedAfter, drafts }: Pick<UiStore, 'changedAfter' | 'drafts'>): Outdated {
  return {
    services: (changedAfter.services !== null && marks.services <= changedAfter.services) || (drafts !== null && wantsTunnel(drafts, { site, state }) && overlayDiffers(drafts, site)) || agentsDiffer(drafts, site),
    box: (changedAfter.box !== null && marks.box <= changedAfter.box) || boxDiffers(drafts, site),
  };
}

export function credentialsDiffer(drafts: Drafts | null, site: Site): boolean {
  return drafts !== null && !same(drafts.credentials.filter((one) => one.username !== '' || one.password.typed !== '' || one.password.kept !== null), draftsOf(site).credentials);
}

export function overlayDiffers(drafts: Drafts | null, site: Site): boolean {
  if (drafts === null) return false;
  const saved = draftsOf(site);
  // Only the form that counts: what was typed in the other one is not lost, and not asked for.
  const chosen = ({ overlayKind, overlay, wireguard }: Drafts): unknown => (overlayKind === 'wireguard' ? { overlayKind, ...wireguard, login: { ...wireguard.login, key: wireguard.login.key.kept } } : { overlayKind, overlay });
  return !same(chosen(drafts), chosen(saved));
}

export function agentsDiffer(drafts: Drafts | null, site: Site): boolean {
  return drafts !== null && !sameAgents(drafts.agents, draftsOf(site).agents);
}

export function boxDiffers(drafts: Drafts | null, site: Site): boolean {
  // The name of a key file is for the eye only and is not kept.
  return drafts !== null && !same({ ...drafts.box, key: drafts.box.key.kept }, { ...draftsOf(site).box, key: draftsOf(site).box.key.kept });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
