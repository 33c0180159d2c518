import type { HistoryAnswer } from '@citywatch/contracts';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, useLanguage } from '../format/use-format';
import './charts.css';
import { ChartTable } from './ChartTable';
import { ChartLegend } from './ChartLegend';
import { buildModel, type ChartModel, withUnit } from './model';
import { Plot, type Shade } from './Plot';
import { factPhrases, shortCount } from './summary';
import { TableSwitch } from './TableSwitch';
import { useSize } from './use-size.hook';

export interface TimeSeriesProps {
  /** The series: at most MAX_POINTS points, in stored units; it is shown in the city's. */
  readonly history: HistoryAnswer;
  /** An earlier period of the same length and resolution, laid over it as a dashed line. */
  readonly compare?: HistoryAnswer;
  /** What the earlier period is called, such as "the week before". Needed with `compare`. */
  readonly against?: string;
  /** Height of the plot, px. */
  readonly height: number;
  /** What is shown, such as "Speed, Halsted & 18th, mph"; by default property and unit. */
  readonly title?: string;
  /** Whether the legend shows. Small charts in panels go without. */
  readonly legend?: boolean;
  /** Whether the same points can be shown as a table; false only where the page has that table beside the chart. */
  readonly table?: boolean;
  /** Whether the sentence may say that nothing abnormal was found; false for a series whose anomalies are not in it. */
  readonly verdict?: boolean;
  /** Whether the sentence shows below the chart; false where the page says more about it. It stays the chart's name. */
  readonly sentence?: boolean;
  /** A stretch of time behind the lines, in the tint of its severity. */
  readonly shade?: Shade;
  /** A time to point at (ms), shared between charts, and where the pointer is. */
  readonly hover?: number | null;
  readonly onHover?: (time: number | null) => void;
}

/**
 * One series over time: observed line, expected band, least–greatest band, comparison, abnormal stretches in their severity's
 * colour with its mark, gaps hatched with words and never joined. Says how many points stand for how many readings, sums itself
 * up in a sentence, and shows as a table on demand. Language, units and zone are those of the page.
 */
export function TimeSeries(props: TimeSeriesProps): ReactNode {
  const {
    history,
    compare,
    against,
    height,
    legend = true,
    table = true,
    verdict = true,
    hover = null,
    onHover,
    shade,
  } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const [asTable, setAsTable] = useState(false);
  const [frame, { width }] = useSize();
  const model = useMemo(() => buildModel(history, compare, format, height), [history, compare, format, height]);
  const property = format.property(history.property);
  const title =
    props.title ?? (model.scale.unit === '' ? property : t('words.join', { a: property, b: model.scale.unit }));
  const sentence = useSentence(model, against, verdict);
  const label = `${title}. ${sentence}`;
  return (
    <figure className="chart" ref={frame}>
      <figcaption>
        <span className="chart-title">{title}</span>
        {legend && !asTable && <ChartLegend model={model} against={compare === undefined ? undefined : against} />}
        <span className="chart-points">
          {t('charts.points', {
            points: format.count(history.points.length),
            readings: shortCount(history.readings, language, (n) => format.number(n)),
          })}
        </span>
        {table && <TableSwitch asTable={asTable} onChange={setAsTable} />}
      </figcaption>
      {asTable ? (
        <ChartTable {...{ model, label: title, height, hover, onHover }} against={compare && against} />
      ) : (
        <Plot {...{ model, height, width, label, against, hover, onHover, shade }} />
      )}
      {props.sentence !== false && <p className="chart-sentence">{sentence}</p>}
    </figure>
  );
}

/** The one sentence of a chart, in the language shown. */
function useSentence(model: ChartModel, against: string | undefined, verdict: boolean): string {
  const { t } = useTranslation();
  const { duration } = useFormat();
  const { figure, scale } = model;
  const signed = (value: number) => withUnit(model.signed(value), scale);
  const phrases = factPhrases(model.facts, { figure, signed, duration }, against).filter(
    ({ key }) => verdict || key !== 'usual',
  );
  const text = phrases.map(({ key, values }) => t(`charts.facts.${key}`, values)).join(t('charts.facts.join'));
  return text + t('charts.facts.end');
}
