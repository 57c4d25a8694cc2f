import { existsSync, openSync, readFileSync, writeSync, fsyncSync } from 'node:fs';
import { main } from '../../electron/command-line';
import type { JournalEvent } from '../../electron/domain/journal';
import type { Journal } from '../../electron/engine/ports';

/**
 * The terminal program with one difference: at every write of the journal that concerns a step it kills itself (SIGKILL, no
 * handlers, no flushing), once before the write and once after it. Which ones it died at already stands in the file named by
 * CRASHED_AT, so that a chain of runs dies at every write there is and in the end finishes.
 */
const file = process.env['CRASHED_AT'];
if (file === undefined) throw new Error('CRASHED_AT names the file that remembers the crashes');
const crashedAt = file;

function dieOnce(when: 'before' | 'after', event: JournalEvent): void {
  const id = 'stepId' in event ? event.stepId : 'step' in event ? event.step.id : null;
  if (id === null) return;
  const name = `${when} ${event.type} ${id}\n`;
  if (existsSync(crashedAt) && readFileSync(crashedAt, 'utf8').includes(name)) return;
  const handle = openSync(crashedAt, 'a');
  writeSync(handle, name);
  fsyncSync(handle);
  process.kill(process.pid, 'SIGKILL');
}

const dying = (journal: Journal): Journal => ({
  entries: () => journal.entries(),
  append: async (event) => {
    dieOnce('before', event);
    const entry = await journal.append(event);
    dieOnce('after', event);
    return entry;
  },
});

void main(process.argv.slice(2), { journal: dying }).then((code) => {
  process.exitCode = code;
});
