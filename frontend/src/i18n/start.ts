import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en';
import { chooseLanguage, LANGUAGE_STORAGE, type Language } from './language';
import { zh } from './zh';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

/** Reads the language from the address, then from storage, then from the browser, and starts i18next with both catalogues. */
export async function startI18n(): Promise<void> {
  const inUrl = new URLSearchParams(window.location.search).get('lang');
  const language = chooseLanguage(inUrl, readStored(), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, zh: { translation: zh } },
    // React escapes; names from data are text.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await show(language);
}

/** Changes the language of the page and remembers it. */
export async function setLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(LANGUAGE_STORAGE, language);
  } catch {
    // Storage is blocked: the choice holds until the page closes.
  }
  await show(language);
  await i18next.changeLanguage(language);
}

async function show(language: Language): Promise<void> {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  // 2 MB of glyphs in 100 slices: only where Chinese is shown.
  if (language === 'zh') await import('@fontsource-variable/noto-sans-sc/index.css');
}

function readStored(): string | null {
  try {
    return localStorage.getItem(LANGUAGE_STORAGE);
  } catch {
    return null;
  }
}
