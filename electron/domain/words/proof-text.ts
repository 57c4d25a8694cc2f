import type { CameraReading } from '../camera';
import type { Params } from '../json';
import { PROOF_REASONS, type CameraProof, type LayerProof, type ProofReason } from '../proof';
import type { ProofWords } from './proof-words';
import { fill, type Words } from './words';

/** What a layer says of itself, in its outcome's sentence. */
export function layerText(layer: LayerProof, words: Words): string {
  const entry = words.layers[layer.layer];
  const template = layer.outcome === 'proven' ? entry.proven : layer.outcome === 'failed' ? entry.failed : entry.notAsked;
  return fill(template, reasonOf(layer, words));
}

/** How it was asked and what was measured on the way, each a few words; nothing where there is nothing to tell. */
export function layerFacts({ outcome, params }: LayerProof, { proof: { ways, facts } }: Pick<Words, 'proof'>): string[] {
  if (outcome !== 'proven') return [];
  const { way, width, milliseconds, fresh, fps, lost, keyFrames } = params;
  return [
    width === undefined ? null : fill(facts.size, params),
    typeof milliseconds === 'number' ? fill(facts.took, { seconds: (milliseconds / 1000).toFixed(milliseconds < 1000 ? 2 : 1) }) : null,
    fresh === 'changed' || fresh === 'counted' || fresh === 'still' ? facts[fresh] : null,
    keyFrames === undefined ? null : fill(facts.keyFrames, params),
    fps === undefined ? null : fill(facts.fps, params),
    lost === undefined ? null : fill(lost === 0 ? facts.noneLost : facts.lost, params),
    typeof way === 'string' ? (Object.hasOwn(ways, way) ? ways[way as keyof ProofWords['ways']] : way) : null,
  ].filter((fact) => fact !== null);
}

/** Why there is no picture of the far end. `proof` null: nobody looked. */
export function farMissing(proof: Pick<CameraProof, 'layers' | 'picture'> | null, words: Words): string {
  if (proof === null) return words.proof.missing.unproven;
  if (proof.picture !== null) return words.proof.missing.gone;
  const told = proof.layers.find(({ layer }) => layer === 'frame-received') ?? proof.layers.find(({ outcome }) => outcome === 'failed');
  return told === undefined || told.outcome === 'proven' ? words.report.noPicture : layerText(told, words);
}

/** Why there is no picture of the camera as it was seen on site. */
export function nearMissing(reading: Pick<CameraReading, 'picture' | 'keyFrame'> | null, words: Words): string {
  const { missing } = words.proof;
  if (reading?.picture != null) return missing.gone;
  return reading?.keyFrame == null ? missing.near : missing.nearUndecoded;
}

/** Reasons that this program gives itself are in every language, and so are failures of the catalogue; those of others are shown as they came. */
function reasonOf({ outcome, params, error }: LayerProof, words: Words): Params {
  if (outcome === 'not-asked' && error !== null) return { ...params, reason: fill(words.errors[error.code].what, error.params) };
  const why = PROOF_REASONS.find((reason): reason is ProofReason => reason === params['why']);
  return why === undefined ? params : { ...params, reason: fill(words.proof.reasons[why], params) };
}
