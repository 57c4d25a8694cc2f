import { TunnelError, errorData, type ErrorCode } from '../../domain/errors';
import type { Params } from '../../domain/json';
import type { Layer, LayerProof } from '../../domain/proof';
import type { Site } from '../../domain/site';
import type { Box, SiteCamera } from '../../engine/ports';
import { poll } from '../../http/poll';
import { listEgress } from './api/egress';
import { rangesOf } from './api/legacy-egress';
import { listNodes } from './api/nodes';
import { accessTo } from './access';
import { readBoxState } from './box-state';
import { judgeForwarding, type Forwarding } from './forwarding';
import { lookAtForwarding } from './forwarding-look';
import { latestHandshake, type Handshake } from './handshake';
import { covers } from './ranges';
import { restartedSinceInstall } from './restart';
import { overlayOf, type Session } from './session';

/** WireGuard renews its keys every two minutes while something is sent, and keepalives are: an older handshake is a dead tunnel. */
const FRESH_SECONDS = 180;
/** After a restart of the box its service sleeps 17 s before it starts the client, and 15 s after a failure (daemon/systemd_linux.go). */
const START_DEADLINE_MS = 60_000;
/** Right after the join the first keepalive may be 20 s away. */
const HANDSHAKE_DEADLINE_MS = 30_000;
/** Where the broker cannot be reached, the client hears of a new way only at its next pull (every 30 s, mqFallback). */
const MASQUERADE_DEADLINE_MS = 35_000;

export async function proveBox(box: Box, signal: AbortSignal): Promise<LayerProof[]> {
  const running = await poll(
    async () => {
      const { installed, active } = await readBoxState(box, signal);
      return installed && active ? true : installed ? undefined : false;
    },
    { deadlineMs: START_DEADLINE_MS, pauseMs: 1_000, signal },
  );
  if (running !== true) return [failed('client-running', 'client-not-running'), notAsked('tunnel-handshake', 'the client does not run'), notAsked('survives-restart', 'the client does not run')];
  return [proven('client-running'), ...(await Promise.all([handshakeProof(box, signal), restartProof(box, signal)]))];
}

/** Nobody restarts a customer's computer to see what happens: it is told whether that happened by itself, or that it was not tested. */
async function restartProof(box: Box, signal: AbortSignal): Promise<LayerProof> {
  const [{ enabled }, restarted] = await Promise.all([readBoxState(box, signal), restartedSinceInstall(box, signal)]);
  if (!enabled) return failed('survives-restart', 'client-not-enabled');
  if (restarted === true) return proven('survives-restart');
  return notAsked('survives-restart', 'it is switched on to start with the system; to be sure, restart the small computer and prove again');
}

const FORWARDING_ERRORS = { 'switched-off': 'box-forwarding-off', dropped: 'box-forward-dropped', 'no-masquerade': 'box-nat-missing' } as const;

/** Forwarding and address translation on the box, for this very camera. `waitMs`: for a client that has not heard of the way yet. */
export async function proveForwarding(box: Box, camera: SiteCamera, signal: AbortSignal, waitMs = MASQUERADE_DEADLINE_MS): Promise<LayerProof> {
  const settled = await poll(
    async () => {
      const seen = judgeForwarding(await lookAtForwarding(box, camera.address, signal), camera.address);
      return seen === 'no-masquerade' ? undefined : seen;
    },
    { deadlineMs: waitMs, pauseMs: 500, signal },
  );
  const verdict: Forwarding = settled ?? 'no-masquerade';
  if (verdict === 'passes') return proven('box-forwards');
  if (verdict === 'unknown') return notAsked('box-forwards', 'neither iptables nor nft could be asked there');
  return failed('box-forwards', FORWARDING_ERRORS[verdict], { address: camera.address });
}

/** Netmaker carries no commands to its members, so none of them can be asked to try; who else is there is told all the same. */
export async function proveMember(session: Session, site: Site, signal: AbortSignal): Promise<LayerProof> {
  const others = (await listNodes(session.client, overlayOf(site).network, signal, true)).length - 1;
  return notAsked('member-reaches-camera', others < 1 ? 'there is no other device in the network yet that could use the way' : `no other device of the network can be asked by us (there ${others === 1 ? 'is 1' : `are ${others}`}); the cloud agent tells below`);
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
    const listed = judge(range, serving.map((node) => node.address ?? node.id));
    if (listed.outcome !== 'proven') return listed;
    const access = await accessTo(session, network, { egressId: null, nodes: serving.map((node) => node.id) }, signal);
    return access === 'closed' ? failed('egress-listed', 'overlay-policy-blocks', { range, network }) : listed;
  }
  const members = new Set(nodes.map((node) => node.id));
  const open = (await listEgress(session.client, network, signal, true)).filter(
    (egress) => egress.status !== false && covers(egress.range ?? '', range) && Object.keys(egress.nodes ?? {}).some((node) => members.has(node)),
  );
  const serving = new Set(open.flatMap((egress) => Object.keys(egress.nodes ?? {})));
  const proof = judge(range, [...serving]);
  const [first] = open;
  if (proof.outcome !== 'proven' || first === undefined) return proof;
  const policies = await Promise.all(open.map((egress) => accessTo(session, network, { egressId: egress.id, nodes: Object.keys(egress.nodes ?? {}) }, signal)));
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
