import { TunnelError, errorData, type ErrorCode } from '../../domain/errors';
import type { Params } from '../../domain/json';
import type { Layer, LayerProof } from '../../domain/proof';
import type { Site } from '../../domain/site';
import type { Box, Secrets, SiteCamera } from '../../engine/ports';
import { poll } from '../../http/poll';
import { lookAtBox, readBoxState, type BoxState } from './box-state';
import { FRESH_SECONDS } from './fresh';
import { lookAtHub, routed, takenBy } from './hub-state';
import { covers } from './ranges';
import type { Hubs } from './hubs';
import { interfaceOf } from './plan';
import { overlayOf } from './settings';

/** Right after a start of the box its network comes up, then the tunnel. */
const START_DEADLINE_MS = 45_000;
/** A handshake is tried every 5 s; the hub may have been restarted as well. */
const HANDSHAKE_DEADLINE_MS = 30_000;

export async function proveBox(site: Site, box: Box, signal: AbortSignal): Promise<LayerProof[]> {
  const name = interfaceOf(site.id);
  const running = await poll(
    async () => {
      const state = await readBoxState(box, name, signal);
      return state.active && state.interface ? state : state.config === null ? null : undefined;
    },
    { deadlineMs: START_DEADLINE_MS, pauseMs: 500, signal },
  );
  if (running == null) return [failed('client-running', 'client-not-running'), notAsked('tunnel-handshake', 'the tunnel does not run'), notAsked('survives-restart', 'the tunnel does not run')];
  return [proven('client-running'), await handshakeProof(box, name, signal), restartProof(running)];
}

async function handshakeProof(box: Box, name: string, signal: AbortSignal): Promise<LayerProof> {
  const age = await poll(
    async () => {
      const { handshakeAge } = await readBoxState(box, name, signal);
      return handshakeAge !== null && handshakeAge < FRESH_SECONDS ? handshakeAge : undefined;
    },
    { deadlineMs: HANDSHAKE_DEADLINE_MS, pauseMs: 500, signal },
  );
  return age === undefined ? failed('tunnel-handshake', 'overlay-no-handshake') : proven('tunnel-handshake', { seconds: age });
}

/** That it is asked to start with the system is no proof that it does: only a restart since it was set up is. */
function restartProof(state: BoxState): LayerProof {
  if (!state.enabled || !state.sysctlFile) return failed('survives-restart', 'client-not-enabled');
  return state.startedSince ? proven('survives-restart') : notAsked('survives-restart', 'it is switched on to start with the system; to be sure, restart the small computer and prove again');
}

/** Forwarding on, and our rules in place. */
export async function proveForwarding(site: Site, box: Box, camera: SiteCamera, signal: AbortSignal): Promise<LayerProof> {
  const state = await lookAtBox(box, interfaceOf(site.id), signal);
  const reason = !state.forwarding ? 'The small computer forwards nothing (net.ipv4.ip_forward is 0).' : !state.forwardRules ? 'The rules that let the tunnel through are not there (FORWARD).' : !state.natRules ? 'The rule that translates addresses is not there (NAT).' : null;
  return reason === null ? proven('box-forwards') : closed('box-forwards', camera, reason);
}

/** On the hub: the box's peer has the camera's address, nobody else has, and it is routed into the tunnel. */
export async function proveEgress(hubs: Hubs, site: Site, camera: SiteCamera, secrets: Secrets, signal: AbortSignal): Promise<LayerProof> {
  const settings = overlayOf(site);
  if (settings.hub.kind === 'file') return notAsked('egress-listed', 'this hub is not reached over SSH');
  const range = `${camera.address}/32`;
  const [state, interfaceName] = await hubs.with(settings, secrets, signal, async (hub, name) => [await lookAtHub(hub, name, `kerberos-tunnel ${site.id}`, signal), name] as const);
  const peer = state.peers.find((one) => one.allowed.includes(`${settings.address}/32`) && one.allowed.some((allowed) => covers(allowed, range)));
  if (peer === undefined) return closed('egress-listed', camera, 'The hub does not list it with the small computer.');
  const taken = takenBy(state, interfaceName, [range], [peer.publicKey]);
  if (taken !== null) return failed('egress-listed', 'overlay-range-collides', { range, owner: taken.owner });
  if (!routed(state, interfaceName, range)) return closed('egress-listed', camera, `The hub has no route to it over ${interfaceName}.`);
  return proven('egress-listed');
}

/** A TCP connection from the hub to the camera, through the whole tunnel. */
export async function proveMember(hubs: Hubs, site: Site, camera: SiteCamera, secrets: Secrets, signal: AbortSignal): Promise<LayerProof> {
  const settings = overlayOf(site);
  if (settings.hub.kind === 'file') return notAsked('member-reaches-camera', 'this hub is not reached over SSH');
  const reached = await hubs.with(settings, secrets, signal, (hub) => hub.reaches({ host: camera.address, port: camera.rtspPort }, signal));
  return reached ? proven('member-reaches-camera') : closed('member-reaches-camera', camera, `The hub opens no connection to port ${camera.rtspPort}.`);
}

function proven(layer: Layer, params: Params = {}): LayerProof {
  return { layer, outcome: 'proven', params, error: null };
}

function failed(layer: Layer, code: ErrorCode, params: Params = {}): LayerProof {
  return { layer, outcome: 'failed', params, error: errorData(new TunnelError(code, params)) };
}

function closed(layer: Layer, camera: SiteCamera, reason: string): LayerProof {
  return failed(layer, 'wireguard-way-closed', { range: `${camera.address}/32`, reason });
}

function notAsked(layer: Layer, reason: string): LayerProof {
  return { layer, outcome: 'not-asked', params: { reason }, error: null };
}
