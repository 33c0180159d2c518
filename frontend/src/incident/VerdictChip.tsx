import type { IncidentFeedback } from '@citywatch/contracts';
import { Construction, ThumbsUp, VolumeX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useNow } from '../ui/use-now.hook';

export const VERDICT_ICONS = { useful: ThumbsUp, noise: VolumeX, 'known work': Construction } as const;

/** What people said of an incident, with the end of known work unless it must be short. */
export function VerdictChip({ feedback, short = false }: { feedback: IncidentFeedback; short?: boolean }) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const { verdict, until } = feedback;
  const Icon = VERDICT_ICONS[verdict];
  return (
    <span className="chip-verdict">
      <Icon size={12} aria-hidden="true" />
      {until === null || short
        ? t(`feedback.verdict.${verdict}`)
        : t('feedback.workUntil', { time: f.minute(until, now) })}
    </span>
  );
}
