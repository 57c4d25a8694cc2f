import { agentCanUse } from '../domain/camera';
import { TunnelError } from '../domain/errors';
import type { OpenSite } from '../engine/open-site';
import type { LiveRequest, Login } from '../engine/ports';

/**
 * What must be known to play a stream of a camera that was checked: its address as it was measured, and the login that worked.
 * @throws TunnelError `input-invalid` (not checked), `stream-not-found`, `stream-codec-unusable`, `secret-missing`.
 */
export async function liveRequest(open: OpenSite, deviceId: string, stream: 'main' | 'sub'): Promise<LiveRequest> {
  const { state } = open.engine;
  const device = state.survey?.devices.find((one) => one.id === deviceId);
  const reading = state.readings[deviceId];
  if (device === undefined || reading === undefined) throw new TunnelError('input-invalid', { field: 'camera', reason: 'not checked yet' });
  const measure = reading[stream];
  if (measure === null) throw new TunnelError('stream-not-found', { address: device.address, status: '-' });
  if (!agentCanUse(measure.codec)) throw new TunnelError('stream-codec-unusable', { address: device.address, codec: measure.codec });
  const allowBasic = open.site.cameras.find((choice) => choice.deviceId === deviceId)?.allowBasic ?? false;
  return { device, uri: measure.uri, login: await loginOf(open, reading.credentialId), allowBasic };
}

async function loginOf(open: OpenSite, credentialId: string | null): Promise<Login | null> {
  if (credentialId === null) return null;
  const set = open.site.credentials.find((one) => one.id === credentialId);
  if (set === undefined) throw new TunnelError('secret-missing', { name: credentialId });
  return { credentialId, username: set.username, password: await open.secrets.reveal(set.password) };
}
