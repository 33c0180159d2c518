import type { Incident } from '@citywatch/contracts';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Note } from '../ui/Note';
import { Segments } from '../ui/Segments';
import { serverNow } from '../ui/use-now.hook';
import { useIncidentActs, useNewFailure } from './incident-acts';
import { WORK_CHOICES, workUntil, type WorkChoice } from './known-work';
import { countThings } from './ties';
import { useTitle } from './use-reason';

/** Until when somebody works there. It needs an end: forgotten work would hide real faults. */
export function KnownWorkDialog({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const acts = useIncidentActs();
  const title = useTitle(incident);
  const [choice, setChoice] = useState<WorkChoice>('4h');
  const [at, setAt] = useState('');
  const [note, setNote] = useState('');
  const now = serverNow();
  const count = countThings(incident);
  const until = workUntil(choice, at, now, f.iso);
  const failed = useNewFailure(incident.id);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (until === null) return;
    const text = note.trim();
    const act = { command: 'mark', verdict: 'known work', until, ...(text === '' ? {} : { note: text }) } as const;
    if (await acts.run(incident, act)) onClose();
  };
  return (
    <Dialog open onClose={onClose} title={t('feedback.work.title')} description={title}>
      <form onSubmit={(event) => void submit(event)} className="act-form">
        <p className="dim">
          {t('feedback.does.known work', {
            sensors: t(count === 1 ? 'words.thisSensor' : 'words.theseSensors', { n: f.count(count) }),
          })}
        </p>
        <div className="row wrap">
          <Segments
            label={t('feedback.work.until')}
            value={choice}
            onChange={setChoice}
            segments={WORK_CHOICES.map((value) => ({ value, label: t(`feedback.work.choices.${value}`) }))}
          />
          {choice === 'until' && (
            <input
              className="input until"
              type="datetime-local"
              aria-label={t('feedback.work.until')}
              aria-invalid={at !== '' && until === null}
              value={at}
              onChange={(event) => setAt(event.target.value)}
            />
          )}
        </div>
        <p className={until === null && at !== '' ? '' : 'dim'} role="status">
          {until === null ? t('feedback.work.bad') : t('feedback.work.untilTime', { time: f.minute(until, now) })}
        </p>
        <Note id="work-note" label={t('feedback.work.note')} value={note} most={500} onChange={setNote} />
        {failed && <p role="alert">{failed}</p>}
        <div className="buttons">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" kind="primary" disabled={acts.isPending(incident.id) || until === null}>
            {t('feedback.work.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
