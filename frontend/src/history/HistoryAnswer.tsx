import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeBars } from '../charts/ChangeBars';
import { ChartTable } from '../charts/ChartTable';
import { buildModel, magnitude } from '../charts/model';
import { TimeSeries } from '../charts/TimeSeries';
import { useFormat } from '../format/use-format';
import { applyScale } from '../format/measure';
import { AnswerFigures } from './AnswerFigures';
import { buildResult, type SensorSeries } from './answer';
import type { HistoryQuery } from './query';
import { useAgainstText } from './QuerySentence';
import { SensorTable } from './SensorTable';
import type { HistoryLoad } from './use-history.hook';

interface HistoryAnswerProps {
  readonly query: HistoryQuery;
  readonly load: HistoryLoad;
  readonly series: readonly SensorSeries[];
  /** ms that the answer took. */
  readonly took: number;
  readonly onAsk: (query: HistoryQuery) => void;
}

const PLOT_HEIGHT = 380;
const BARS_HEIGHT = 96;

/** Figures, chart, change and table of one answer. Pointing at a time in one points at it in the others. */
export function HistoryAnswer({ query, load, series, took, onAsk }: HistoryAnswerProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const [hover, onHover] = useState<number | null>(null);
  const againstText = useAgainstText(query);
  const against = query.against === 'none' ? undefined : againstText(query.against);
  const { property } = query;
  const scale = useMemo(
    () =>
      f.scale(
        property,
        series.reduce((most, one) => Math.max(most, magnitude(one.history)), 0),
      ),
    [f, property, series],
  );
  const result = useMemo(() => buildResult(series, (value) => applyScale(scale, value)), [series, scale]);
  const main = result.main ?? series[0].history;
  const compare = result.before ?? undefined;
  const model = useMemo(() => buildModel(main, compare, f, PLOT_HEIGHT), [main, compare, f]);
  const name = t(`words.property.${property as 'speed'}`);
  const several = series.length > 1;
  const title = several
    ? t('history.chartMany', { property: name, n: f.count(series.length), unit: scale.unit })
    : t('history.chartOne', { property: name, sensor: series[0].thing.name, unit: scale.unit });

  return (
    <div className="history-answer">
      <section className="history-left">
        <AnswerFigures {...{ result, scale, load, took, against }} />
        <TimeSeries
          history={main}
          compare={compare}
          against={against}
          height={PLOT_HEIGHT}
          title={title}
          table={several}
          hover={hover}
          onHover={onHover}
        />
        {against !== undefined && model.facts.change !== null && (
          <ChangeBars model={model} against={against} height={BARS_HEIGHT} hover={hover} onHover={onHover} />
        )}
      </section>
      <section className="history-right">
        {several ? (
          <SensorTable
            {...{ result, scale, against }}
            onOpen={(id) => onAsk({ ...query, scope: { kind: 'thing', id } })}
          />
        ) : (
          <>
            <h2 className="history-table-title">{t('history.buckets')}</h2>
            <ChartTable {...{ model, hover, onHover }} label={t('history.buckets')} />
          </>
        )}
      </section>
    </div>
  );
}
