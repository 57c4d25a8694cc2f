import path from 'node:path';
import { fill, type Words } from './domain/words/words';
import type { OpenSite } from './engine/open-site';
import { writeAtomically } from './store/atomic-file';

/**
 * Writes the configuration of the site's router, readable by the user only, and returns what to do with it, for every router that
 * has words. It is not printed: it holds a private key.
 */
export async function writeRouterFile(site: OpenSite, out: string, signal: AbortSignal, words: Words): Promise<string> {
  const file = path.resolve(out);
  const { text, removed, routed } = await site.engine.routerConfig(site.site, { signal, progress: () => undefined });
  await writeAtomically(file, text.reveal());
  const params = { file: path.basename(file), overlay: routed.join(', '), site: String(site.engine.state.steps.find(({ step }) => step.kind === 'netmaker.router')?.step.params['ranges'] ?? '') };
  const { router } = words;
  return [
    fill(router.saved, { file }),
    ...(removed.length === 0 ? [] : [fill(router.removed, { ranges: removed.join(', ') })]),
    ...router.first.map((line) => `- ${line}`),
    ...Object.values(router.routers).flatMap((one) => ['', one.name, ...[...one.steps, one.return].map((line, index) => `  ${index + 1}. ${fill(line, params)}`)]),
    '',
    ...router.last.map((line) => `- ${line}`),
  ].join('\n');
}
