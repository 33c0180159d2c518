import { FEEDBACK_VERDICTS, renderNote, type IncidentEvent } from '@citywatch/contracts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../format/use-format';

export interface EventWords {
  /** "Acknowledged, Ana": what was done and by whom. */
  readonly what: string;
  /** What was noted with it; null where nothing was. */
  readonly note: string | null;
}

/** Says an entry of an incident's history. Of a verdict the note is the verdict itself. */
export function useEventWords(): (event: IncidentEvent) => EventWords {
  const { t } = useTranslation();
  const language = useLanguage();
  return useCallback(
    ({ kind, actor, note }) => {
      const who = actor === 'system' ? t('incident.system') : actor;
      const verdict = kind === 'marked' ? FEEDBACK_VERDICTS.find((one) => one === note) : undefined;
      // To whom is part of what was done.
      const to = kind === 'assigned' && note !== null ? note : undefined;
      const what =
        verdict !== undefined
          ? t(`feedback.markedAs.${verdict}`)
          : to !== undefined
            ? t('incident.assignedTo', { to })
            : t(`incident.event.${kind}`);
      const spoken = note !== null && note !== '' && verdict === undefined && to === undefined;
      return { what: t('incident.by', { what, who }), note: spoken ? renderNote(note, language) : null };
    },
    [t, language],
  );
}
