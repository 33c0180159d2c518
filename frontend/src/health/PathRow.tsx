import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { SeverityMark } from '../ui/SeverityMark';
import { useNow } from '../ui/use-now.hook';
import { type Fault, GIGABYTE, gigabyteDecimals, type StepHealth } from './pipeline';

/** The path of a reading, step by step. Grey is well; only what is broken has a mark, a colour and a sentence. */
export function PathRow({ steps, quarantined }: { steps: readonly StepHealth[]; quarantined: number }) {
  const { t } = useTranslation();
  return (
    <ol className="path" aria-label={t('health.path')}>
      {steps.map((step) => (
        <StepBox key={step.step} health={step} quarantined={quarantined} />
      ))}
    </ol>
  );
}

function StepBox({ health, quarantined }: { health: StepHealth; quarantined: number }) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const { step, fault, off = false, rate, lag, updatedAt, bytes } = health;
  const facts: (readonly [string, string])[] = [];
  if (lag !== undefined) facts.push([t('health.waiting'), lag === null ? t('words.unknown') : f.count(lag)]);
  if (updatedAt !== undefined)
    facts.push([
      t('health.lastWrite'),
      updatedAt === null ? t('words.unknown') : t('words.age.ago', { age: f.age(updatedAt, now) }),
    ]);
  if (step === 'writer') facts.push([t('health.refused'), f.count(quarantined)]);
  return (
    <li className={fault === null ? 'step' : `step broken ${fault.severity}`}>
      <h2>
        {fault !== null && <SeverityMark severity={fault.severity} />}
        {t(`health.steps.${step}`)}
      </h2>
      {off && <p className="step-rate">{t('health.off')}</p>}
      {!off && step !== 'database' && step !== 'screens' && (
        <p className="step-rate">
          <b>{rate === null ? t('words.unknown') : f.number(rate, rate < 10 ? 1 : 0)}</b> {t(`health.rate.${step}`)}
        </p>
      )}
      {step === 'screens' && fault === null && <p className="step-rate">{t('health.screenLive')}</p>}
      {bytes !== undefined && (
        <p className="step-rate">
          <b>{f.number(bytes / GIGABYTE, gigabyteDecimals(bytes))}</b> {t('health.gigabytesUsed')}
        </p>
      )}
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {fault === null ? (
        <p className="faint">{t(off ? 'health.offMeans' : `health.expected.${step}`)}</p>
      ) : (
        <FaultWords fault={fault} />
      )}
    </li>
  );
}

function FaultWords({ fault }: { fault: Fault }) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const { key, time, count } = fault;
  const span = key === 'behind' || key === 'fillsUp';
  const said = time === null ? t('words.unknown') : span ? f.duration(time) : f.moment(time, now);
  return (
    <p className="fault" role="status">
      <b>{t(`words.severity.${fault.severity}`)}.</b>{' '}
      {t(`health.fault.${key}`, { time: said, n: count === null ? '' : f.count(count) })}
    </p>
  );
}
