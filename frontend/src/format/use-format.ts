import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { asLanguage, type Language } from '../i18n/language';
import { useCity } from '../app/city';
import { createFormat, type Format, type Translate } from './format';

/** The language shown now. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return asLanguage(i18n.resolvedLanguage) ?? 'en';
}

/** Figures, times and units in the language shown and the units and zone of the city. */
export function useFormat(): Format {
  const { t } = useTranslation();
  const language = useLanguage();
  const { timeZone, units } = useCity();
  return useMemo(
    () => createFormat({ language, timeZone, units, t: t as unknown as Translate }),
    [language, timeZone, units, t],
  );
}
