import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeBars } from '../charts/ChangeBars';
import { ChartTable } from '../charts/ChartTable';
import { buildModel, magnitude } from '../charts/model';
import { TimeSeries } from '../charts/TimeSeries';
import { type Size, useSize } from '../charts/use-size.hook';
import { useFormat } from '../format/use-format';
import { applyScale } from '../format/measure';
import { AnswerFigures } from './AnswerFigures';
import { buildResult } from './answer';
import type { HistoryQuery } from './query';
import { useAgainstText } from './QuerySentence';
import { SensorTable } from './SensorTable';
import type { Answered } from './use-history.hook';

interface HistoryAnswerProps {
  readonly query: HistoryQuery;
  readonly shown: Answered;
  readonly onRefresh: () => void;
  readonly onAsk: (query: HistoryQuery) => void;
}

const BARS_HEIGHT = 96;

/** Figures, chart, change and table of one answer. Pointing at a time in one points at it in the others. */
export function HistoryAnswer({ query, shown, onRefresh, onAsk }: HistoryAnswerProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const [left, size] = useSize();
  const [hover, onHover] = useState<number | null>(null);
  const againstText = useAgainstText(query);
  const against = query.against === 'none' ? undefined : againstText(query.against);
  const { series, question } = shown;
  const { property } = question;
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
  const height = plotHeight(size, against !== undefined);
  const several = series.length > 1;
  const model = useMemo(() => buildModel(main, compare, f, height), [main, compare, f, height]);
  const open = useCallback((id: string) => onAsk({ ...query, scope: { kind: 'thing', id } }), [onAsk, query]);
  const title = useChartTitle(series, property, scale.unit);
  return (
    <div className="history-answer">
      <section className="history-left" ref={left}>
        <AnswerFigures {...{ result, scale, shown, against, onRefresh }} />
        <TimeSeries
          {...{ compare, against, height, title, hover, onHover }}
          history={main}
          table={several}
          verdict={!several}
        />
        {main.resolution !== question.resolution && (
          <p className="history-coarser small dim">
            {t('history.coarser', { step: t(`history.by.${main.resolution}`) })}
          </p>
        )}
        {against !== undefined && model.facts.change !== null && (
          <ChangeBars model={model} against={against} height={BARS_HEIGHT} hover={hover} onHover={onHover} />
        )}
      </section>
      <section className="history-right">
        {several ? (
          <SensorTable {...{ result, scale, against }} onOpen={open} />
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

/** "Speed, Halsted & 18th, mph" or "Speed, median of 12 sensors, mph". */
function useChartTitle(series: Answered['series'], id: string, unit: string): string {
  const { t } = useTranslation();
  const f = useFormat();
  const property = f.property(id);
  return series.length > 1
    ? t('history.chartMany', { property, n: f.count(series.length), unit })
    : t('history.chartOne', { property, sensor: series[0].thing.name, unit });
}

/** Figures, captions and sentence beside the plot, and the bars below it, px. */
const AROUND_PLOT = 166;
const AROUND_BARS = 146;

/** The plot takes the room that is left where the page does not scroll (from 1280 px on), else a height that suits the width. */
function plotHeight({ width, height }: Size, bars: boolean): number {
  if (window.innerWidth < 1280 || height === 0) return width < 600 ? 240 : 340;
  return Math.max(260, height - AROUND_PLOT - (bars ? AROUND_BARS : 0));
}
