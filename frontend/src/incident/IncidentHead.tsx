import { incidentState, isOver, isSilenced, type Incident } from '@citywatch/contracts';
import { Locate, Pin, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session';
import { useFormat } from '../format/use-format';
import { useLinked } from '../live/live-context';
import { Button } from '../ui/Button';
import { SeverityLabel } from '../ui/SeverityMark';
import { StateLabel } from '../ui/StateLabel';
import { useNow } from '../ui/use-now.hook';
import { ActDialogs, type DialogName } from './ActDialogs';
import { useIncidentActs } from './incident-acts';
import { MoreActs, type Shape } from './MoreActs';
import { countThings } from './ties';
import type { Act } from './undo';
import { VerdictChip } from './VerdictChip';
import { useTitle } from './use-reason';
import { useShortcut } from '../app/use-shortcut.hook';

export interface IncidentHeadProps {
  readonly incident: Incident;
  readonly onClose: () => void;
  readonly onFly: (incident: Incident) => void;
  readonly onShape: (shape: Shape) => void;
}

/** Severity, state, number; title; place in time and size; what can be done. */
export function IncidentHead({ incident, onClose, onFly, onShape }: IncidentHeadProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const title = useTitle(incident);
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const count = countThings(incident);
  const { startedAt } = incident.times;
  const time = f.moment(startedAt, now);
  return (
    <header className="head">
      <div className="row head-row">
        <SeverityLabel severity={incident.severity} />
        <span className="grow small dim">
          <StateLabel incident={incident} />
        </span>
        <MoreActs incident={incident} onShape={onShape} onResolve={() => setDialog('resolve')} />
        <Button
          kind="quiet"
          square
          aria-label={t('incident.act.fly')}
          title={t('incident.act.fly')}
          onClick={() => onFly(incident)}
        >
          <Locate size={14} aria-hidden="true" />
        </Button>
        <Button kind="quiet" square aria-label={t('ui.close')} title={t('ui.close')} onClick={onClose}>
          <X size={14} aria-hidden="true" />
        </Button>
      </div>
      <h2>{title}</h2>
      <Chips incident={incident} />
      <div className="facts">
        <span>{t('incident.number', { n: incident.number })}</span>
        <span>
          {now - startedAt < 86_400_000
            ? t('incident.panel.began', { time, age: f.duration(now - startedAt) })
            : t('incident.panel.beganOn', { time })}
        </span>
        <span>
          {incident.extent > 0
            ? t('incident.panel.across', {
                sensors: t('words.sensors', { count, n: f.count(count) }),
                distance: f.distance(incident.extent),
              })
            : t('words.sensors', { count, n: f.count(count) })}
        </span>
      </div>
      <Actions incident={incident} dialog={dialog} setDialog={setDialog} />
    </header>
  );
}

/** What people have said of it: that its members are fixed, that it was noise. */
function Chips({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  if (!incident.pinned && incident.feedback === null) return null;
  return (
    <p className="chips">
      {incident.pinned && (
        <span className="chip-verdict" title={t('shape.pin.means')}>
          <Pin size={12} aria-hidden="true" />
          {t('shape.pin.chip')}
        </span>
      )}
      {incident.feedback && <VerdictChip feedback={incident.feedback} />}
    </p>
  );
}

interface ActionsProps {
  readonly incident: Incident;
  /** The question that stands open. */
  readonly dialog: DialogName | null;
  readonly setDialog: (dialog: DialogName | null) => void;
}

function Actions({ incident, dialog, setDialog }: ActionsProps) {
  const { t } = useTranslation();
  const session = useSession();
  const acts = useIncidentActs();
  const linked = useLinked();
  const now = useNow();
  const state = incidentState(incident.times);
  const over = isOver(incident.times);
  const silenced = isSilenced(incident.times, now);
  const words = acts.failureOf(incident.id)?.words;
  const off = !linked || acts.isPending(incident.id);
  const run = (act: Act) => void acts.run(incident, act);
  const props = { disabled: off, title: linked ? undefined : t('shell.link.needsLink') };
  const canAcknowledge = state === 'open' && session.may('acknowledge');
  const canAssign = !over && session.may('assign');
  const canSilence = !over && session.may('silence');
  useShortcut('s', () => setDialog('assign'), canAssign && !off);
  useShortcut('m', () => setDialog('silence'), canSilence && !silenced && !off);

  return (
    <>
      <div className="actions">
        {canAcknowledge && (
          <Button kind="primary" shortcut="A" {...props} onClick={() => run({ command: 'acknowledge' })}>
            {t('incident.act.acknowledge')}
          </Button>
        )}
        {canAssign && (
          <Button {...props} onClick={() => setDialog('assign')}>
            {t('incident.act.assign')}
          </Button>
        )}
        {canSilence &&
          (silenced ? (
            <Button {...props} onClick={() => run({ command: 'unsilence' })}>
              {t('incident.act.unsilence')}
            </Button>
          ) : (
            <Button {...props} onClick={() => setDialog('silence')}>
              {t('incident.act.silence')}
            </Button>
          ))}
        {!over && state !== 'open' && session.may('resolve') && (
          <Button {...props} kind="primary" onClick={() => setDialog('resolve')}>
            {t('incident.act.resolve')}
          </Button>
        )}
      </div>
      {words && (
        <p className="outcome" role="alert">
          {words}
        </p>
      )}
      {session.may('acknowledge') && <ActDialogs incident={incident} open={dialog} onClose={() => setDialog(null)} />}
    </>
  );
}
