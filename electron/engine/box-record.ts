import { MOST_BYTES, readRecordHead, recordOf, twoHistories, writeRecord } from '../domain/box-record';
import { TunnelError, cancelled } from '../domain/errors';
import type { BoxMemory } from '../domain/journal';
import { plainText } from '../domain/plain-text';
import { foreignHeads, parseHold, type HoldAnswer } from './box-record-answer';
import { BEAT_NAME, BEAT_SCRIPT, HOLD_NAME, HOLD_SCRIPT, NOTE_NAME, NOTE_SCRIPT } from './box-record-scripts';
import { after } from './deadline';
import type { Box } from './ports';
import type { Run } from './run';

/** Longer than the longest single command of a step: a box that takes one command at a time (dropbear) hears no sign meanwhile. */
export const LOCK_SECONDS = 300;
const BEAT_MS = 30_000;
/** Longer than it takes to notice a cut cable (ssh-login.ts), which is the better reason. */
const COMMAND_MS = 30_000;
const RELEASE_MS = 10_000;
/** What the scripts end with. */
const LOCK_LOST = 75;

/**
 * Works while this run alone has the box, which remembers what is done. Without a box that can be reached nothing can be held: then
 * `unreachable` says whether that is the end (connecting), or whether what can be done without the box is done (taking back).
 * A box that cannot be written is told, and is no reason to stop: the journal has everything.
 */
export async function holdingBox(run: Run, unreachable: 'fails' | 'goes-on', work: () => Promise<void>): Promise<void> {
  const hold = await take(run, unreachable);
  if (hold === null) return work();
  run.hold = hold;
  try {
    await work();
  } finally {
    run.hold = null;
    await hold.release();
  }
}

async function take(run: Run, unreachable: 'fails' | 'goes-on'): Promise<BoxHold | null> {
  if (run.site.box === null && unreachable === 'goes-on') return null;
  try {
    const hold = await BoxHold.take(run);
    await hold.demandOwn();
    return hold;
  } catch (error) {
    const final = run.signal.aborted || !(error instanceof TunnelError) || ['cancelled', 'box-busy', 'box-known-elsewhere'].includes(error.code);
    if (final || unreachable === 'fails') throw error;
    run.ports.log('warn', 'the box cannot be held', { code: error.code });
    return null;
  }
}

/** One run's hold of the box: its lock, with a sign of life, and the mirror of the journal there. */
export class BoxHold {
  /** What the box remembered when it was taken. */
  readonly answer: HoldAnswer;
  readonly #run: Run;
  readonly #box: Box;
  readonly #token: string;
  #memory: BoxMemory;
  #beat: unknown = null;
  #released = false;
  /** The write that runs, and the one that waits for it and will hold everything that was recorded until it begins. */
  #writing: Promise<unknown> = Promise.resolve();
  #waiting: Promise<void> | null = null;
  /** Steps as the box has them; null: it has none of ours. */
  #written: string | null = null;

  private constructor(run: Run, box: Box, token: string, answer: HoldAnswer) {
    this.#run = run;
    this.#box = box;
    this.#token = token;
    this.answer = answer;
    this.#memory = answer.lock === 'none' ? 'forgets' : answer.untilRestart ? 'until-restart' : 'remembers';
    this.#written = answer.records.has(this.#id) ? '' : null;
    if (answer.lock !== 'none') this.#keepAlive();
  }

  /** @throws `box-busy` where somebody else has it. */
  static async take(run: Run): Promise<BoxHold> {
    if (run.state.record.history === null) await run.record({ type: 'history-named', history: run.ports.laptop.newId() });
    const box = await run.box();
    const token = run.ports.laptop.newId();
    const { answer, reason } = await askForLock(run, box, token);
    const hold = new BoxHold(run, box, token, answer);
    await hold.#tell(reason);
    const strangers = foreignHeads(answer.records, run.state.record.history);
    if (JSON.stringify(strangers) !== JSON.stringify(run.state.record.strangers)) await run.record({ type: 'box-records-seen', records: strangers });
    return hold;
  }

  /** Gives the lock back and throws `box-known-elsewhere` where the box's record of this site is not a copy of our journal. */
  async demandOwn(): Promise<void> {
    const { state, site } = this.#run;
    const head = readRecordHead(this.answer.records.get(this.#id)?.split('\n')[0] ?? '');
    // The same history, but further: this journal was put back from an older copy.
    if (head === null || (head.history === state.record.history && head.seq <= state.seq)) return;
    this.#written = null;
    await this.#letGo();
    throw new TunnelError('box-known-elsewhere', twoHistories(site.box?.host ?? '', head, state.record.touchedAt));
  }

  /** Resolves when the box remembers everything that was recorded until now. Side by side, several callers wait for one write. */
  save(): Promise<void> {
    this.#waiting ??= this.#writing.then(() => {
      this.#waiting = null;
      const write = this.#note('hold', this.#run.signal);
      this.#writing = write.catch(() => undefined);
      return write;
    });
    return this.#waiting;
  }

