import type { ClientRelease, ReleasePlaces } from '../../../domain/vpn-client';
import { NETCLIENT_API, NETCLIENT_DOWNLOADS, netclientRelease } from './netclient-releases';
import { manifestRelease } from './release-manifest';

/** What can be had of one version of netclient, at the places that were set. @throws client-version-unknown, client-download-failed, client-manifest-invalid. */
export function clientRelease(places: ReleasePlaces, version: string, signal: AbortSignal): Promise<ClientRelease> {
  const downloads = places.downloads.length > 0 ? places.downloads : NETCLIENT_DOWNLOADS;
  if (places.manifest !== null) return manifestRelease(places.manifest, version, downloads, signal);
  return netclientRelease({ api: places.api ?? NETCLIENT_API, downloads }, version, signal);
}
