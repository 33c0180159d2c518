import type { Incident } from '@citywatch/contracts';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { getAssignees } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { useSession } from '../app/session';
import { useFormat } from '../format/use-format';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Note } from '../ui/Note';
import { Segments } from '../ui/Segments';
import { serverNow } from '../ui/use-now.hook';
import { useIncidentActs, useNewFailure } from './incident-acts';
import { SILENCE_MINUTES, silenceUntil } from './silence';
import type { Act } from './undo';
import { useTitle } from './use-reason';

export type DialogName = 'assign' | 'silence' | 'resolve';

interface ActDialogsProps {
  readonly incident: Incident;
  readonly open: DialogName | null;
  readonly onClose: () => void;
}

/** The questions that some acts ask first. A failed one stays open with what was typed. */
export function ActDialogs({ open, ...rest }: ActDialogsProps) {
  return open === null ? null : <OpenDialog key={open} open={open} {...rest} />;
}

function OpenDialog({ incident, open, onClose }: ActDialogsProps & { readonly open: DialogName }) {
  const acts = useIncidentActs();
  const title = useTitle(incident);
  const failed = useNewFailure(incident.id);
  const send = async (act: Act) => {
    if (await acts.run(incident, act)) onClose();
  };
  const props = { title, send, onClose, failed, busy: acts.isPending(incident.id) };
  if (open === 'assign') return <AssignDialog {...props} />;
  return open === 'silence' ? <SilenceDialog {...props} /> : <ResolveDialog {...props} />;
}

interface FormProps {
  readonly title: string;
  readonly send: (act: Act) => Promise<void>;
  readonly onClose: () => void;
  readonly failed: string | undefined;
  readonly busy: boolean;
}

function AssignDialog({ title, send, onClose, failed, busy }: FormProps) {
  const { t } = useTranslation();
  const session = useSession();
  const [to, setTo] = useState('');
  const me = session.user?.name ?? '';
  const people = useAnswer('assignees', getAssignees).data?.assignees ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (to.trim() !== '') void send({ command: 'assign', to: to.trim() });
  };
  return (
    <Dialog open onClose={onClose} title={t('incident.assign.title')} description={title}>
      <form onSubmit={submit} className="act-form">
        <div className="field">
          <label htmlFor="assign-to">{t('incident.assign.to')}</label>
          <input
            id="assign-to"
            className="input"
            value={to}
            maxLength={64}
            placeholder={t('incident.assign.hint')}
            autoFocus
            autoComplete="off"
            list="assign-people"
            onChange={(event) => setTo(event.target.value)}
          />
          <datalist id="assign-people">
            {people.map(({ name }) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </div>
        {failed && <p role="alert">{failed}</p>}
        <div className="buttons">
          <Button onClick={() => void send({ command: 'assign', to: me })} disabled={busy}>
            {t('incident.assign.me')}
          </Button>
          <Button type="submit" kind="primary" disabled={busy || to.trim() === ''}>
            {t('incident.assign.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function SilenceDialog({ title, send, onClose, failed, busy }: FormProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const [choice, setChoice] = useState<string>(String(SILENCE_MINUTES[1]));
  const [at, setAt] = useState('');
  const [note, setNote] = useState('');
  const now = serverNow();
  const until = silenceUntil(choice, at, now, (time) => f.iso(time).slice(-6));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (until !== null) void send({ command: 'silence', until, ...(note.trim() === '' ? {} : { note: note.trim() }) });
  };
  return (
    <Dialog open onClose={onClose} title={t('incident.silence.title')} description={title}>
      <form onSubmit={submit} className="act-form">
        <p className="dim">{t('incident.silence.detail')}</p>
        <div className="row wrap">
          <Segments
            label={t('incident.silence.title')}
            value={choice}
            onChange={setChoice}
            segments={[
              ...SILENCE_MINUTES.map((n) => ({ value: String(n), label: t('incident.silence.minutes', { n }) })),
              { value: 'until', label: t('incident.silence.until') },
            ]}
          />
          {choice === 'until' && (
            <input
              className="input until"
              type="datetime-local"
              aria-label={t('incident.silence.until')}
              aria-invalid={at !== '' && until === null}
              value={at}
              onChange={(event) => setAt(event.target.value)}
            />
          )}
        </div>
        <p className={until === null && at !== '' ? '' : 'dim'} role="status">
          {until === null ? t('incident.silence.bad') : t('incident.silence.untilTime', { time: f.minute(until, now) })}
        </p>
        <Note id="silence-note" label={t('incident.silence.note')} value={note} most={500} onChange={setNote} />
        {failed && <p role="alert">{failed}</p>}
        <div className="buttons">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" kind="primary" disabled={busy || until === null}>
            {t('incident.silence.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function ResolveDialog({ title, send, onClose, failed, busy }: FormProps) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send({ command: 'resolve', ...(note.trim() === '' ? {} : { note: note.trim() }) });
  };
  return (
    <Dialog open onClose={onClose} title={t('incident.resolve.title')} description={title}>
      <form onSubmit={submit} className="act-form">
        <p className="dim">{t('incident.resolve.detail')}</p>
        <Note id="resolve-note" label={t('incident.resolve.note')} value={note} most={2_000} onChange={setNote} />
        {failed && <p role="alert">{failed}</p>}
        <div className="buttons">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" kind="primary" disabled={busy}>
            {t('incident.resolve.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
