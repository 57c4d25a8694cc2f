import { TunnelError } from '../domain/errors';

/**
 * One word for a POSIX shell. Everything that is not plainly safe is inside single quotes, except the three characters that
 * some login shells treat specially even there (a backslash in fish, an exclamation mark in csh, the quote itself in all):
 * those are escaped one by one, which every shell reads alike.
 */
export function quote(word: string): string {
  // A NUL ends a C string: the program would get something else than what was meant.
  if (word.includes('\0')) throw new TunnelError('input-invalid', { field: 'command', reason: 'contains NUL' });
  if (/^[A-Za-z0-9_@%+:,./-]+$/.test(word)) return word;
  const pieces = word.match(/['\\!]|[^'\\!]+/g) ?? [];
  return pieces.length === 0 ? "''" : pieces.map((piece) => (/^['\\!]$/.test(piece) ? `\\${piece}` : `'${piece}'`)).join('');
}

export function quoteAll(argv: readonly string[]): string {
  return argv.map(quote).join(' ');
}
