import { fill, type Language } from '../../electron/domain/words/words';
import { en } from './en';
import type { Arguments, MessageKey, Messages, PluralArguments, PluralKey } from './messages';
import { nl } from './nl';

export const MESSAGES: Readonly<Record<Language, Messages>> = { en, nl };

export type Translate = <Key extends MessageKey>(key: Key, ...params: Arguments<Key>) => string;
export type TranslatePlural = <Base extends PluralKey>(base: Base, count: number, ...params: PluralArguments<Base>) => string;

export function translator(language: Language): { readonly t: Translate; readonly plural: TranslatePlural } {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return {
    t: (key, ...[params]) => fill(MESSAGES[language][key], params ?? {}),
    plural: (base, count, ...[params]) => {
      const key = `${base}.${rules.select(count) === 'one' ? 'one' : 'other'}` as MessageKey;
      return fill(MESSAGES[language][key], { ...(params ?? {}), count: numbers.format(count) });
    },
  };
}
