import type { PipelineAnswer } from '@citywatch/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { daysLeft, GIGABYTE, gigabyteDecimals } from './pipeline';

/** What the database holds: since when, how much, of what budget, and for how many days that lasts. */
export function Storage({ answer, rate }: { answer: PipelineAnswer; rate: number | null }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { bytes, budgetBytes, oldest } = answer.database;
  const days = daysLeft(answer, rate);
  const size = (value: number) => t('health.gigabytes', { n: f.number(value / GIGABYTE, gigabyteDecimals(value)) });
  const facts: (readonly [string, string])[] = [
    [
      t('health.size'),
      budgetBytes > 0 ? t('health.sizeOf', { size: size(bytes), budget: size(budgetBytes) }) : size(bytes),
    ],
    [
      t('health.daysLeft'),
      days === null
        ? t(budgetBytes > 0 ? 'words.unknown' : 'health.noBudget')
        : t('health.days', { n: f.number(days, days < 10 ? 1 : 0) }),
    ],
    [t('health.oldest'), oldest === null ? t('words.unknown') : f.day(oldest)],
  ];
  return (
    <section className="storage">
      <h2 className="health-title">{t('health.storage')}</h2>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
