import { FEEDBACK_VERDICTS, type FeedbackVerdict, type Incident } from '@citywatch/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session';
import { useFormat } from '../format/use-format';
import { useLinked } from '../live/live-context';
import { Button } from '../ui/Button';
import { useNow } from '../ui/use-now.hook';
import { useIncidentActs } from './incident-acts';
import { KnownWorkDialog } from './KnownWorkDialog';
import { countThings } from './ties';
import { VERDICT_ICONS } from './VerdictChip';

/** Whether it was worth attention: one click, changeable, with what it does in plain words. Also of one that is over. */
export function Feedback({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const f = useFormat();
  const session = useSession();
  const acts = useIncidentActs();
  const linked = useLinked();
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const { feedback } = incident;
  const allowed = session.may('mark-incidents');
  if (!allowed && feedback === null) return null;
  const count = countThings(incident);
  const off = !linked || acts.isPending(incident.id);
  const mark = (verdict: FeedbackVerdict) => {
    if (verdict === 'known work') setAsking(true);
    else if (verdict !== feedback?.verdict) void acts.run(incident, { command: 'mark', verdict });
  };
  return (
    <section className="block feedback" aria-label={t('feedback.title')}>
      <h3>{t('feedback.title')}</h3>
      {allowed && (
        <div className="verdicts" role="group" aria-label={t('feedback.title')}>
          {FEEDBACK_VERDICTS.map((verdict) => {
            const Icon = VERDICT_ICONS[verdict];
            return (
              <Button
                key={verdict}
                aria-pressed={feedback?.verdict === verdict}
                disabled={off}
                title={linked ? undefined : t('shell.link.needsLink')}
                onClick={() => mark(verdict)}
              >
                <Icon size={13} aria-hidden="true" />
                {t(`feedback.${verdict === 'known work' ? 'workAct' : verdict}`)}
              </Button>
            );
          })}
        </div>
      )}
      {feedback && (
        <p className="said small dim">
          {t('feedback.by', { who: feedback.actor, time: f.minute(feedback.at, now) })}
          {feedback.note !== null && <q>{feedback.note}</q>}
        </p>
      )}
      <p className="dim small">
        {t(`feedback.does.${feedback?.verdict ?? 'none'}`, {
          sensors: t(count === 1 ? 'words.thisSensor' : 'words.theseSensors', { n: f.count(count) }),
        })}
      </p>
      {asking && <KnownWorkDialog incident={incident} onClose={() => setAsking(false)} />}
    </section>
  );
}
