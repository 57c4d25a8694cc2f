import type { Device } from '../../domain/device';
import { TunnelError } from '../../domain/errors';
import { OnvifClient, type OnvifClientOptions } from './onvif-client';
import { serviceCandidates } from './service-candidates';

/** Seldom more than one device's ports speak ONVIF; each dead candidate may cost its deadline. */
const MAX_CANDIDATES = 6;

/** The ONVIF service of a device, at the likeliest of its addresses that answers. @throws TunnelError that tells most of why none does. */
export async function meetOnvif(device: Device, options: Omit<OnvifClientOptions, 'serviceUrl'>): Promise<OnvifClient> {
  let locked: OnvifClient | null = null;
  let failure: TunnelError | null = null;
  for (const serviceUrl of serviceCandidates(device).slice(0, MAX_CANDIDATES)) {
    const client = new OnvifClient({ ...options, serviceUrl });
    try {
      if ((await client.meet()) === 'soap') return client;
      locked ??= client;
    } catch (error) {
      if (!(error instanceof TunnelError) || error.code === 'cancelled') throw error;
      // "Reached, but no ONVIF" tells more than a closed port; of the same kind, the first was the likeliest address.
      if (failure === null || (failure.code === 'camera-unreachable' && error.code !== 'camera-unreachable')) failure = error;
    }
  }
  // A web server that wants a login before it says anything gets one only where something else said it is an ONVIF device.
  if (locked !== null && device.onvif !== null) return locked;
  throw failure ?? new TunnelError('camera-not-onvif', { address: device.address });
}
