export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];
export const LANGUAGE_STORAGE = 'citywatch.lang';

/** BCP 47 tag for Intl: English shows numbers as 3,912 and days as Thu 19 Nov. */
export const localeOf = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB');

export const asLanguage = (text: string | undefined | null): Language | null =>
  LANGUAGES.find((language) => text === language || text?.startsWith(`${language}-`)) ?? null;

/** The address first, then what was chosen earlier, then the first of the browser's languages that we have. */
export function chooseLanguage(inUrl: string | null, stored: string | null, browser: readonly string[]): Language {
  for (const text of [inUrl, stored, ...browser]) {
    const language = asLanguage(text);
    if (language !== null) return language;
  }
  return 'en';
}
