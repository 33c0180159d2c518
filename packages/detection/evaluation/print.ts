import { percent, plain, within } from './report/words.js';
import type { Figures } from './score/figures.js';

/** The figures of a run as lines of text, with 95 % intervals in brackets. */
export function textOf(figures: Figures): string {
  const { recallByKind, falseAlarmsByDetector } = figures;
  const minutes = (value: number) => (Number.isNaN(value) ? '–' : `${value.toFixed(1)} min`);
  const detectors = Object.entries(falseAlarmsByDetector)
    .sort(([, a], [, b]) => b - a)
    .map(([detector, count]) => `${detector} ${count}`);
  const substations = figures.substations.map(
    ({ things, incidents, notifications }) => `${things}/${incidents}/${notifications}`,
  );
  const rows: [string, string][] = [
    ['cities, sensor-weeks', `${figures.cities}, ${figures.sensorWeeks.toFixed(0)}`],
    ['recall of events', within(figures.recall, percent)],
    ...Object.entries(recallByKind).map(([kind, interval]): [string, string] => [
      `  ${kind} (${interval.events})`,
      within(interval, percent),
    ]),
    ['events without a trace in any report', String(figures.invisible)],
    ['false alarms a sensor-week', within(figures.falseAlarms, plain(3))],
    ['  by detector', detectors.join(', ') || 'none'],
    ['side effects, for nobody', String(figures.sideEffects)],
    ['precision of incidents above info', within(figures.precisionAboveInfo, percent)],
    ['precision of incidents above minor', within(figures.precisionAboveMinor, percent)],
    ['wrong incidents a sensor-week', within(figures.falseIncidents, plain(4))],
    ['incidents for one event', plain(2)(figures.incidentsAnEvent)],
    ['membership F1, of what was raised', within(figures.membershipF1, plain(3))],
    ['membership F1, of all that is true', within(figures.membershipF1OfAll, plain(3))],
    ['membership fit, mean of events', within(figures.membershipFit, plain(3))],
    ['substation outages: Things/incidents/calls', substations.join(', ') || 'none'],
    ...(Object.keys(figures.twins).length === 0
      ? []
      : [['two faults 3 km apart at once', JSON.stringify(figures.twins)] satisfies [string, string]]),
    ['delay p50', within(figures.delayP50, minutes)],
    ['delay p90', within(figures.delayP90, minutes)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
