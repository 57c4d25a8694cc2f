import { describe, expect, it } from 'vitest';
import { fill, WORDS } from '../../../electron/domain/words/words';

/** All templates of a language by their path. */
function templates(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, child]) => templates(child, `${path}.${key}`));
}

const names = (template: string): string[] => [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

describe('words', () => {
  it.each(templates(WORDS.en))('of %s have the same parameters in Dutch', (path, english) => {
    const dutch = new Map(templates(WORDS.nl)).get(path);
    expect(dutch).toBeDefined();
    // A translation may leave a parameter out, never ask for one that is not there.
    expect(names(english)).toEqual(expect.arrayContaining(names(dutch ?? '')));
    expect(dutch?.trim()).not.toBe('');
  });

  it('keeps an unknown parameter visible', () => {
    expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}');
    expect(fill('{constructor}', {})).toBe('{constructor}');
  });
});
