import { describe, expect, it } from 'vitest';
import { verdict, type Layer, type LayerProof } from '../../../electron/domain/proof';

const layers = (outcomes: Partial<Record<Layer, LayerProof['outcome']>>): { layers: LayerProof[] } => ({ layers: Object.entries(outcomes).map(([layer, outcome]) => ({ layer: layer as Layer, outcome, params: {}, error: null })) });

describe('the verdict of a proof', () => {
  it.each([
    ['frames', { 'agent-available': 'proven', 'frame-received': 'proven', 'frames-counted': 'proven', 'agent-heartbeat': 'proven' }],
    ['counted', { 'agent-available': 'proven', 'frame-received': 'not-asked', 'frames-counted': 'proven', 'agent-heartbeat': 'proven' }],
    ['heartbeat', { 'agent-available': 'proven', 'frame-received': 'not-asked', 'agent-heartbeat': 'proven' }],
    ['available', { 'agent-available': 'proven', 'frame-received': 'not-asked' }],
    ['failed', { 'egress-listed': 'failed', 'frame-received': 'proven' }],
    // Recordings that are not stored are a failure of their own; the picture arrived.
    ['frames', { 'frame-received': 'proven', 'agent-stores': 'failed' }],
    ['available', { 'agent-available': 'proven', 'agent-stores': 'failed' }],
  ] as const)('is the strongest that was proven: %s', (wanted, outcomes) => {
    expect(verdict(layers(outcomes))).toBe(wanted);
  });
});
