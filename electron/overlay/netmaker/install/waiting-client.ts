import { TunnelError } from '../../../domain/errors';
import { plainText } from '../../../domain/plain-text';
import { after } from '../../../engine/deadline';
import { sameVersion } from '../api/version';
import { versionIn } from '../box-state';
import { EXAMINE_NAME, EXAMINE_SCRIPT, INSTALL_NAME, INSTALL_SCRIPT } from '../install-scripts';
import { CONFIG, NEW_CLIENT } from '../scripts';
import { INSTALL_MS, lastLine, SHORT_MS, type Installation } from './installation';

const CLEANUP_MS = 10_000;

/**
 * Brings the binary to NEW_CLIENT by `place`, compares it with its checksum, asks it for its version, and only then lets it install
 * itself. Whatever happens, nothing that was not trusted stays behind.
 */
export async function installWaiting(installation: Installation, sha256: string, place: () => Promise<void>): Promise<void> {
  const { box, signal, log } = installation;
  let installed = false;
  try {
    await place();
    await examine(installation, sha256);
    // Its exit code says nothing (0 on most failures; 0 also where it knows no service manager): the state is looked at.
    const result = await box.run(['sh', '-c', INSTALL_SCRIPT, INSTALL_NAME, NEW_CLIENT], { root: true, deadlineMs: INSTALL_MS, signal });
    log('debug', 'netclient install ended', { code: result.code ?? -1, said: lastLine(result) });
    installed = true;
  } finally {
    // Also when the run is being stopped. Even `version` makes an identity in /etc/netclient.
    const rest = installation.hadConfig ? [NEW_CLIENT] : [NEW_CLIENT, CONFIG];
    if (!installed) await box.run(['rm', '-rf', ...rest], { root: true, deadlineMs: CLEANUP_MS, signal: after(CLEANUP_MS) }).catch(() => undefined);
  }
}

async function examine({ box, version, signal }: Installation, expected: string): Promise<void> {
  const output = await box.demand(['sh', '-c', EXAMINE_SCRIPT, EXAMINE_NAME, NEW_CLIENT, expected], { root: true, deadlineMs: SHORT_MS, signal });
  const [sum = '', ...said] = output.trim().split('\n');
  if (sum !== expected) throw new TunnelError('client-checksum', { seen: /^[0-9a-f]{64}$/.test(sum) ? sum : 'unreadable', expected });
  const code = said.pop() ?? '';
  const client = versionIn(said.join('\n'));
  // 126 and "Exec format error": a binary for another processor.
  if (client === null) throw new TunnelError('box-command-failed', { command: 'netclient version', code: /^\d{1,3}$/.test(code) ? Number(code) : -1 }, { detail: plainText(said.at(-1) ?? '') });
  if (!sameVersion(client, version)) throw new TunnelError('client-version-mismatch', { client, server: version });
}
