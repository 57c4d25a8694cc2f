import { isAddress } from '../domain/addresses';
import { readLanguage, readOwnCommand, wrongUsage } from './own-command';

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
  const parsed = readOwnCommand('why', argv, OPTIONS);
  if (parsed === null) return null;
  const { values, positionals } = parsed;
  if (values.help) return 'help';
  const [, address, ...others] = positionals;
  if (address === undefined || others.length > 0 || !isAddress(address)) throw wrongUsage('why takes one address, such as 192.168.1.20');
  const language = readLanguage(values.language);
  return { command: 'why', address, practice: values.practice, data: values.data ?? null, json: values.json, language };
}
