import type { Box } from '../../../engine/ports';
import { aptOffer } from './apt-source';
import { dnfOffer } from './dnf-source';
import type { BoxTools } from './decide';
import { TOOLS_NAME, TOOLS_SCRIPT } from '../install-scripts';

/** Looks at what the box has for the ways to install; changes nothing. */
export async function lookForTools(box: Box, signal: AbortSignal): Promise<BoxTools> {
  const found = parseTools(await box.demand(['sh', '-c', TOOLS_SCRIPT, TOOLS_NAME], { root: true, deadlineMs: 60_000, signal }));
  const { downloader, container } = found;
  switch (found.packages) {
    case 'apt':
      return { downloader, container, packages: { manager: 'apt', versions: (await aptOffer(box, signal)).map((offer) => offer.version) } };
    case 'dnf':
      return { downloader, container, packages: { manager: 'dnf', versions: await dnfOffer(box, signal) } };
    case null:
      return { downloader, container, packages: null };
  }
}

export function parseTools(output: string): { downloader: string | null; packages: 'apt' | 'dnf' | null; container: BoxTools['container'] } {
  const lines = output.split('\n').map((line) => line.trim());
  const value = (key: string): string => lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1) ?? '';
  const packages = value('packages');
  const container = value('container');
  return {
    downloader: /^[a-z-]{1,20}$/.test(value('download')) ? value('download') : null,
    packages: packages === 'apt' || packages === 'dnf' ? packages : null,
    container: container === 'docker' || container === 'podman' ? container : null,
  };
}
