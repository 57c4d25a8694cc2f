import { parseArgs, type ParseArgsConfig } from 'node:util';
import { TunnelError } from '../domain/errors';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>>;

/** The command line of a command with options of its own; null when another command was given. @throws TunnelError `input-invalid`. */
export function readOwnCommand<const O extends Options>(name: string, argv: readonly string[], options: O): Parsed<O> | null {
  if (parseArgs({ args: [...argv], options, allowPositionals: true, strict: false }).positionals[0] !== name) return null;
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw wrongUsage(error instanceof Error ? error.message.replace(/\. To specify.*$/s, '') : 'wrong options');
  }
}

/** @throws TunnelError `input-invalid` for any other language. */
export function readLanguage(text: string | undefined): 'en' | 'nl' | null {
  if (text === undefined || text === 'en' || text === 'nl') return text ?? null;
  throw wrongUsage('--language takes en or nl');
}

export function wrongUsage(reason: string): TunnelError {
  return new TunnelError('input-invalid', { field: 'command line', reason });
}
