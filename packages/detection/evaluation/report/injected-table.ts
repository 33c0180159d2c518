import { FAULT_KINDS } from '../injected/fault.js';
import type { InjectedFigures } from '../injected/judge-injected.js';
import { percent, plain } from './words.js';

const NOTE =
  'Real readings; the faults are simulated. Luck alone: the untouched data alarms there too. Alarms: on the untouched data of the same sensors and time, true ones among them.';

/** What was found of the faults put into real data, by data set and kind. */
export function injectedTable(all: readonly InjectedFigures[]): string {
  const sets = all.map(
    ({ name, things, weeks, faults, recall, alarms }) =>
      `| ${[name, things, plain(1)(weeks), faults, percent(recall), plain(2)(alarms)].join(' | ')} |`,
  );
  const kinds = all.flatMap(({ name, kinds: found }) =>
    [...found]
      .sort((a, b) => FAULT_KINDS.indexOf(a.kind) - FAULT_KINDS.indexOf(b.kind))
      .map(({ kind, faults, recall, luck, delayP50, delayP90 }) => {
        const delays = [delayP50, delayP90].map(plain(0)).join(' / ');
        return `| ${[name, kind, faults, percent(recall), percent(luck), delays].join(' | ')} |`;
      }),
  );
  return [
    NOTE,
    '',
    '| data | Things | weeks judged | faults | found | alarms a sensor-week |',
    '|---|---:|---:|---:|---:|---:|',
    ...sets,
    '',
    '| data | fault | how many | found | luck alone | delay p50 / p90, min |',
    '|---|---|---:|---:|---:|---:|',
    ...kinds,
  ].join('\n');
}
