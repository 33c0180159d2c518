import { FEEDBACK_VERDICTS } from '@citywatch/contracts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { conflictWords, type Conflict } from './conflict';

/**
 * Says who was faster.
 * @param meant the incident that the person acted on: of a merge it may be the other one that changed, then it is named
 */
export function useConflictWords(): (conflict: Conflict, meant: string) => string {
  const { t } = useTranslation();
  const f = useFormat();
  return useCallback(
    (conflict, meant) => {
      const { key, who, at, note } = conflictWords(conflict);
      const verdict = FEEDBACK_VERDICTS.find((one) => one === note);
      const words = t(`incident.conflict.${key}`, {
        who: who === 'system' ? t('incident.conflict.system') : who,
        time: at === null ? '' : f.clock(at),
        to: note,
        verdict: verdict === undefined ? note : t(`feedback.verdict.${verdict}`),
      });
      const { id, number } = conflict.incident;
      return id === meant
        ? words
        : t('incident.conflict.other', { number: t('incident.number', { n: number }), words });
    },
    [t, f],
  );
}
