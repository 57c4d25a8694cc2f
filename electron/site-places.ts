import { mkdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { newSite } from './domain/site';
import { isMissing } from './store/atomic-file';
import { writeSite } from './store/site-file';
import type { Options } from './terminal/usage';

/** `lab.site.json` keeps its state in `lab.site.state`; the practice site has a folder of its own. */
export async function siteOf(options: Pick<Options, 'site' | 'data' | 'language'>): Promise<{ file: string; folder: string; ledgerFile: string; clientsFolder: string }> {
  const data = options.data ?? dataFolder();
  const shared = { ledgerFile: wrongLoginsFile(options.data), clientsFolder: clientsFolder(options.data) };
  if (options.site !== null) {
    const file = path.resolve(options.site);
    return { file, folder: `${file.replace(/\.json$/i, '')}.state`, ...shared };
  }
  const folder = path.join(data, 'practice-terminal');
  const file = path.join(folder, 'site.json');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await readFile(file).catch(async (error: unknown) => {
    if (!isMissing(error)) throw error;
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    await writeSite(file, newSite({ id: 'practice', name: 'Practice site', mode: 'practice', language: options.language ?? 'en', timeZone }));
  });
  return { file, folder, ...shared };
}

/**
 * Wrong logins are counted once per user, whichever program spends them: the window keeps its sites elsewhere, but counts here.
 * `data`: a folder that somebody chose instead.
 */
export function wrongLoginsFile(data: string | null): string {
  return path.join(data ?? dataFolder(), 'logins.json');
}

/** VPN clients for sites without internet, one shelf per user, for the window and the terminal alike. */
export function clientsFolder(data: string | null): string {
  return path.join(data ?? dataFolder(), 'clients');
}

function dataFolder(): string {
  const home = os.homedir();
  if (process.platform === 'win32') return path.join(process.env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'KerberosTunnel');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'KerberosTunnel');
  return path.join(process.env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'kerberos-tunnel');
}
