import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../../../../renderer/i18n/en';
import { nl } from '../../../../renderer/i18n/nl';
import { translator } from '../../../../renderer/i18n/translate';

const RENDERER = path.resolve(import.meta.dirname, '../../../../renderer');

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'i18n' ? [] : sources(file);
    return /\.tsx?$/.test(entry.name) ? [readFileSync(file, 'utf8')] : [];
  });
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{([a-zA-Z]+)\}/g)].map((match) => match[1] ?? '').sort();

describe('the words of the window', () => {
  it('exist in both languages, none empty', () => {
    expect(Object.keys(nl).sort()).toEqual(Object.keys(en).sort());
    expect([...Object.values(en), ...Object.values(nl)].filter((text) => text.trim() === '')).toEqual([]);
  });

  it('take the same parameters in both languages', () => {
    const differing = Object.entries(en).filter(([key, text]) => placeholders(text).join() !== placeholders(nl[key as keyof typeof en]).join());
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it('are all said somewhere', () => {
    const code = sources(RENDERER).join('\n');
    const unused = Object.keys(en).filter((key) => !code.includes(`'${key.replace(/\.(one|other)$/, '')}'`));
    expect(unused).toEqual([]);
  });

  it('have both forms of a number where they have one', () => {
    const lonely = Object.keys(en).filter((key) => key.endsWith('.one') && !Object.hasOwn(en, key.replace(/\.one$/, '.other')));
    expect(lonely).toEqual([]);
  });

  it('choose the form by the number and write it as the language does', () => {
    expect(translator('en').plural('find.found', 1)).toBe('1 camera');
    expect(translator('nl').plural('find.found', 1200)).toBe("1.200 camera's");
    expect(translator('en').t('page.count', { number: 2, total: 6 })).toBe('Step 2 of 6');
  });
});
