import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SETTINGS } from '@citywatch/detection';
import type { NabReport } from '../nab/evaluate-nab.command.js';
import type { CityResult, Results } from '../results.service.js';
import type { Figures } from '../score/figures.js';
import { barChart, curveChart, distributionChart, type Bar } from './charts.js';
import { injectedTable } from './injected-table.js';
import { dataTables, goalsTable, kindsTable, nabTable, runsTable } from './table.js';
import { percent, plain } from './words.js';

const whole = (share: number): string => `${Math.round(100 * share)} %`;

/**
 * Writes table.md and the charts out of all stored results into their folder.
 * @returns a line for each part that was left out, as its file is of an older shape: what it is and what to do
 */
export function writeReport(folder: string, results: Results): string[] {
  const isOfOldShape = ([part, result]: readonly [string, unknown]) => isUnreadable({ [part]: result });
  const parts = Object.entries(results);
  const readable = Object.fromEntries(parts.filter((part) => !isOfOldShape(part))) as Results;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'table.md'), tableOf(readable));
  for (const [name, picture] of chartsOf(readable)) writeFileSync(join(folder, `${name}.svg`), picture);
  return parts
    .filter(isOfOldShape)
    .map(
      ([part]) =>
        `left out of the table: ${join(folder, `${part}.json`)} is of an older shape; run it again with npm run evaluate -- --part ${part}`,
    );
}

/** Whether a stored part lacks what the table shows: that stops its writer, or would stand there as no figure. */
function isUnreadable(part: Results): boolean {
  try {
    chartsOf(part);
    return /\b(undefined|NaN)\b/.test(tableOf(part));
  } catch (error) {
    if (error instanceof TypeError) return true;
    throw error;
  }
}

const entries = (result: CityResult | undefined): [string, Figures][] => Object.entries(result ?? {});
const all = (result: CityResult | undefined): Figures | undefined => result?.['all'];

function sizeOf({ cities, sensorWeeks, observations }: Figures): string {
  const [weeks, count] = [Math.round(sensorWeeks), observations].map((value) => value.toLocaleString('en-US'));
  return `${cities} held-out cities, ${weeks} sensor-weeks judged, ${count} observations`;
}

function tableOf(results: Results): string {
  const cities = all(results.cities);
  const { data, injected } = results;
  const named = (name: string, result: CityResult | undefined): [string, Figures][] =>
    all(result) === undefined ? [] : [[name, all(result) as Figures]];
  const parts: (readonly [string, string | null])[] = [
    ['Figures to reach', goalsTable(results)],
    ['By kind of event', cities === undefined ? null : `${sizeOf(cities)}.\n\n${kindsTable(cities)}`],
    [
      'By budget, interval and calendar',
      runsTable('run', [
        ...named('default', results.cities),
        ...named('with the network', results.network),
        ...entries(results.budgets).map(([budget, figures]): [string, Figures] => [
          `FALSE_ALARMS_PER_WEEK=${budget}`,
          figures,
        ]),
        ...named('every 10 to 30 s', results.native),
        ...named('two faults at once', results.twins),
        ...named('10,000 healthy sensors', results.large),
        ...entries(results.calendar).map(([name, figures]): [string, Figures] => [`healthy: ${name}`, figures]),
      ]),
    ],
    ['Cities of a second simulator', secondText(results['second-simulator'])],
    ['Numenta Anomaly Benchmark', results.nab === undefined ? null : nabTable(results.nab)],
    ['Real data', data === undefined ? null : dataTables(data)],
    ['Real data with faults put in', injected === undefined ? null : injectedTable(injected)],
  ];
  const text = parts.flatMap(([title, body]) => (body === null ? [] : [`## ${title}\n\n${body}\n`]));
  return `# Evaluation\n\nWritten by \`npm run evaluate\`; what the words mean is in [README.md](../README.md).\n\n${text.join('\n')}`;
}

/** What becomes of the figures where neither city nor faults are of our own simulator's making. */
function secondText(result: CityResult | undefined): string | null {
  const usual = all(result);
  if (usual === undefined) return null;
  const names: Readonly<Record<string, string>> = { all: 'every 5 minutes, with the network' };
  const runs = entries(result).map(([name, figures]): [string, Figures] => [names[name] ?? name, figures]);
  return [
    `${sizeOf(usual)}. It shares no code with our simulator and makes other assumptions, so the difference is how much that one flatters.`,
    runsTable('run', runs),
    kindsTable(usual),
  ].join('\n\n');
}

function chartsOf(results: Results): [string, string][] {
  const cities = all(results.cities);
  return [
    ...(cities === undefined ? [] : [kindsChart(cities), delayChart(cities)]),
    ...(cities === undefined || results.budgets === undefined ? [] : [budgetChart(cities, results.budgets)]),
    ...(results.nab === undefined ? [] : [nabChart(results.nab)]),
  ];
}

function kindsChart({ recallByKind }: Figures): [string, string] {
  const bars = Object.entries(recallByKind).map(([kind, interval]): Bar => ({
    name: `${kind} (${interval.events})`,
    value: interval.value,
    interval,
    label: percent(interval.value),
  }));
  return ['recall-by-kind', barChart('Share of events found, by kind, with 95 % intervals', bars, 1)];
}

function delayChart({ delays, delayP50, delayP90 }: Figures): [string, string] {
  const marks = [
    { x: delayP50.value, label: `p50 ${plain(1)(delayP50.value)} min` },
    { x: delayP90.value, label: `p90 ${plain(1)(delayP90.value)} min` },
  ];
  return ['delay', distributionChart('From onset to the first alarm, reports every 5 minutes', delays, 120, marks)];
}

function budgetChart(cities: Figures, budgets: CityResult): [string, string] {
  const points = [[String(DEFAULT_SETTINGS.falseAlarmsPerWeek), cities] as const, ...entries(budgets)]
    .map(([budget, { recall, falseAlarms }]) => ({ x: falseAlarms.value, y: recall.value, label: budget }))
    .sort((a, b) => a.x - b.x);
  const across = {
    name: 'false alarms a sensor-week (log)',
    from: 0.005,
    to: 5,
    ticks: [0.01, 0.05, 0.25, 1, 5],
    show: String,
  };
  const up = { name: 'recall', from: 0.5, to: 1, ticks: [0.5, 0.6, 0.7, 0.8, 0.9, 1], show: whole };
  const target = { x: 0.25, y: 0.9, label: 'to reach: 90 % at 0.25' };
  const title = 'Recall against false alarms, by FALSE_ALARMS_PER_WEEK';
  return ['recall-by-false-alarms', curveChart(title, points, across, up, target)];
}

function nabChart({ fixed, published }: NabReport): [string, string] {
  const bars = [
    { name: 'Citywatch', value: fixed.standard, label: fixed.standard.toFixed(1) },
    ...published.map(({ detector, standard }) => ({
      name: detector,
      value: standard,
      label: standard.toFixed(1),
      isOther: true,
    })),
  ].sort((a, b) => b.value - a.value);
  return ['nab', barChart('NAB, standard profile: ours with one threshold, others with the best for it', bars, 100)];
}