  /** Brings the box up to date and gives it free; also after a stop, and never throws: whoever cannot be told finds the lock stale. */
  async release(): Promise<void> {
    await this.#writing;
    await this.#note('release', after(RELEASE_MS)).catch(() => undefined);
    await this.#letGo();
  }

  get #id(): string {
    return this.#run.state.record.id ?? this.#run.site.id;
  }

  async #note(last: 'hold' | 'release', signal: AbortSignal): Promise<void> {
    if (this.answer.lock === 'none' || this.#released) return;
    const { site, state, ports } = this.#run;
    const record = recordOf(site, state, ports.laptop.name, ports.now());
    const steps = record === null ? null : JSON.stringify(record.steps);
    // A record of earlier goes also where nothing new can be written.
    const what = steps === this.#written ? 'leave' : record === null ? 'remove' : this.#memory === 'forgets' ? 'leave' : 'write';
    if (what === 'leave' && last === 'hold') return;
    const text = what === 'write' && record !== null ? writeRecord(record) : '';
    if (text.length > MOST_BYTES) return this.#forget('there are too many changes');
    const result = await this.#box.run(['sh', '-c', NOTE_SCRIPT, NOTE_NAME, this.#token, record?.site.id ?? this.#id, what, String(text.length), last], { root: true, stdin: text, deadlineMs: COMMAND_MS, signal });
    if (result.code === LOCK_LOST) return this.#takeAgain(last, signal);
    if (last === 'release') this.#released = true;
    if (result.code === 0) this.#written = steps;
    else await this.#forget(reasonOf(result.stderr, result.code));
  }

  /** Somebody removed the lock, or took it because we gave no sign for long: the first can be mended. */
  async #takeAgain(last: 'hold' | 'release', signal: AbortSignal): Promise<void> {
    if (last === 'release') {
      this.#released = true;
      return;
    }
    const { answer } = await askForLock(this.#run, this.#box, this.#token);
    if (answer.lock !== 'none') return this.#note(last, signal);
  }

  async #forget(reason: string): Promise<void> {
    this.#memory = 'forgets';
    await this.#tell(reason);
  }

  async #tell(reason: string | null): Promise<void> {
    const { answer } = this;
    const tookOver = answer.lock === 'own' || answer.lock === 'stale' ? { who: answer.who, minutes: answer.minutes } : null;
    const before = this.#run.state.record.memory;
    if (before !== null && before.memory === this.#memory && before.reason === reason && before.tookOver === null && tookOver === null) return;
    await this.#run.record({ type: 'box-memory', memory: this.#memory, reason, tookOver });
  }

  #keepAlive(): void {
    this.#beat = setTimeout(() => {
      void this.#box
        .run(['sh', '-c', BEAT_SCRIPT, BEAT_NAME, this.#token], { root: true, deadlineMs: COMMAND_MS, signal: this.#run.signal })
        // A box that is gone, or a lock that is lost, is noticed by the next write.
        .catch(() => undefined)
        .finally(() => { if (this.#beat !== null) this.#keepAlive(); });
    }, BEAT_MS);
  }

  async #letGo(): Promise<void> {
    clearTimeout(this.#beat);
    this.#beat = null;
    if (this.#released || this.answer.lock === 'none') return;
    this.#released = true;
    await this.#box.run(['sh', '-c', NOTE_SCRIPT, NOTE_NAME, this.#token, this.#id, 'leave', '0', 'release'], { root: true, deadlineMs: COMMAND_MS, signal: after(RELEASE_MS) }).catch(() => undefined);
  }
}

async function askForLock(run: Run, box: Box, token: string): Promise<{ answer: HoldAnswer; reason: string | null }> {
  const { site, state, ports } = run;
  const name = ports.laptop.name.replace(/[^\w.-]+/g, '-').slice(0, 60);
  const who = plainText(`${ports.laptop.name}, ${site.name}`, 150);
  const argv = ['sh', '-c', HOLD_SCRIPT, HOLD_NAME, token, `${state.record.history ?? ''}@${name}`, String(LOCK_SECONDS), who, state.record.id ?? site.id];
  const result = await box.run(argv, { root: true, deadlineMs: COMMAND_MS, signal: run.signal });
  const answer = parseHold(result.code === 0 ? result.stdout : '');
  if (run.signal.aborted) throw cancelled();
  if (answer.lock === 'busy') throw new TunnelError('box-busy', { host: site.box?.host ?? '', who: answer.who, minutes: answer.minutes });
  return { answer, reason: answer.lock === 'none' ? reasonOf(result.stderr, result.code) : null };
}

function reasonOf(stderr: string, code: number | null): string {
  const said = plainText(stderr.trim().split('\n').at(-1) ?? '', 200);
  return said === '' ? `it ended with ${code ?? 'a signal'}` : said;
}
