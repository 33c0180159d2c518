import { renderReason, type Incident, type Reason } from '@citywatch/contracts';
import { useCallback } from 'react';
import { useCity } from '../app/city';
import { useLanguage } from '../format/use-format';

/** Says reasons in the language shown and the city's units. Plain text: it may hold names from data. */
export function useReason(): (reason: Reason) => string {
  const language = useLanguage();
  const { units } = useCity();
  return useCallback((reason) => renderReason(reason, language, units), [language, units]);
}

export const useTitle = (incident: Incident): string => useReason()(incident.title);
