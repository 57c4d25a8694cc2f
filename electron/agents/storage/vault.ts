import type { VaultSettings } from '../../domain/site';
import type { Secrets } from '../../engine/ports';
import { askStorage, headerValue, invalid, keysRefused, storagePlace, type StoragePlace } from './ask-storage';

export const VAULT = 'Kerberos Vault';

/**
 * Are these the keys of an account of a Kerberos Vault (kerberos-io/agent cloud.go:1391, `POST {uri}/ping`)? Its provider and directory
 * cannot be asked for without storing something: the first agent does that. @throws storage-unreachable, storage-keys-refused,
 * storage-answer-invalid, secret-missing, input-invalid.
 */
export async function checkVault(settings: VaultSettings, secrets: Secrets, signal: AbortSignal): Promise<{ readonly uri: string }> {
  const access = headerValue((await secrets.reveal(settings.accessKey)).reveal(), `${VAULT}: access key`);
  const secret = headerValue((await secrets.reveal(settings.secretKey)).reveal(), `${VAULT}: secret key`);
  const place = storagePlace(VAULT, settings.uri, [access, secret]);
  // Before any key is sent. Older ones do not know the question (404), and nothing follows from that.
  const health = await askStorage(place, { method: 'GET', path: '/health' }, signal);
  if (health.body.kind === 'html') throw await wrongAddress(place, signal);
  const answer = await askStorage(place, { method: 'POST', path: '/ping', headers: { 'X-Kerberos-Storage-AccessKey': access, 'X-Kerberos-Storage-SecretAccessKey': secret } }, signal);
  if (answer.body.kind === 'html' || answer.status === 404 || answer.status === 405) throw await wrongAddress(place, signal);
  // Which status wrong keys have is nowhere written down; the agents take anything but 200 for a no.
  if (answer.status === 400 || answer.status === 401 || answer.status === 403) throw keysRefused(place, answer);
  if (answer.status !== 200) throw invalid(place, `it answered ${answer.status} to its sign of life`);
  return { uri: place.url };
}

/** The commonest mistake is the address of its pages, whose API is below `/api`: looked for without the keys. */
async function wrongAddress(place: StoragePlace, signal: AbortSignal): Promise<Error> {
  const below = { ...place, url: `${place.url}/api` };
  if (!place.url.endsWith('/api')) {
    const health = await askStorage(below, { method: 'GET', path: '/health' }, signal).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return null;
    });
    if (health?.status === 200 && health.body.kind !== 'html') return invalid(place, `its API is at ${below.url}`);
  }
  return invalid(place, 'nothing there answers as its API does');
}
