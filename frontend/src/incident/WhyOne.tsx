import type { Incident } from '@citywatch/contracts';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useLive } from '../live/live-context';
import { RootMark } from './OrderMarks';
import { countThings, tiesOf, type Tie } from './ties';
import { useReason } from './use-reason';

/** Why these sensors are one incident: a sentence, what they share as counts, and where it most probably began. */
export function WhyOne({ incident, onThing }: { incident: Incident; onThing: (thing: string) => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const reason = useReason();
  const { sensors } = useLive();
  const count = countThings(incident);
  const tieWords = useTieWords();
  const ties = tiesOf(incident, (id) => sensors.thing(id));
  const root = incident.root === null ? undefined : sensors.thing(incident.root);
  return (
    <section className="block">
      <h3>{t(count === 1 ? 'incident.panel.whyAlone' : 'incident.panel.why', { n: f.count(count) })}</h3>
      <p className="reason">{reason(incident.reason)}</p>
      <ul className="ties">
        {ties.map((tie) => (
          <li key={tie.kind}>
            <Check size={14} aria-hidden="true" />
            <b>{t(`incident.panel.ties.${tie.kind}`)}</b>
            <span>{tieWords(tie)}</span>
          </li>
        ))}
        {root && (
          <li>
            <RootMark />
            <b>{t('why.root')}</b>
            <span>
              <button type="button" className="text-link" onClick={() => onThing(root.id)}>
                {root.name}
              </button>
            </span>
          </li>
        )}
      </ul>
    </section>
  );
}

function useTieWords(): (tie: Tie) => string {
  const { t } = useTranslation();
  const f = useFormat();
  return (tie) => {
    if (tie.kind === 'place')
      return t('incident.panel.ties.placeOf', {
        n: f.count(tie.of),
        of: f.count(tie.of),
        distance: f.distance(tie.metres),
      });
    const figures = { n: f.count(tie.n), of: f.count(tie.of) };
    return tie.kind === 'minute'
      ? t('incident.panel.ties.minuteOf', figures)
      : t(`incident.panel.ties.${tie.kind}Of`, { ...figures, name: tie.name });
  };
}
