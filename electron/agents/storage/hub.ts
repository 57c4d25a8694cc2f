import { TunnelError } from '../../domain/errors';
import type { HubSettings } from '../../domain/site';
import type { Secrets } from '../../engine/ports';
import { askStorage, headerValue, invalid, keysRefused, storagePlace, type StoragePlace } from './ask-storage';

export const HUB = 'Kerberos Hub';

/** Any device name will do: the question is about the account. */
const DEVICE = 'kerberos-tunnel-check';

/**
 * Are these the keys of a Kerberos Hub account (kerberos-io/agent cloud.go:1222, `POST {uri}/subscription/verify`), and with
 * `recordings`, does it take recordings in this region (kerberos_hub.go:75, `HEAD {uri}/storage/upload`; nothing is stored)?
 * @throws storage-unreachable, storage-keys-refused, storage-upload-refused, storage-answer-invalid, secret-missing, input-invalid.
 */
export async function checkHub(settings: HubSettings, recordings: boolean, secrets: Secrets, signal: AbortSignal): Promise<{ readonly uri: string; readonly upload: 'allowed' | 'not-asked' }> {
  const key = headerValue((await secrets.reveal(settings.key)).reveal(), `${HUB}: public key`);
  const privateKey = headerValue((await secrets.reveal(settings.privateKey)).reveal(), `${HUB}: private key`);
  const place = storagePlace(HUB, settings.uri, [key, privateKey]);
  const headers = { 'X-Kerberos-Hub-PublicKey': key, 'X-Kerberos-Hub-PrivateKey': privateKey };
  const verified = await askStorage(place, { method: 'POST', path: '/subscription/verify', headers }, signal);
  if (verified.body.kind === 'html' || verified.status === 404 || verified.status === 405) throw invalid(place, 'nothing there answers as its API does');
  if (verified.status === 400 || verified.status === 401 || verified.status === 403) throw keysRefused(place, verified);
  if (verified.status !== 200) throw invalid(place, `it answered ${verified.status} to its sign-in`);
  return { uri: place.url, upload: recordings ? await mayUpload(place, headers, headerValue(settings.region, `${HUB}: region`), signal) : 'not-asked' };
}

async function mayUpload(place: StoragePlace, keys: Readonly<Record<string, string>>, region: string, signal: AbortSignal): Promise<'allowed' | 'not-asked'> {
  // The name that an agent gives its recordings: seconds_micros_device_region_changes_token.mp4.
  const fileName = `${Math.floor(Date.now() / 1000)}_6-967003_${DEVICE}_200-200-400-400_24_769.mp4`;
  const headers = { ...keys, 'X-Kerberos-Hub-Region': region, 'X-Kerberos-Storage-FileName': fileName, 'X-Kerberos-Storage-Capture': 'IPCamera', 'X-Kerberos-Storage-Device': DEVICE };
  const { status } = await askStorage(place, { method: 'HEAD', path: '/storage/upload', headers }, signal);
  if (status === 200) return 'allowed';
  // One that takes resumable uploads only does not know it; the agents try those first.
  if (status === 404 || status === 405) return 'not-asked';
  throw new TunnelError('storage-upload-refused', { place: place.name, url: place.url, region, status });
}
