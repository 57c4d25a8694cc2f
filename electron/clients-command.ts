import { openShelf } from './composition';
import { errorData, type ErrorData } from './domain/errors';
import type { Progress } from './domain/stage';
import { fill, WORDS, type Words } from './domain/words/words';
import { clientsFolder } from './site-places';
import type { LaptopShelf } from './store/client-shelf';
import { obtainClients } from './store/obtain-clients';
import { clientsExitCode, makeClientsResult, type ClientsOutcome } from './terminal/clients-result';
import { clientsText } from './terminal/clients-text';
import type { ClientsAction, ClientsOptions } from './terminal/clients-usage';
import { exitCodeOf } from './terminal/onboarding';
import { errorText } from './terminal/text';
import { EXIT } from './terminal/usage';

/** Looks after the VPN clients that this computer keeps; opens no site. */
export async function runClients(options: ClientsOptions): Promise<number> {
  const words = WORDS[options.language ?? 'en'];
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const shelf = openShelf(clientsFolder(options.data), () => undefined);
  const print = (code: number, error: ErrorData | null, outcome: ClientsOutcome): number => {
    if (error !== null) process.stderr.write(`${errorText(error, words)}\n`);
    if (options.json) process.stdout.write(`${JSON.stringify(makeClientsResult(code, error, outcome), null, 2)}\n`);
    else if (error === null) process.stdout.write(`${clientsText(outcome, words)}\n`);
    return code;
  };
  try {
    const outcome = await act(shelf, options.action, words, abort.signal);
    return print(clientsExitCode(outcome), null, outcome);
  } catch (error) {
    const data = errorData(error);
    const held = await shelf.list().catch(() => []);
    return print(abort.signal.aborted ? EXIT.cancelled : exitCodeOf(data), data, { command: options.action.action, changed: [], failed: [], held });
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function act(shelf: LaptopShelf, action: ClientsAction, words: Words, signal: AbortSignal): Promise<ClientsOutcome> {
  switch (action.action) {
    case 'list':
      return { command: 'list', changed: [], failed: [], held: await shelf.list() };
    case 'check':
      return { command: 'check', changed: [], failed: [], held: await shelf.check(signal) };
    case 'fetch': {
      const { held, failed } = await obtainClients(shelf, action.version, action.architectures, { signal, progress: progressLines(words) });
      return { command: 'fetch', changed: [...held], failed: [...failed], held: await shelf.list() };
    }
    case 'add': {
      const added = await shelf.add({ path: action.file, version: action.version, architecture: action.architecture, sha256: action.sha256 }, signal);
      return { command: 'add', changed: [added], failed: [], held: await shelf.list() };
    }
    case 'trust': {
      const trusted = await shelf.confirm(action.version, action.architecture, action.sha256);
      return { command: 'trust', changed: [trusted], failed: [], held: await shelf.list() };
    }
    case 'remove': {
      const gone = await shelf.remove(action.version, action.architecture);
      return { command: 'remove', changed: gone, failed: [], held: await shelf.list() };
    }
  }
}

/** A line for each client, and one for every further 10 MB of it. */
function progressLines(words: Words): (progress: Progress) => void {
  let last = '';
  return ({ task, subject, done, total }) => {
    const tens = Math.floor((done ?? 0) / 10);
    if (last === `${subject} ${tens}`) return;
    last = `${subject} ${tens}`;
    process.stderr.write(`  ${fill(words.tasks[task], { subject })}${total === null ? '' : ` (${String(done ?? 0)} / ${String(total)} MB)`}\n`);
  };
}
