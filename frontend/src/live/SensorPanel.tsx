import { isOver, type Anomaly, type CatalogueThing, type Incident } from '@citywatch/contracts';
import { ArrowLeft, Locate, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useSession } from '../app/session';
import { personalParams } from '../app/url-state';
import { useFormat } from '../format/use-format';
import '../incident/panel.css';
import { useReason } from '../incident/use-reason';
import { AgeText } from '../ui/AgeText';
import { Button } from '../ui/Button';
import { DomainIcon } from '../ui/DomainIcon';
import { Skeleton } from '../ui/Skeleton';
import { SeverityMark } from '../ui/SeverityMark';
import { useNow } from '../ui/use-now.hook';
import { useIncidents, useLive, useSensorVersion } from './live-context';
import { SensorChart } from './SensorChart';
import { SensorValues } from './SensorValues';

export interface SensorPanelProps {
  readonly id: string;
  /** The incident it was opened from. */
  readonly from: string | null;
  readonly onClose: () => void;
  readonly onIncident: (incident: string) => void;
  readonly onFly: (thing: CatalogueThing) => void;
}

/** One sensor: what it says now, against what is expected, how true that is, its day and week, where it stands and whose it is. */
export function SensorPanel({ id, from, onClose, onIncident, onFly }: SensorPanelProps) {
  const { t } = useTranslation();
  useSensorVersion();
  const { sensors } = useLive();
  const thing = sensors.thing(id);
  const [property, setProperty] = useState<string | null>(null);
  const chosen = thing?.datastreams.find((datastream) => datastream.property === property) ?? thing?.datastreams[0];
  return (
    <aside className="detail sensor" aria-label={t('live.sensor.label')}>
      {from !== null && (
        <button type="button" className="back" onClick={() => onIncident(from)}>
          <ArrowLeft size={14} aria-hidden="true" />
          {t('live.sensor.backToIncident')}
        </button>
      )}
      {thing && chosen ? (
        <>
          <Head thing={thing} onClose={onClose} onFly={onFly} />
          <SensorValues thing={thing} chosen={chosen.id} onChoose={setProperty} />
          <SensorChart datastream={chosen.id} property={chosen.property} />
          <Abnormal anomalies={sensors.anomaliesOf(id)} thing={id} onIncident={onIncident} />
          <Facts thing={thing} property={chosen.property} />
        </>
      ) : (
        <div className="block">
          {sensors.generation === 0 ? <Skeleton widths={[60, 90, 40, 100]} /> : <p>{t('live.sensor.missing')}</p>}
          <Button onClick={onClose}>{t('ui.close')}</Button>
        </div>
      )}
    </aside>
  );
}

function Head({ thing, onClose, onFly }: { thing: CatalogueThing } & Pick<SensorPanelProps, 'onClose' | 'onFly'>) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const { sensors } = useLive();
  const place = sensors.placeOf(thing.id) ?? -1;
  const newest = sensors.newestAt(place);
  const bucket = sensors.bucketAt(place);
  const interval = f.duration(thing.interval * 1_000);
  const quiet = bucket === 'stale' || bucket === 'offline';
  return (
    <header className="head">
      <div className="row head-row">
        <span className="row small dim">
          <DomainIcon domain={thing.domain} />
          {t(`words.domainLong.${thing.domain}`)}
        </span>
        <Button
          kind="quiet"
          square
          className="end"
          aria-label={t('incident.act.fly')}
          title={t('incident.act.fly')}
          onClick={() => onFly(thing)}
        >
          <Locate size={14} aria-hidden="true" />
        </Button>
        <Button kind="quiet" square aria-label={t('ui.close')} title={t('ui.close')} onClick={onClose}>
          <X size={14} aria-hidden="true" />
        </Button>
      </div>
      <h2>{thing.name}</h2>
      <p className={quiet ? 'small' : 'small dim'} role={quiet ? 'status' : undefined}>
        {newest === null
          ? t('live.sensor.never', { interval })
          : t('live.sensor.lastReading', { age: f.duration(now - newest), interval })}
      </p>
    </header>
  );
}

interface AbnormalProps {
  readonly anomalies: readonly Anomaly[];
  readonly thing: string;
  readonly onIncident: (incident: string) => void;
}

function Abnormal({ anomalies, thing, onIncident }: AbnormalProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const reason = useReason();
  const holders = useIncidents().filter((incident) => holds(incident, thing));
  if (anomalies.length === 0 && holders.length === 0) return null;
  return (
    <section className="block">
      <h3>{t('live.sensor.anomalies')}</h3>
      <ul className="marked">
        {anomalies.map((anomaly) => (
          <li key={anomaly.id}>
            <SeverityMark severity={anomaly.severity} size={13} />
            <span>
              {reason(anomaly.reason)}{' '}
              <span className="faint">{t('live.sensor.since', { time: f.moment(anomaly.start, now) })}</span>
            </span>
          </li>
        ))}
        {holders.map((incident) => (
          <li key={incident.id}>
            <SeverityMark severity={incident.severity} size={13} />
            <span>
              {t('live.sensor.partOf')}{' '}
              <button type="button" className="text-link" onClick={() => onIncident(incident.id)}>
                {reason(incident.title)}
              </button>{' '}
              <AgeText className="faint" time={incident.times.startedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const holds = (incident: Incident, thing: string): boolean =>
  !isOver(incident.times) && incident.members.some((member) => member.thing === thing && member.end === null);

function Facts({ thing, property }: { thing: CatalogueThing; property: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const session = useSession();
  const { search } = useLocation();
  const params = new URLSearchParams(personalParams(search));
  params.set('of', `thing:${thing.id}`);
  params.set('property', property);
  return (
    <section className="block last">
      <dl className="pairs">
        <dt>{t('live.sensor.place')}</dt>
        <dd>
          {thing.road && (
            <div>
              {t('live.sensor.road', {
                name: thing.road.name,
                direction: t(`words.direction.${thing.road.direction}`),
              })}
            </div>
          )}
          {thing.feeder && <div>{t('live.sensor.feeder', { id: thing.feeder.id })}</div>}
          <div className="faint">
            {t('live.sensor.position', {
              latitude: f.number(thing.latitude, 5),
              longitude: f.number(thing.longitude, 5),
            })}
          </div>
        </dd>
        <dt>{t('live.sensor.operator')}</dt>
        <dd>{thing.operator}</dd>
      </dl>
      <div className="row foot">
        {session.may('read-history') && (
          <Link className="button" to={{ pathname: '/history', search: params.toString() }}>
            {t('live.sensor.openHistory')}
          </Link>
        )}
        <span className="end small faint">{thing.id}</span>
      </div>
    </section>
  );
}
