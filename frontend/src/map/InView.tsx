import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useReason } from '../incident/use-reason';
import { BUCKETS, isSeverity } from '../live/bucket';
import { useLive } from '../live/live-context';
import { Dialog } from '../ui/Dialog';
import { DomainIcon } from '../ui/DomainIcon';
import { SeverityMark } from '../ui/SeverityMark';
import { TextureMark } from '../ui/TextureMark';
import { inBox, type Box } from './geometry';
import './in-view.css';
import type { Selection } from './MapCanvas';

/** A longer list is searched, not read. */
const MOST = 200;

/** All that is in view as a list, worst first: the map is never the only way. */
export function InView({
  bounds,
  onSelect,
  onClose,
}: {
  bounds: Box;
  onSelect: (selection: Selection) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const f = useFormat();
  const reason = useReason();
  const { incidents, things } = useInView(bounds);
  const choose = (selection: Selection) => {
    onSelect(selection);
    onClose();
  };
  const title = t('map.inViewTitle', {
    incidents: t('words.incidents', { count: incidents.length, n: f.count(incidents.length) }),
    sensors: t('words.sensors', { count: things.length, n: f.count(things.length) }),
  });
  return (
    <Dialog open onClose={onClose} title={title}>
      <ul className="in-view">
        {incidents.map(({ id, severity, title: name }) => (
          <li key={id}>
            <button type="button" onClick={() => choose({ incident: id, thing: null })}>
              <SeverityMark severity={severity} size={13} />
              <b className="grow">{reason(name)}</b>
            </button>
          </li>
        ))}
        {things.slice(0, MOST).map(({ thing, bucket }) => (
          <li key={thing.id}>
            <button type="button" onClick={() => choose({ incident: null, thing: thing.id })}>
              {isSeverity(bucket) ? (
                <SeverityMark severity={bucket} size={13} label={false} />
              ) : (
                <TextureMark texture={bucket as 'stale'} />
              )}
              <DomainIcon domain={thing.domain} size={13} />
              <span className="grow">{thing.name}</span>
              <span className="faint">
                {isSeverity(bucket) ? t(`words.severity.${bucket}`) : t(`words.bucket.${bucket as 'stale'}`)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {things.length > MOST && <p className="dim small">{t('map.inViewMore', { n: f.count(things.length - MOST) })}</p>}
      {things.length + incidents.length === 0 && <p className="dim">{t('map.inViewNone')}</p>}
    </Dialog>
  );
}

/** As it was when the list was opened: rows that jump could not be read. */
function useInView(bounds: Box) {
  const { sensors, incidents: store } = useLive();
  return useMemo(() => {
    const found = sensors.things.flatMap((thing, place) => {
      const bucket = sensors.bucketAt(place);
      return bucket !== null && inBox([thing.longitude, thing.latitude], bounds) ? [{ thing, bucket }] : [];
    });
    found.sort(
      (a, b) => BUCKETS.indexOf(b.bucket) - BUCKETS.indexOf(a.bucket) || a.thing.name.localeCompare(b.thing.name),
    );
    const open = store
      .all()
      .filter(({ centre, times }) => times.resolvedAt === null && inBox([centre.longitude, centre.latitude], bounds));
    return { incidents: open, things: found };
  }, [bounds, sensors, store]);
}
