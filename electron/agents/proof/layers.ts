import { errorData, type ErrorData, type TunnelError } from '../../domain/errors';
import type { Params } from '../../domain/json';
import type { Layer, LayerProof, ProofReason } from '../../domain/proof';
import { proofEn } from '../../domain/words/proof-words';
import { fill } from '../../domain/words/words';
import { AgentSilent } from './agent-api';

/** Why a layer was not asked: words of this program, a failure of the catalogue, or the words of a place. */
export type Reason = { readonly why: ProofReason; readonly said?: string } | { readonly error: ErrorData } | string;

export function proven(layer: Layer, params: Params): LayerProof {
  return { layer, outcome: 'proven', params, error: null };
}

export function failed(layer: Layer, error: TunnelError): LayerProof {
  return { layer, outcome: 'failed', params: error.params, error: errorData(error) };
}

/** The reason in English stands beside its code, for who reads the journal or the JSON. */
export function notAsked(layer: Layer, reason: Reason): LayerProof {
  if (typeof reason === 'object' && 'error' in reason) return { layer, outcome: 'not-asked', params: { reason: reason.error.detail ?? reason.error.code }, error: reason.error };
  const params = typeof reason === 'string' ? { reason } : { ...reason, reason: fill(proofEn.reasons[reason.why], { said: reason.said ?? '' }) };
  return { layer, outcome: 'not-asked', params, error: null };
}

export function reasonOf(error: unknown): Reason {
  if (error instanceof AgentSilent) return { why: error.why, ...(error.said === '' ? {} : { said: error.said }) };
  return { error: errorData(error) };
}
