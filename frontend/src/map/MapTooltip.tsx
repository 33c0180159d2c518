import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useLive, useReading } from '../live/live-context';
import { DomainIcon } from '../ui/DomainIcon';
import { useNow } from '../ui/use-now.hook';
import type { Picked } from './pick';

/** Name, first value and age of the sensor under the pointer. The sensor panel says the same to keyboards. */
export function MapTooltip({ picked }: { picked: Picked }) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const { sensors } = useLive();
  const thing = picked.thing;
  const first = thing?.datastreams[0];
  const reading = useReading(first?.id ?? -1);
  if (!thing) return null;
  const bucket = sensors.bucketAt(sensors.placeOf(thing.id) ?? -1);
  const state =
    bucket === null || bucket === 'normal'
      ? null
      : t(bucket in SEVERITY ? `words.severity.${bucket as 'info'}` : `words.bucket.${bucket as 'stale'}`);
  return (
    <div
      className="map-tooltip"
      style={{ transform: `translate(${picked.x + 12}px, ${picked.y + 12}px)` }}
      aria-hidden="true"
    >
      <b className="row">
        <DomainIcon domain={thing.domain} size={13} />
        {thing.name}
      </b>
      {first && reading && (
        <span>
          {t('words.join', {
            a: `${f.property(first.property)} ${f.measure(reading.result, first.property).text}`,
            b: f.age(reading.phenomenonTime, now),
          })}
        </span>
      )}
      {state && <span>{state}</span>}
    </div>
  );
}

const SEVERITY = { info: true, minor: true, major: true, critical: true };
