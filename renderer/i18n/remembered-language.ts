import type { Language } from '../../electron/domain/words/words';

const KEY = 'language';

/** What was chosen last in this program, else what the system speaks, else English. */
export function rememberedLanguage(): Language {
  const stored = localStorage.getItem(KEY);
  if (stored === 'en' || stored === 'nl') return stored;
  return navigator.language.toLowerCase().startsWith('nl') ? 'nl' : 'en';
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}
