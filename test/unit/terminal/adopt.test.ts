import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../electron/domain/journal';
import { foldJournal, type SiteState } from '../../../electron/domain/state';
import { WORDS } from '../../../electron/domain/words/words';
import { Engine } from '../../../electron/engine/engine';
import type { OpenSite } from '../../../electron/engine/open-site';
import { exitCodeOf, runCommand } from '../../../electron/terminal/onboarding';
import { memoryTexts, resultText } from '../../../electron/terminal/text';
import { readOptions, type Command } from '../../../electron/terminal/usage';
import { FakeWorld, fakePorts, fakeSite, MemoryJournal } from '../../fixtures/fake-world';

const stateOf = (...events: JournalEvent[]): SiteState => foldJournal(events.map((event, index) => ({ seq: index + 1, at: '2026-11-24T10:00:00.000Z', event })));

describe('adopt on the command line', () => {
  it.each([
    [['adopt', '--site', 'x.json'], { command: 'adopt', history: null, record: null }],
    [['adopt', '--site', 'x.json', '--history', 'ours', '--record', 'bakery-2'], { command: 'adopt', history: 'ours', record: 'bakery-2' }],
  ])('%j', (argv, options) => {
    expect(readOptions(argv)).toMatchObject(options);
  });

  it.each([['--history', 'newer'], ['--record', '../x']])('refuses %s %s', (...words) => {
    expect(() => readOptions(['adopt', '--site', 'x.json', ...words])).toThrow();
  });

  it('ends with "a person is needed" where two laptops know different things', () => {
    expect(exitCodeOf({ kind: 'expected', code: 'box-known-elsewhere' })).toBe(4);
    expect(exitCodeOf({ kind: 'expected', code: 'box-busy' })).toBe(1);
  });
});

describe('a laptop that took a site over', () => {
  it('proves it although it never saw its cameras, and takes it back', async () => {
    const world = new FakeWorld();
    const options = { acceptHostKey: null, fresh: false, ranges: [], largeRanges: false, history: null, record: null };
    const command = (laptop: string): ((name: Command) => Promise<number>) => {
      const ports = fakePorts(world, { laptop });
      const engine = new Engine(ports, new MemoryJournal(), (text) => text);
      const site = { site: fakeSite(), engine, ports } as OpenSite;
      return (name) => runCommand(name, site, options, new AbortController().signal, {});
    };
    expect(await command('first')('connect')).toBe(0);
    const second = command('second');
    expect(await second('adopt')).toBe(0);
    expect(await second('prove')).toBe(0);
    expect(await second('undo')).toBe(0);
    expect(world.things.size).toBe(0);
  });
});

describe('what is told of the box\'s memory', () => {
  it.each(['en', 'nl'] as const)('%s: nothing where all is as it should be, else all of it', (language) => {
    const words = WORDS[language];
    expect(memoryTexts(stateOf({ type: 'box-memory', memory: 'remembers', reason: null, tookOver: null }), words)).toEqual([]);
    const head = { schema: 'kerberos-tunnel/box-record', version: 1, site: { id: 'bakery', name: 'Bakery' }, marks: ['bakery'], history: 'h', seq: 3, laptop: 'jans-laptop', startedAt: '2026-10-02T08:00:00.000Z', writtenAt: '2026-10-03T08:00:00.000Z' } as const;
    const told = memoryTexts(stateOf({ type: 'box-records-seen', records: [{ ...head, marks: ['bakery'] }] }, { type: 'box-memory', memory: 'forgets', reason: 'Read-only file system', tookOver: { who: 'old laptop', minutes: 7 } }), words);
    expect(told).toHaveLength(3);
    expect(told.join('\n')).toMatch(/jans-laptop.*Bakery \(bakery\).*2026-10-03(.|\n)*old laptop.*7(.|\n)*Read-only file system/);
    expect(told.join('\n')).not.toMatch(/\{\w+\}/);
    expect(resultText('adopt', fakeSite(), stateOf({ type: 'box-records-seen', records: [{ ...head, marks: ['bakery'] }] }), words)).toContain('jans-laptop');
  });
});
