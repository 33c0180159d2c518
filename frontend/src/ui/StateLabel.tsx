import { incidentState, type Incident } from '@citywatch/contracts';
import { useTranslation } from 'react-i18next';

/** "Acknowledged, Ana": the state as words, and who has it. */
export function StateLabel({ incident }: { incident: Pick<Incident, 'times' | 'assignedTo' | 'acknowledgedBy'> }) {
  const { t } = useTranslation();
  const state = incidentState(incident.times);
  const who = state === 'open' ? incident.assignedTo : (incident.assignedTo ?? incident.acknowledgedBy);
  return (
    <span className="state">
      {who === null ? t(`words.state.${state}`) : t('words.join', { a: t(`words.state.${state}`), b: who })}
    </span>
  );
}
