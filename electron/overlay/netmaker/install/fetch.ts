import { TunnelError } from '../../../domain/errors';
import { plainText } from '../../../domain/plain-text';
import { NEW_CLIENT } from '../scripts';
import { FETCH_NAME, FETCH_SCRIPT } from '../install-scripts';
import { INSTALL_MS, type Installation } from './installation';
import { installWaiting } from './waiting-client';

/** The box downloads the client by itself; what came is compared with the checksum that is known before it may run. */
export async function installByFetch(installation: Installation, download: { readonly url: string; readonly sha256: string }): Promise<void> {
  const { box, signal } = installation;
  await installWaiting(installation, download.sha256, async () => {
    const result = await box.run(['sh', '-c', FETCH_SCRIPT, FETCH_NAME, download.url, NEW_CLIENT], { root: true, deadlineMs: INSTALL_MS, signal });
    if (result.code === 0) return;
    if (/no space left/i.test(result.stderr)) throw new TunnelError('box-disk-full', { megabytes: 0 }, { detail: plainText(result.stderr) });
    throw new TunnelError('client-download-failed', { url: download.url, reason: plainText(result.stderr.trim(), 200) || `the small computer's download ended with ${result.code ?? 'a signal'}` });
  });
}
