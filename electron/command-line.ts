import { mkdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createSecrets, openSite, type OpenOptions } from './composition';
import { errorData } from './domain/errors';
import { newSite } from './domain/site';
import { WORDS } from './domain/words/words';
import type { OpenSite } from './engine/open-site';
import { siteReport } from './report/site-report';
import { writeAtomically, isMissing } from './store/atomic-file';
import { MEMORY_ONLY } from './store/secret-store';
import { readSite, writeSite } from './store/site-file';
import { exitCodeOf, runCommand } from './terminal/onboarding';
import { makeResult } from './terminal/result';
import { errorText, progressText, resultText } from './terminal/text';
import { EXIT, readOptions, USAGE, type Options } from './terminal/usage';
import { version } from '../package.json';

/** Set by the bundler's layout: dist/cli/cli.cjs beside dist/assets. */
const ASSETS = path.resolve(__dirname, '../assets');

/** `journal` lets a test end the process at a chosen write. */
export async function main(argv: readonly string[], hooks: Pick<OpenOptions, 'journal'> = {}): Promise<number> {
  let options: Options | 'help';
  try {
    options = readOptions(argv);
  } catch (error) {
    process.stderr.write(`${errorText(errorData(error), WORDS.en)}\n\n${USAGE}`);
    return EXIT.usage;
  }
  if (options === 'help') {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  return runOptions(options, hooks);
}

async function runOptions(options: Options, hooks: Pick<OpenOptions, 'journal'>): Promise<number> {
  const { secrets, redactor } = createSecrets(null, MEMORY_ONLY);
  const abort = new AbortController();
  const stop = (): void => {
    // The second time the person means it.
    if (abort.signal.aborted) process.exit(EXIT.cancelled);
    process.stderr.write('Stopping; what was done is remembered.\n');
    abort.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  let words = WORDS[options.language ?? 'en'];
  let site: OpenSite | null = null;
  let report: string | null = null;
  try {
    const { file, folder, ledgerFile } = await places(options);
    words = WORDS[options.language ?? (await readSite(file)).language];
    site = await openSite({ file, folder, ledgerFile, assets: ASSETS, secrets, redactor, ...hooks });
    const open = site;
    let code: number;
    try {
      code = await runCommand(options.command, open, options, abort.signal, {
        onProgress: (progress) => {
          const line = progressText(progress, open.engine.state, words);
          if (line !== null) process.stderr.write(`${redactor.redact(line)}\n`);
        },
      });
    } finally {
      if (['connect', 'prove', 'undo', 'report'].includes(options.command)) report = await writeReport(open, options, folder);
    }
    print(options, code, null, open, report, words);
    return code;
  } catch (error) {
    const data = errorData(error, redactor.redact);
    const code = exitCodeOf(data);
    print(options, code, data, site, report, words);
    return code;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await site?.close();
  }
}

function print(options: Options, code: number, error: ReturnType<typeof errorData> | null, site: OpenSite | null, report: string | null, words: (typeof WORDS)['en']): void {
  if (error !== null) process.stderr.write(`\n${errorText(error, words)}\n`);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(makeResult(options.command, code, error, site?.site ?? null, site?.engine.state ?? null, report), null, 2)}\n`);
    return;
  }
  if (site !== null && error === null) process.stdout.write(`\n${resultText(options.command, site.site, site.engine.state, words)}\n`);
  if (report !== null) process.stdout.write(`\n${words.report.title}: ${report}\n`);
}

/** `lab.site.json` keeps its state in `lab.site.state`; the practice site has a folder of its own. */
async function places(options: Options): Promise<{ file: string; folder: string; ledgerFile: string }> {
  const data = options.data ?? dataFolder();
  const ledgerFile = path.join(data, 'logins.json');
  if (options.site !== null) {
    const file = path.resolve(options.site);
    return { file, folder: `${file.replace(/\.json$/i, '')}.state`, ledgerFile };
  }
  const folder = path.join(data, 'practice-terminal');
  const file = path.join(folder, 'site.json');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await readFile(file).catch(async (error: unknown) => {
    if (!isMissing(error)) throw error;
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    await writeSite(file, newSite({ id: 'practice', name: 'Practice site', mode: 'practice', language: options.language ?? 'en', timeZone }));
  });
  return { file, folder, ledgerFile };
}

function dataFolder(): string {
  const home = os.homedir();
  if (process.platform === 'win32') return path.join(process.env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'KerberosTunnel');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'KerberosTunnel');
  return path.join(process.env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'kerberos-tunnel');
}

async function writeReport(site: OpenSite, options: Options, folder: string): Promise<string> {
  const file = path.resolve(options.out ?? path.join(folder, 'report.html'));
  await writeAtomically(file, await siteReport(site, { language: options.language ?? site.site.language, version, assets: ASSETS }));
  return file;
}
