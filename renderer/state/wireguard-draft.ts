import { parseAddress, parseRange, rangeContains } from '../../electron/domain/addresses';
import { WireGuardSettings, type OverlaySettings } from '../../electron/domain/site';
import { boxDraft, boxSettings, missingBox, type BoxDraft, type BoxField, type Keep } from './drafts';

/** A WireGuard hub as it is being typed. */
export interface WireGuardDraft {
  readonly endpoint: string;
  readonly publicKey: string;
  readonly range: string;
  readonly address: string;
  readonly egress: WireGuardSettings['egress'];
  readonly hub: WireGuardSettings['hub']['kind'];
  readonly interface: string;
  /** How to log in to the hub; kept while the other way is looked at. */
  readonly login: BoxDraft;
}

export function wireguardDraft(overlay: OverlaySettings | null): WireGuardDraft {
  const settings = overlay?.kind === 'wireguard' ? overlay : null;
  const ssh = settings?.hub.kind === 'ssh' ? settings.hub : null;
  return {
    endpoint: settings?.endpoint ?? '',
    publicKey: settings?.publicKey ?? '',
    range: settings?.range ?? '',
    address: settings?.address ?? '',
    egress: settings?.egress ?? 'cameras',
    hub: settings?.hub.kind ?? 'ssh',
    interface: ssh?.interface ?? 'wg0',
    login: boxDraft(ssh?.box ?? null),
  };
}

export type WireGuardField = 'endpoint' | 'publicKey' | 'range' | 'address' | 'interface' | BoxField;

/** The same that the site file asks for, so that what is complete here can be saved. */
export function missingWireGuard(draft: WireGuardDraft): ReadonlySet<WireGuardField> {
  const missing = new Set<WireGuardField>();
  const { endpoint, publicKey, range, address } = WireGuardSettings.shape;
  const port = Number(draft.endpoint.trim().split(':').at(-1));
  if (!endpoint.safeParse(draft.endpoint).success || port < 1 || port > 65_535) missing.add('endpoint');
  if (!publicKey.safeParse(draft.publicKey.trim()).success) missing.add('publicKey');
  if (!range.safeParse(draft.range.trim()).success || !draft.range.includes('/')) missing.add('range');
  if (!address.safeParse(draft.address.trim()).success || !isInside(draft)) missing.add('address');
  if (draft.hub === 'ssh') {
    if (!/^[\w.-]{1,15}$/.test(draft.interface.trim())) missing.add('interface');
    for (const field of missingBox(draft.login)) missing.add(field);
  }
  return missing;
}

function isInside(draft: WireGuardDraft): boolean {
  const [range, address] = [parseRange(draft.range), parseAddress(draft.address)];
  return range === null || (address !== null && rangeContains(range, address));
}

export async function wireguardSettings(draft: WireGuardDraft, before: OverlaySettings | null, keep: Keep): Promise<WireGuardSettings> {
  const known = before?.kind === 'wireguard' && before.hub.kind === 'ssh' ? before.hub.box : null;
  return {
    kind: 'wireguard',
    endpoint: draft.endpoint.trim(),
    publicKey: draft.publicKey.trim(),
    range: draft.range.trim(),
    address: draft.address.trim(),
    egress: draft.egress,
    hub: draft.hub === 'file' ? { kind: 'file' } : { kind: 'ssh', interface: draft.interface.trim(), box: await boxSettings(draft.login, known, keep) },
  };
}
