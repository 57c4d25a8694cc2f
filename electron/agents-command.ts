import { createSecrets, openSite, type OpenOptions } from './composition';
import { errorData } from './domain/errors';
import { WORDS } from './domain/words/words';
import { joinAgents } from './engine/agents/list';
import type { Listener } from './engine/engine';
import type { OpenSite } from './engine/open-site';
import { siteOf } from './site-places';
import { MEMORY_ONLY } from './store/secret-store';
import { readSite } from './store/site-file';
import { AgentsActions } from './terminal/agents-actions';
import { agentsExitCode, makeAgentsResult, NOTHING_FOUND } from './terminal/agents-result';
import { agentsText } from './terminal/agents-text';
import type { AgentsOptions } from './terminal/agents-usage';
import { exitCodeOf } from './terminal/onboarding';
import { errorText, progressText } from './terminal/text';
import { EXIT } from './terminal/usage';

/** Looks after the agents of one site. */
export async function runAgents(options: AgentsOptions, assets: string, hooks: Pick<OpenOptions, 'journal'>): Promise<number> {
  const { secrets, redactor } = createSecrets(null, MEMORY_ONLY);
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  let words = WORDS[options.language ?? 'en'];
  let site: OpenSite | null = null;
  try {
    const { file, ...places } = await siteOf(options);
    words = WORDS[options.language ?? (await readSite(file)).language];
    site = await openSite({ file, ...places, assets, secrets, redactor, ...hooks });
    const open = site;
    const listener: Listener = {
      onProgress: (progress) => {
        const line = progressText(progress, open.engine.state, words);
        if (line !== null) process.stderr.write(`${redactor.redact(line)}\n`);
      },
    };
    const done = await new AgentsActions(open, words, abort.signal, listener).act(options.action);
    const code = agentsExitCode(done);
    const { said, ...outcome } = done;
    if (options.json) process.stdout.write(`${JSON.stringify(makeAgentsResult(code, null, open.site, outcome), null, 2)}\n`);
    else process.stdout.write(`${[...said, ...(said.length === 0 ? [agentsText(done.found, words)] : [])].join('\n')}\n`);
    return code;
  } catch (error) {
    const data = errorData(error, redactor.redact);
    const code = abort.signal.aborted ? EXIT.cancelled : exitCodeOf(data);
    process.stderr.write(`\n${errorText(data, words)}\n`);
    if (options.json) process.stdout.write(`${JSON.stringify(makeAgentsResult(code, data, site?.site ?? null, { command: options.action.action, changed: [], found: site === null ? NOTHING_FOUND : joinAgents(site.site, site.engine.state, []) }), null, 2)}\n`);
    return code;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await site?.close();
  }
}
