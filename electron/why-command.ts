import { createSecrets, openSite } from './composition';
import { createDiscovery } from './discovery/discovery';
import { errorData, type ErrorData } from './domain/errors';
import type { WhyNot } from './domain/why-not';
import { whyNotText } from './domain/words/why-not-text';
import { fill, WORDS } from './domain/words/words';
import type { Conduct } from './engine/ports';
import { siteOf } from './site-places';
import { MEMORY_ONLY } from './store/secret-store';
import { exitCodeOf } from './terminal/onboarding';
import { errorText } from './terminal/text';
import { EXIT } from './terminal/usage';
import { makeWhyResult, whyExitCode } from './terminal/why-result';
import type { WhyOptions } from './terminal/why-usage';

/** Asks one address and prints what follows; opens no site, except the practice site, whose cameras live as long as it is open. */
export async function runWhy(options: WhyOptions, assets: string): Promise<number> {
  const words = WORDS[options.language ?? 'en'];
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const print = (code: number, error: ErrorData | null, answer: WhyNot | null): number => {
    if (error !== null) process.stderr.write(`${errorText(error, words)}\n`);
    if (options.json) process.stdout.write(`${JSON.stringify(makeWhyResult(code, error, answer), null, 2)}\n`);
    else if (answer !== null) process.stdout.write(`${whyNotText(answer, words)}\n`);
    return code;
  };
  try {
    process.stderr.write(`${fill(words.whyNot.headings.asking, { address: options.address })}\n`);
    const answer = await ask(options, assets, { signal: abort.signal, progress: () => undefined });
    return print(whyExitCode(answer), null, answer);
  } catch (error) {
    const data = errorData(error);
    return print(abort.signal.aborted ? EXIT.cancelled : exitCodeOf(data), data, null);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function ask(options: WhyOptions, assets: string, conduct: Conduct): Promise<WhyNot> {
  if (!options.practice) return createDiscovery({ log: () => undefined, now: Date.now }).explain(options.address, conduct);
  const site = await openSite({ ...(await siteOf({ site: null, data: options.data, language: options.language })), assets, ...createSecrets(null, MEMORY_ONLY) });
  try {
    return await site.engine.explain(site.site, options.address, conduct);
  } finally {
    await site.close();
  }
}
