import { WORDS, type Language, type Words } from '../../electron/domain/words/words';
import { useUi } from '../state/app-context';
import { formats, type Formats } from './formats';
import { translator, type Translate, type TranslatePlural } from './translate';

export interface I18n extends Formats {
  readonly language: Language;
  readonly t: Translate;
  readonly plural: TranslatePlural;
  /** The words of the domain: errors, steps, checks, ... */
  readonly words: Words;
}

const BY_LANGUAGE: Readonly<Record<Language, I18n>> = {
  en: { language: 'en', ...translator('en'), ...formats('en'), words: WORDS.en },
  nl: { language: 'nl', ...translator('nl'), ...formats('nl'), words: WORDS.nl },
};

export function useI18n(): I18n {
  return BY_LANGUAGE[useUi((state) => state.language)];
}
