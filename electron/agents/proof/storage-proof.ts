import { TunnelError } from '../../domain/errors';
import type { LayerProof } from '../../domain/proof';
import { verifyFromAgent } from '../storage/from-agent';
import type { Eyes } from './eyes';
import { failed, notAsked, proven } from './layers';

/** Can the agent store its recordings, asked from where it runs? Only where this site gave it a place of its own. */
export async function proveStorage({ spec, api, closed, secrets, signal }: Eyes): Promise<LayerProof[]> {
  if (spec.storage.kind !== 'own') return [];
  if (api === null) return [notAsked('agent-stores', closed)];
  const stored = await verifyFromAgent(spec, api.call, api.session.bearer, secrets, signal);
  switch (stored.outcome) {
    case 'stores':
      return [proven('agent-stores', { place: stored.place, way: api.way })];
    case 'refused':
      return [failed('agent-stores', new TunnelError('agents-storage-refused', { name: spec.name, place: stored.place, reason: stored.reason }))];
    case 'not-asked':
      return [notAsked('agent-stores', stored.reason)];
  }
}
