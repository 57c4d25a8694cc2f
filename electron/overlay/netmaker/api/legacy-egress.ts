import type { NetmakerClient } from '../client';
import type { Node } from './nodes';

/** What one node serves in the old form (effective until 0.90). */
export interface NodeRanges {
  readonly ranges: readonly string[];
  readonly nat: boolean;
  /** Only 0.90 knows metrics per range. */
  readonly metrics: readonly { readonly network: string; readonly route_metric: number }[] | null;
}

export function rangesOf(node: Node): NodeRanges {
  const metrics = node.egressgatewayranges_with_metric ?? [];
  return { ranges: node.egressgatewayranges ?? [], nat: node.egressgatewaynatenabled ?? true, metrics: metrics.length > 0 ? metrics : null };
}

/** Replaces all ranges of the node; none at all means that it is no gateway any more. */
export async function setRanges(client: NetmakerClient, input: { network: string; nodeId: string; wanted: NodeRanges }, signal: AbortSignal): Promise<void> {
  const node = `/api/nodes/${encodeURIComponent(input.network)}/${encodeURIComponent(input.nodeId)}`;
  if (input.wanted.ranges.length === 0) {
    await client.ask({ method: 'DELETE', path: `${node}/deletegateway`, action: 'close the ranges', signal });
    return;
  }
  const { ranges, nat, metrics } = input.wanted;
  await client.json({
    method: 'POST',
    path: `${node}/creategateway`,
    body: { natenabled: nat ? 'yes' : 'no', ranges, ...(metrics === null ? {} : { ranges_with_metric: metrics }) },
    action: `open ${ranges.join(', ')}`,
    signal,
  });
}
