import { parseRange, rangesOverlap } from '../../domain/addresses';
import type { Occupation, OccupiedRange } from '../../domain/collisions';
import type { OccupiedQuestion } from '../../engine/ports';
import { readHubState } from './hub-state';
import type { Hubs } from './hubs';
import { KEY_STEP } from './plan';
import { overlayOf } from './settings';
import { keyResult } from './steps/key';

/** The overlay's own range, and what the hub's other peers answer for outside of it; the hub's own networks too. */
export async function occupiedBy(hubs: Hubs, question: OccupiedQuestion): Promise<Occupation> {
  const settings = overlayOf(question.site);
  const network = settings.range;
  const own: OccupiedRange = { range: settings.range, kind: 'overlay', network, owner: { network } };
  const occupation: Occupation = { network, networks: [{ name: network, bridge: null }], ranges: [own], virtualNat: false, unseen: [] };
  if (settings.hub.kind === 'file') return { ...occupation, unseen: ['the peers of the hub, which is not reached over SSH'] };
  const [state, interfaceName] = await hubs.with(settings, question.secrets, question.signal, async (hub, name) => [await readHubState(hub, name, `kerberos-tunnel ${question.site.id}`, question.signal), name] as const);
  const ours = [keyResult(question.resultOf(KEY_STEP)), state.block?.publicKey ?? null];
  const range = parseRange(settings.range);
  const outside = (text: string): boolean => {
    const other = parseRange(text);
    return other !== null && range !== null && !rangesOverlap(range, other);
  };
  const peers = state.peers
    .filter((peer) => !ours.includes(peer.publicKey))
    .flatMap((peer) => peer.allowed.filter(outside).map((one): OccupiedRange => ({ range: one, kind: 'egress', network, owner: { name: peer.publicKey } })));
  const lans = state.addresses
    .filter((one) => one.interface !== interfaceName && one.interface !== 'lo' && outside(one.range))
    .map((one): OccupiedRange => ({ range: one.range, kind: 'egress', network, owner: { name: one.interface } }));
  return { ...occupation, ranges: [own, ...peers, ...lans] };
}
