import { type Incident, type IncidentCommand, incidentState, may } from '@citywatch/contracts';
import { Navigation } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { commandIncident } from '../api/api';
import { useSession } from '../app/session';
import { conflictIn } from '../incident/conflict';
import { useConflictWords } from '../incident/use-conflict-words';
import { useLive } from '../live/live-context';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { useErrorWords } from '../ui/use-error-words';
import { routeLink } from './crew-list';

type Act = (command: IncidentCommand) => Promise<boolean>;

/** The bar at the thumb: the way there, and the one next act. What failed is said above it, and nothing typed is lost. */
export function CrewActs({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const [act, busy, failure] = useAct(incident);
  const [asking, setAsking] = useState(false);
  const state = incidentState(incident.times);
  const { revision } = incident;
  const mayStart = user !== null && may(user.role, 'acknowledge');
  const mayResolve = user !== null && may(user.role, 'resolve');
  return (
    <div className="crew-bar">
      {failure !== null && !asking && (
        <p className="crew-failure" role="alert">
          {failure}
        </p>
      )}
      <a className="button" href={routeLink(incident.centre, navigator.userAgent)} target="_blank" rel="noreferrer">
        <Navigation size={17} aria-hidden="true" />
        {t('crew.route')}
      </a>
      {(state === 'open' || state === 'acknowledged') && mayStart && (
        <Button kind="primary" disabled={busy} onClick={() => void act({ command: 'start', revision })}>
          {t(state === 'open' ? 'crew.acknowledgeAndStart' : 'crew.start')}
        </Button>
      )}
      {state === 'in progress' && mayResolve && (
        <Button kind="primary" disabled={busy} onClick={() => setAsking(true)}>
          {t('crew.markFixed')}
        </Button>
      )}
      {state === 'resolved' && mayResolve && (
        <Button disabled={busy} onClick={() => void act({ command: 'reopen', revision })}>
          {t('incident.act.reopen')}
        </Button>
      )}
      {asking && <FixedDialog {...{ incident, act, busy, failure }} onClose={() => setAsking(false)} />}
    </div>
  );
}

interface FixedDialogProps {
  readonly incident: Incident;
  readonly act: Act;
  readonly busy: boolean;
  readonly failure: string | null;
  readonly onClose: () => void;
}

function FixedDialog({ incident, act, busy, failure, onClose }: FixedDialogProps) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const words = note.trim();
    if (await act({ command: 'resolve', revision: incident.revision, ...(words === '' ? {} : { note: words }) }))
      onClose();
  };
  return (
    <Dialog open title={t('crew.markFixed')} description={t('incident.resolve.detail')} onClose={onClose}>
      <form className="crew-form" onSubmit={(event) => void submit(event)}>
        <label className="field">
          <span className="label">{t('incident.resolve.note')}</span>
          <textarea
            className="input"
            rows={4}
            maxLength={2_000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        {failure !== null && (
          <p className="crew-failure" role="alert">
            {failure}
          </p>
        )}
        <div className="buttons">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="primary" type="submit" disabled={busy}>
            {t('crew.markFixed')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Sends an act. True where it was done; else the failure is in words, and a newer state of the incident is shown. */
function useAct(incident: Incident): readonly [Act, boolean, string | null] {
  const errorWords = useErrorWords();
  const conflictWords = useConflictWords();
  const { incidents } = useLive();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const act: Act = async (command) => {
    setBusy(true);
    setFailure(null);
    try {
      incidents.apply((await commandIncident(incident.id, command)).incident);
      return true;
    } catch (error) {
      const conflict = conflictIn(error);
      if (conflict !== null) incidents.apply(conflict.incident);
      setFailure(conflict === null ? errorWords(error as Error, 'act') : conflictWords(conflict, incident.id));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return [act, busy, failure];
}
