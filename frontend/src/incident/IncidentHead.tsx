import { incidentState, isOver, isSilenced, type Incident } from '@citywatch/contracts';
import { Ellipsis, Locate, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session';
import { useFormat } from '../format/use-format';
import { useLinked } from '../live/live-context';
import { Button } from '../ui/Button';
import { Menu, MenuItem } from '../ui/Menu';
import { SeverityLabel } from '../ui/SeverityMark';
import { StateLabel } from '../ui/StateLabel';
import { toasts } from '../ui/toast';
import { useNow } from '../ui/use-now.hook';
import { ActDialogs, type DialogName } from './ActDialogs';
import { useIncidentActs, type Act } from './incident-acts';
import { countThings } from './ties';
import { useTitle } from './use-reason';
import { useShortcut } from '../app/use-shortcut.hook';

export interface IncidentHeadProps {
  readonly incident: Incident;
  readonly onClose: () => void;
  readonly onFly: (incident: Incident) => void;
}

/** Severity, state, number; title; place in time and size; what can be done. */
export function IncidentHead({ incident, onClose, onFly }: IncidentHeadProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const title = useTitle(incident);
  const count = countThings(incident);
  const { startedAt } = incident.times;
  const time = f.moment(startedAt, now);
  return (
    <header className="head">
      <div className="row head-row">
        <SeverityLabel severity={incident.severity} />
        <span className="small dim">
          <StateLabel incident={incident} />
        </span>
        <span className="end small faint wide-only">{t('incident.number', { n: incident.number })}</span>
        <MoreActs incident={incident} />
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
      <div className="facts">
        <span className="phone-only">{t('incident.number', { n: incident.number })}</span>
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
      <Actions incident={incident} />
    </header>
  );
}

function Actions({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const session = useSession();
  const acts = useIncidentActs();
  const linked = useLinked();
  const now = useNow();
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const state = incidentState(incident.times);
  const over = isOver(incident.times);
  const silenced = isSilenced(incident.times, now);
  const words = acts.wordsOf(incident.id);
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

/** What is rarely needed. */
function MoreActs({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const session = useSession();
  const acts = useIncidentActs();
  const linked = useLinked();
  const state = incidentState(incident.times);
  const simple = [
    ['start', state === 'acknowledged' && session.may('resolve')],
    ['unacknowledge', state === 'acknowledged' && session.may('acknowledge')],
    ['resolve', state === 'open' && session.may('resolve')],
    ['reopen', state === 'resolved' && session.may('resolve')],
    ['close', state === 'resolved' && session.may('resolve')],
  ] as const;
  const copy = () =>
    void navigator.clipboard
      .writeText(window.location.href)
      .then(() => toasts.show(t('incident.done.link')))
      .catch((error: Error) => toasts.show(error.message));
  return (
    <Menu
      trigger={
        <Button kind="quiet" square aria-label={t('incident.act.more')} title={t('incident.act.more')}>
          <Ellipsis size={14} aria-hidden="true" />
        </Button>
      }
    >
      {simple.map(
        ([command, allowed]) =>
          allowed && (
            <MenuItem
              key={command}
              disabled={!linked || acts.isPending(incident.id)}
              onSelect={() => void acts.run(incident, { command })}
            >
              {t(`incident.act.${command}`)}
            </MenuItem>
          ),
      )}
      <MenuItem onSelect={copy}>{t('incident.act.copyLink')}</MenuItem>
    </Menu>
  );
}
