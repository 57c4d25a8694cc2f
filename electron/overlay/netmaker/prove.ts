import { TunnelError, errorData, type ErrorCode } from '../../domain/errors';
import type { Params } from '../../domain/json';
import type { Layer, LayerProof } from '../../domain/proof';
import type { Site } from '../../domain/site';
import type { Box, SiteCamera } from '../../engine/ports';
import { poll } from '../../http/poll';
import { listEgress } from './api/egress';
import { rangesOf } from './api/legacy-egress';
import { listNodes } from './api/nodes';
import { policyFor } from './api/policies';
import { readBoxState } from './box-state';
import { latestHandshake, type Handshake } from './handshake';
import { covers } from './ranges';
import { overlayOf, type Session } from './session';

/** WireGuard renews its keys every two minutes while something is sent, and keepalives are: an older handshake is a dead tunnel. */
const FRESH_SECONDS = 180;
/** After a restart of the box its service sleeps 17 s before it starts the client, and 15 s after a failure (daemon/systemd_linux.go). */
const START_DEADLINE_MS = 60_000;
/** Right after the join the first keepalive may be 20 s away. */
const HANDSHAKE_DEADLINE_MS = 30_000;

export async function proveBox(box: Box, signal: AbortSignal): Promise<LayerProof[]> {
  const running = await poll(
    async () => {
      const { installed, active } = await readBoxState(box, signal);
      return installed && active ? true : installed ? undefined : false;
    },
    { deadlineMs: START_DEADLINE_MS, pauseMs: 1_000, signal },
  );
  if (running !== true) return [failed('client-running', 'client-not-running'), notAsked('tunnel-handshake', 'the client does not run')];
  return [proven('client-running'), await handshakeProof(box, signal)];
}

async function handshakeProof(box: Box, signal: AbortSignal): Promise<LayerProof> {
  let last: Handshake = { unknown: 'not asked' };
  const fresh = await poll(
    async () => {
      last = await latestHandshake(box, signal);
      if ('unknown' in last || last.peers === 0) return last;
      return last.age !== null && last.age < FRESH_SECONDS ? last : undefined;
    },
    { deadlineMs: HANDSHAKE_DEADLINE_MS, pauseMs: 1_000, signal },
  );
  if (fresh === undefined) return failed('tunnel-handshake', 'overlay-no-handshake');
  if ('unknown' in fresh) return notAsked('tunnel-handshake', fresh.unknown);
  // A network with the box alone in it has nobody to shake hands with.
  if (fresh.peers === 0) return notAsked('tunnel-handshake', 'there is no other device in the network yet');
  return proven('tunnel-handshake', { seconds: fresh.age ?? 0 });
}

/** Listed, open, at exactly one member that exists, and not shut by a policy. */
export async function proveEgress(session: Session, site: Site, camera: SiteCamera, signal: AbortSignal): Promise<LayerProof> {
  const { network } = overlayOf(site);
  const range = `${camera.address}/32`;
  const [server, nodes] = await Promise.all([session.server(signal), listNodes(session.client, network, signal, true)]);
  if (server.egressApi === 'legacy') {
    const serving = nodes.filter((node) => rangesOf(node).ranges.some((candidate) => covers(candidate, range)));
    return judge(range, serving.map((node) => node.address ?? node.id));
  }
  const members = new Set(nodes.map((node) => node.id));
  const open = (await listEgress(session.client, network, signal, true)).filter(
    (egress) => egress.status !== false && covers(egress.range ?? '', range) && Object.keys(egress.nodes ?? {}).some((node) => members.has(node)),
  );
  const serving = new Set(open.flatMap((egress) => Object.keys(egress.nodes ?? {})));
  const proof = judge(range, [...serving]);
  const [first] = open;
  if (proof.outcome !== 'proven' || first === undefined) return proof;
  const policies = await Promise.all(open.map((egress) => policyFor(session.client, network, egress.id, signal)));
  if (policies.every((policy) => policy === 'closed')) return failed('egress-listed', 'overlay-policy-blocks', { range, network });
  return proof;
}

function judge(range: string, serving: readonly string[]): LayerProof {
  if (serving.length === 0) return failed('egress-listed', 'overlay-egress-missing', { range });
  if (serving.length > 1) return failed('egress-listed', 'overlay-range-collides', { range, owner: serving.join(', ') });
  return proven('egress-listed');
}

function proven(layer: Layer, params: Params = {}): LayerProof {
  return { layer, outcome: 'proven', params, error: null };
}

function failed(layer: Layer, code: ErrorCode, params: Params = {}): LayerProof {
  return { layer, outcome: 'failed', params, error: errorData(new TunnelError(code, params)) };
}

function notAsked(layer: Layer, reason: string): LayerProof {
  return { layer, outcome: 'not-asked', params: { reason }, error: null };
}
