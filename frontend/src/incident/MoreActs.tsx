import { incidentState, isOver, type Incident } from '@citywatch/contracts';
import { Ellipsis } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session';
import { useLinked } from '../live/live-context';
import { Button } from '../ui/Button';
import { Menu, MenuItem, MenuLine } from '../ui/Menu';
import { toasts } from '../ui/toast';
import { useIncidentActs } from './incident-acts';
import { splitRows } from './split-choice';

/** What changes the members of an incident, in the panel's own place. */
export type Shape = 'split' | 'merge';

interface MoreActsProps {
  readonly incident: Incident;
  readonly onShape: (shape: Shape) => void;
  /** Resolving asks what was done first. */
  readonly onResolve: () => void;
}

/** What is rarely needed: other states, and what belongs to the incident. */
export function MoreActs({ incident, onShape, onResolve }: MoreActsProps) {
  const { t } = useTranslation();
  const session = useSession();
  const acts = useIncidentActs();
  const linked = useLinked();
  const state = incidentState(incident.times);
  const off = !linked || acts.isPending(incident.id);
  const simple = [
    ['start', state === 'acknowledged' && session.may('resolve')],
    ['unacknowledge', state === 'acknowledged' && session.may('acknowledge')],
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
            <MenuItem key={command} disabled={off} onSelect={() => void acts.run(incident, { command })}>
              {t(`incident.act.${command}`)}
            </MenuItem>
          ),
      )}
      {state === 'open' && session.may('resolve') && (
        <MenuItem disabled={off} onSelect={onResolve}>
          {t('incident.act.resolve')}
        </MenuItem>
      )}
      {session.may('shape-incidents') && <ShapeItems incident={incident} off={off} onShape={onShape} />}
      <MenuItem onSelect={copy}>{t('incident.act.copyLink')}</MenuItem>
    </Menu>
  );
}

/** Split, merge and pin, while it is not over; each with what it does. */
function ShapeItems({ incident, off, onShape }: Omit<MoreActsProps, 'onResolve'> & { readonly off: boolean }) {
  const { t } = useTranslation();
  const acts = useIncidentActs();
  const over = isOver(incident.times);
  const { pinned } = incident;
  if (over && !pinned) return null;
  const pin = pinned ? 'unpin' : 'pin';
  return (
    <>
      {!over && (
        <>
          <MenuItem
            disabled={off || splitRows(incident).length < 2}
            detail={t('shape.split.means')}
            onSelect={() => onShape('split')}
          >
            {t('shape.split.act')}
          </MenuItem>
          <MenuItem disabled={off} detail={t('shape.merge.means')} onSelect={() => onShape('merge')}>
            {t('shape.merge.act')}
          </MenuItem>
        </>
      )}
      <MenuItem
        disabled={off}
        detail={t(pinned ? 'shape.unpin.means' : 'shape.pin.means')}
        onSelect={() => void acts.run(incident, { command: pin })}
      >
        {t(`shape.${pin}.act`)}
      </MenuItem>
      <MenuLine />
    </>
  );
}
