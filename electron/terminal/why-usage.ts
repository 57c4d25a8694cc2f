import { parseArgs } from 'node:util';
import { isAddress } from '../domain/addresses';
import { TunnelError } from '../domain/errors';

/** `why ADDRESS`: a question of the moment that needs no site. */
export interface WhyOptions {
  readonly command: 'why';
  readonly address: string;
  readonly practice: boolean;
  readonly data: string | null;
  readonly json: boolean;
  readonly language: 'en' | 'nl' | null;
}

const OPTIONS = {
  practice: { type: 'boolean', default: false },
  data: { type: 'string' },
  language: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Null when another command was given. @throws TunnelError `input-invalid`. */
export function readWhyOptions(argv: readonly string[]): WhyOptions | 'help' | null {
  if (parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: false }).positionals[0] !== 'why') return null;
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message.replace(/\. To specify.*$/s, '') : 'wrong options');
  }
  const { values, positionals } = parsed;
  if (values.help) return 'help';
  const [, address, ...others] = positionals;
  if (address === undefined || others.length > 0 || !isAddress(address)) throw wrong('why takes one address, such as 192.168.1.20');
  if (values.language !== undefined && values.language !== 'en' && values.language !== 'nl') throw wrong('--language takes en or nl');
  return { command: 'why', address, practice: values.practice, data: values.data ?? null, json: values.json, language: values.language ?? null };
}

function wrong(reason: string): TunnelError {
  return new TunnelError('input-invalid', { field: 'command line', reason });
}
