import { observedProperty, type CityAnswer, type CityFigure, type Severity } from '@citywatch/contracts';
import { Layers } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { DomainIcon } from '../ui/DomainIcon';
import { ExpectedGauge } from '../ui/ExpectedGauge';
import { Figure } from '../ui/Figure';
import { SeverityMark } from '../ui/SeverityMark';
import { FLOOD } from './incident-store';
import { useCounts, useLive } from './live-context';
import { gaugeScale, outOfBand } from './strip-figure';

/** The city in four figures, each against what is expected of it now. Unknown figures are "–", never 0. */
export function CityStrip({ city }: { city: CityAnswer | undefined }) {
  const { t } = useTranslation();
  const known = (property: string, statistic: CityFigure['statistic']): CityFigure =>
    city?.figures.find((figure) => figure.property === property) ?? {
      property,
      statistic,
      value: null,
      low: null,
      high: null,
      things: 0,
    };
  return (
    <section className="city" aria-label={t('live.city')}>
      <StripFigure figure={known('speed', 'median')} name={t('live.median.speed')} />
      <StripFigure figure={known('pm25', 'median')} name={t('live.median.pm25')} />
      <StripFigure figure={known('activePower', 'sum')} name={t('live.sum.activePower')} />
      <IncidentRate incidents={city?.incidents} />
    </section>
  );
}

const WORST: readonly Severity[] = ['critical', 'major', 'minor', 'info'];

function StripFigure({ figure, name }: { figure: CityFigure; name: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { property, value, low, high } = figure;
  const domain = observedProperty(property)?.domain ?? 'traffic';
  const counts = useCounts()[domain];
  const abnormal = WORST.reduce((sum, severity) => sum + counts[severity], 0);
  const worst = WORST.find((severity) => counts[severity] > 0);
  const known = useLive().sensors.loaded;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const magnitude = Math.max(Math.abs(value ?? 0), Math.abs(high ?? 0));
  const shown = f.measure(value, property, magnitude);
  const range = f.range(low, high, property, magnitude).value;
  const off = outOfBand(figure);
  const by = f.number(Math.abs(off) * f.scale(property, magnitude).factor, f.scale(property, magnitude).decimals);
  return (
    <div>
      <div>
        <div className="name">
          <DomainIcon domain={domain} size={13} /> {name}
        </div>
        <Figure measure={shown} />
      </div>
      <div className="against">
        <ExpectedGauge
          {...gaugeScale(figure)}
          low={low}
          high={high}
          value={value}
          label={
            low === null ? t('ui.gaugeUnknown', { value: shown.text }) : t('ui.gauge', { value: shown.text, range })
          }
        />
        <div className="expected">
          <Against figure={figure} by={by} range={range} />
        </div>
      </div>
      <div className="off">
        <div className="name">{t('live.abnormal')}</div>
        <b>
          {worst && <SeverityMark severity={worst} size={13} />}
          {f.number(known ? abnormal : null, 0)}
          <small>{t('live.of', { n: f.number(known ? total : null, 0) })}</small>
        </b>
      </div>
    </div>
  );
}

/** The figure against what is expected, in a word or two where there is little room. */
function Against({ figure, by, range }: { figure: CityFigure; by: string; range: string }) {
  const { t } = useTranslation();
  const off = outOfBand(figure);
  if (figure.low === null && figure.value === null) return t('live.noReadings');
  if (figure.low === null)
    return (
      <>
        <span className="wide">{t('live.learning')}</span>
        <span className="narrow">{t('live.learningShort')}</span>
      </>
    );
  if (off === 0)
    return (
      <>
        <span className="wide">{t('live.expectedNow', { range })}</span>
        <span className="narrow">{range}</span>
      </>
    );
  return (
    <>
      <b>{t(off < 0 ? 'live.below' : 'live.above', { by })}</b> <span className="wide">{range}</span>
    </>
  );
}

/** Above one in ten minutes it is hard, at ten it is a flood: the rate stays on screen (EEMUA 191). */
function IncidentRate({ incidents }: { incidents: CityAnswer['incidents'] | undefined }) {
  const { t } = useTranslation();
  const f = useFormat();
  const count = incidents?.inTenMinutes ?? null;
  return (
    <div>
      <div>
        <div className="name">
          <Layers className="icon" size={13} strokeWidth={1.75} aria-hidden="true" /> {t('live.newIncidents')}
        </div>
        <Figure measure={{ value: f.number(count, 0), unit: t('live.inTenMinutes'), text: '' }} />
      </div>
      <div className="against">
        <ExpectedGauge
          min={0}
          max={Math.max(12, count ?? 0)}
          low={0}
          high={1}
          value={count}
          ticks={[5, FLOOD]}
          label={t('ui.gauge', { value: `${f.number(count, 0)} ${t('live.inTenMinutes')}`, range: '0–1' })}
        />
        <div className="expected">
          <span className="wide">{t('live.rate')}</span>
          <span className="narrow">{t('live.rateShort')}</span>
        </div>
      </div>
      <div className="off">
        <div className="name">{t('live.sinceMidnight')}</div>
        <b>{f.number(incidents?.sinceMidnight ?? null, 0)}</b>
      </div>
    </div>
  );
}
