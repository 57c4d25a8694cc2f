import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quote, quoteAll } from '../../../electron/box/quote';
import { commandWords } from '../../../electron/practice/box/command-words';

const SHELLS = [['sh'], ['dash'], ['bash', '--norc', '--posix'], ['busybox', 'sh'], ['busybox', 'ash']].filter(([program = '']) => spawnSync(program, ['-c', 'true']).error === undefined);

// What no argument can hold is NUL; what no text can hold is half a surrogate pair.
const word = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: fc.constantFrom(..."'\"\\!$`\n\t *?~#;&|<>(){}[]=-ab"), maxLength: 30 })).filter((text) => !text.includes('\0') && Buffer.from(text).toString() === text);

describe('words for a shell', () => {
  test.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('whatever is in them, %s reads them as they were', (_name, [program = 'sh', ...args]) => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        const answer = execFileSync(program, [...args, '-c', `printf '%s\\0' ${quoteAll(words)}`], { encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' } });
        expect(answer.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 60 },
    );
  });

  test('the practice box reads them as a shell does', () => {
    fc.assert(fc.property(fc.array(word), (words) => { expect(commandWords(quoteAll(words))).toEqual(words); }));
  });

  test('plain words stay readable', () => {
    expect(quoteAll(['systemctl', 'is-active', 'netclient@1.service', '/etc/x'])).toBe('systemctl is-active netclient@1.service /etc/x');
    expect(quote('LC_ALL=C')).toBe("'LC_ALL=C'");
  });

  test('a word that cannot be an argument is refused', () => {
    expect(() => quote('a\0b')).toThrow(expect.objectContaining({ code: 'input-invalid' }) as Error);
  });
});
