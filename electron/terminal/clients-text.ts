import type { HeldClient } from '../domain/vpn-client';
import { fill, type Words } from '../domain/words/words';
import type { ClientsOutcome } from './clients-result';
import { errorText } from './text';

/** What a person reads on the terminal after `clients ...`. */
export function clientsText(outcome: ClientsOutcome, words: Words): string {
  const { headings } = words.clients;
  const failures = outcome.failed.map(({ architecture, error }) => `${architecture}: ${errorText(error, words)}`);
  switch (outcome.command) {
    case 'list':
      return listText(outcome.held, words);
    case 'check': {
      const bad = outcome.held.filter(({ state }) => state !== 'good').map(({ version, architecture }) => `${version} ${architecture}`);
      return [listText(outcome.held, words), ...(outcome.held.length === 0 ? [] : ['', bad.length === 0 ? headings.fine : fill(headings.damaged, { clients: bad.join(', ') })])].join('\n');
    }
    case 'remove':
      return outcome.changed.map((held) => fill(headings.gone, paramsOf(held, words))).join('\n');
    case 'fetch':
    case 'add':
    case 'trust':
      return [...outcome.changed.map((held) => keptText(held, words)), ...failures].join('\n');
  }
}

function keptText(held: HeldClient, words: Words): string {
  const { headings } = words.clients;
  const params = paramsOf(held, words);
  return held.trust === 'nobody' ? `${fill(headings.wait, params)}\n-> ${fill(headings.trust, params)}` : fill(headings.kept, params);
}

function listText(held: readonly HeldClient[], words: Words): string {
  const { headings, kinds, states, trusts } = words.clients;
  if (held.length === 0) return headings.none;
  const rows = held.flatMap((one) => {
    const size = `${(one.size / 1e6).toFixed(1)} MB`;
    return [
      `  ${one.version.padEnd(9)} ${one.architecture.padEnd(17)} ${kinds[one.architecture]}`,
      `    ${[size, one.keptAt.slice(0, 10), one.from, one.state === 'good' ? trusts[one.trust] : states[one.state]].join(', ')}`,
      `    SHA-256 ${one.sha256}`,
    ];
  });
  return [headings.held, ...rows].join('\n');
}

function paramsOf(held: HeldClient, words: Words): Record<string, string> {
  return { version: held.version, architecture: held.architecture, kind: words.clients.kinds[held.architecture], trust: words.clients.trusts[held.trust], checksum: held.sha256 };
}
