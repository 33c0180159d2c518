import { type CatalogueThing, DOMAINS, HISTORY_RESOLUTIONS, propertiesOf } from '@citywatch/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { propertyFor } from './answer';
import { ChipSelect } from './Chip';
import { PeriodChip, usePeriodText } from './PeriodChip';
import { AGAINST, fits, type HistoryQuery, type Scope } from './query';
import { ScopeChip } from './ScopeChip';

interface QuerySentenceProps {
  readonly query: HistoryQuery;
  readonly things: readonly CatalogueThing[];
  /** What 'auto' came to, for the chip's text. */
  readonly resolved: HistoryQuery['resolution'];
  readonly from: number;
  readonly to: number;
  readonly onChange: (query: HistoryQuery) => void;
  /** What is said while the answer below is not yet this question's. */
  readonly busy: string | undefined;
}

/** The whole question as one sentence; each chip changes one word of it. */
export function QuerySentence({ query, things, resolved, from, to, onChange, busy }: QuerySentenceProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const against = useAgainstText(query);
  const properties = DOMAINS.map(
    (domain) =>
      [t(`words.domainLong.${domain}`), propertiesOf(domain).map(({ id }) => [id, f.property(id)] as const)] as const,
  );
  const steps = HISTORY_RESOLUTIONS.filter((step) => fits(step, from, to)).map((step) => {
    const auto = t('history.by.auto', { step: t(`history.by.${resolved}`) });
    return [step, step === 'auto' ? auto : t(`history.by.${step}`)] as const;
  });
  const chooseScope = (scope: Scope) =>
    onChange({ ...query, scope, property: propertyFor(things, scope, query.property) });
  return (
    <div className="query" role="group" aria-label={t('history.sentence.label')}>
      <span>{t('history.sentence.show')}</span>
      <ChipSelect
        label={t('history.sentence.property')}
        value={query.property}
        groups={properties}
        onChange={(property) => onChange({ ...query, property })}
      />
      <span>{t('history.sentence.of')}</span>
      <ScopeChip things={things} scope={query.scope} onChange={chooseScope} />
      <span>{t('history.sentence.from')}</span>
      <PeriodChip period={query.period} onChange={(period) => onChange({ ...query, period })} />
      <span>{t('history.sentence.by')}</span>
      <ChipSelect
        label={t('history.sentence.step')}
        value={fits(query.resolution, from, to) ? query.resolution : 'auto'}
        groups={[['', steps]]}
        onChange={(resolution) => onChange({ ...query, resolution })}
      />
      <span>{t('history.sentence.against')}</span>
      <ChipSelect
        label={t('history.sentence.against')}
        value={query.against}
        groups={[['', AGAINST.map((choice) => [choice, against(choice)] as const)]]}
        onChange={(next) => onChange({ ...query, against: next })}
      />
      {busy !== undefined && (
        <span className="end small" role="status">
          {busy}
        </span>
      )}
    </div>
  );
}

/** "the 24 h before", "the week before", "nothing". */
export function useAgainstText(query: HistoryQuery): (against: HistoryQuery['against']) => string {
  const { t } = useTranslation();
  const text = usePeriodText();
  return (against) => {
    if (against !== 'before') return t(`history.against.${against}`);
    if (query.period.kind === 'days') return t('history.against.daysBefore');
    return t(`history.against.before.${query.period.span}`, { span: text(query.period) });
  };
}
