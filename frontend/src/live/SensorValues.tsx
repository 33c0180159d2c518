import type { CatalogueThing } from '@citywatch/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { AgeText } from '../ui/AgeText';
import { QualityFlags } from '../ui/QualityFlags';
import { useReading } from './live-context';

/** Each Datastream's newest reading with its age and flags; choosing one shows its chart. */
export function SensorValues({
  thing,
  chosen,
  onChoose,
}: {
  thing: CatalogueThing;
  chosen: number;
  onChoose: (property: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <section className="block values">
      <h3>{t('live.sensor.values')}</h3>
      <ul>
        {thing.datastreams.map(({ id, property }) => (
          <Value key={id} datastream={id} property={property} chosen={id === chosen} onChoose={onChoose} />
        ))}
      </ul>
    </section>
  );
}

function Value({
  datastream,
  property,
  chosen,
  onChoose,
}: {
  datastream: number;
  property: string;
  chosen: boolean;
  onChoose: (property: string) => void;
}) {
  const f = useFormat();
  const reading = useReading(datastream);
  const measure = f.measure(reading?.result ?? null, property);
  return (
    <li>
      <button type="button" aria-pressed={chosen} onClick={() => onChoose(property)}>
        <span className="name">{f.property(property)}</span>
        <b>
          {measure.value}
          {measure.unit !== '%' && ' '}
          <small>{measure.unit}</small>
        </b>
        {reading && <AgeText className="age" time={reading.phenomenonTime} />}
      </button>
      {reading && <QualityFlags quality={reading.quality} />}
    </li>
  );
}
