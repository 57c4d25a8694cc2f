import path from 'node:path';
import { runAgents } from './agents-command';
import { runClients } from './clients-command';
import { createSecrets, openSite, type OpenOptions } from './composition';
import { errorData } from './domain/errors';
import { collisionText } from './domain/words/collision-text';
import { WORDS } from './domain/words/words';
import type { OpenSite } from './engine/open-site';
import { siteReport } from './report/site-report';
import { writeRouterFile } from './router-file';
import { siteOf } from './site-places';
import { writeAtomically } from './store/atomic-file';
import { MEMORY_ONLY } from './store/secret-store';
import { readSite } from './store/site-file';
import { exitCodeOf, runCommand } from './terminal/onboarding';
import { makeResult } from './terminal/result';
import { errorText, hubFileText, progressText, resultText } from './terminal/text';
import { EXIT, readOptions, USAGE, type Options } from './terminal/usage';
import { AGENTS_USAGE, readAgentsOptions, type AgentsOptions } from './terminal/agents-usage';
import { CLIENTS_USAGE, readClientsOptions, type ClientsOptions } from './terminal/clients-usage';
import { signInWithCode } from './terminal/one-time-code';
import { readWhyOptions, type WhyOptions } from './terminal/why-usage';
import { runWhy } from './why-command';
import { version } from '../package.json';

/** Set by the bundler's layout: dist/cli/cli.cjs beside dist/assets. */
const ASSETS = path.resolve(__dirname, '../assets');

/** `journal` lets a test end the process at a chosen write. */
export async function main(argv: readonly string[], hooks: Pick<OpenOptions, 'journal'> = {}): Promise<number> {
  let options: Options | WhyOptions | ClientsOptions | AgentsOptions | 'help' | 'clients-help' | 'agents-help';
  try {
    options = readWhyOptions(argv) ?? readClientsOptions(argv) ?? readAgentsOptions(argv) ?? readOptions(argv);
  } catch (error) {
    process.stderr.write(`${errorText(errorData(error), WORDS.en)}\n\n${argv[0] === 'clients' ? CLIENTS_USAGE : argv[0] === 'agents' ? AGENTS_USAGE : USAGE}`);
    return EXIT.usage;
  }
  if (options === 'help' || options === 'clients-help' || options === 'agents-help') {
    process.stdout.write({ help: USAGE, 'clients-help': CLIENTS_USAGE, 'agents-help': AGENTS_USAGE }[options]);
    return EXIT.ok;
  }
  if (options.command === 'why') return runWhy(options, ASSETS);
  if (options.command === 'agents') return runAgents(options, ASSETS, hooks);
  return options.command === 'clients' ? runClients(options) : runOptions(options, hooks);
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
    const { file, ...places } = await siteOf(options);
    words = WORDS[options.language ?? (await readSite(file)).language];
    site = await openSite({ file, ...places, assets: ASSETS, secrets, redactor, ...hooks });
    const open = site;
    if (options.netmakerCode) await signInWithCode(open, process.stdin, abort.signal);
    let code: number;
    try {
      code = await runCommand(options.command, open, options, abort.signal, {
        onProgress: (progress) => {
          const line = progressText(progress, open.engine.state, words);
          if (line !== null) process.stderr.write(`${redactor.redact(line)}\n`);
          const handover = hubFileText(progress, open.site, open.engine.state, words);
          if (handover !== null) process.stderr.write(`${handover}\n`);
        },
      });
    } finally {
      if (['connect', 'prove', 'undo', 'report'].includes(options.command)) report = await writeReport(open, options, places.folder);
    }
    const router = options.command === 'router' && options.out !== null ? await writeRouterFile(open, options.out, abort.signal, words) : null;
    print(options, code, null, open, report, words);
    if (router !== null && !options.json) process.stdout.write(`\n${router}\n`);
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
  // With whom, and what can be done about it.
  if (error?.code === 'overlay-range-collides' && site !== null) process.stderr.write(`\n${collisionText(site.engine.state.collisions, words)}\n`);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(makeResult(options.command, code, error, site?.site ?? null, site?.engine.state ?? null, report), null, 2)}\n`);
    return;
  }
  if (site !== null && error === null) process.stdout.write(`\n${resultText(options.command, site.site, site.engine.state, words)}\n`);
  if (report !== null) process.stdout.write(`\n${words.report.title}: ${report}\n`);
}

async function writeReport(site: OpenSite, options: Options, folder: string): Promise<string> {
  const file = path.resolve(options.out ?? path.join(folder, 'report.html'));
  await writeAtomically(file, await siteReport(site, { language: options.language ?? site.site.language, version, assets: ASSETS }));
  return file;
}
