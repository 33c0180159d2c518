import type { NabReport } from '../nab/evaluate-nab.command.js';
import { PROFILES, type Scores } from '../nab/score.js';
import type { DataFigures } from '../data/judge-data.js';
import type { CityResult, Results } from '../results.service.js';
import type { Figures } from '../score/figures.js';
import type { Interval } from '../score/statistics.js';
import { percent, plain, within } from './words.js';

interface Goal {
  readonly what: string;
  readonly found: string;
  readonly least: string;
  readonly aim: string;
  /** null where it was not measured. */
  readonly met: boolean | null;
}

const all = (result: CityResult | undefined): Figures | undefined => result?.['all'];
const minutes = (value: number): string => `${plain(1)(value)} min`;

function goal(
  what: string,
  found: Interval | undefined,
  show: (value: number) => string,
  least: string,
  aim: string,
  isMet: (value: number) => boolean,
): Goal {
  if (found === undefined) return { what, found: 'not measured', least, aim, met: null };
  return { what, found: within(found, show), least, aim, met: isMet(found.value) };
}

function cityGoals(figures: Figures | undefined): Goal[] {
  const kind = (name: keyof Figures['recallByKind']) => figures?.recallByKind[name];
  return [
    goal('event recall, no network', figures?.recall, percent, '90 %', '95 %', (x) => x >= 0.9),
    goal('… at false alarms a sensor-week', figures?.falseAlarms, plain(3), '≤ 0.25', '', (x) => x <= 0.25),
    goal('precision of incidents above info', figures?.precisionAboveInfo, percent, '80 %', '90 %', (x) => x >= 0.8),
    goal('precision of incidents above minor', figures?.precisionAboveMinor, percent, '80 %', '90 %', (x) => x >= 0.8),
    goal('pairwise membership F1', figures?.membershipF1, plain(3), '0.85', '0.92', (x) => x >= 0.85),
    goal('… counting Things that raised nothing', figures?.membershipF1OfAll, plain(3), '', '', () => true),
    goal('… as the mean fit of events', figures?.membershipFit, plain(3), '', '', () => true),
    goal('delay from onset, p50', figures?.delayP50, minutes, '10 min', '5 min', (x) => x <= 10),
    goal('delay from onset, p90', figures?.delayP90, minutes, '60 min', '45 min', (x) => x <= 60),
    goal('recall: stuck', kind('stuck'), percent, '95 %', '', (x) => x >= 0.95),
    goal('recall: feeder fault', kind('feeder-fault'), percent, '95 %', '', (x) => x >= 0.95),
    goal('recall: crash', kind('crash'), percent, '85 %', '', (x) => x >= 0.85),
    goal('recall: drift', kind('drift'), percent, '85 %', '', (x) => x >= 0.85),
  ];
}

function networkGoals(figures: Figures | undefined): Goal[] {
  return [
    goal('event recall, with the network', figures?.recall, percent, '92 %', '95 %', (x) => x >= 0.92),
    goal('… at false alarms a sensor-week', figures?.falseAlarms, plain(3), '≤ 0.15', '≤ 0.05', (x) => x <= 0.15),
    goal('… precision above info', figures?.precisionAboveInfo, percent, '80 %', '90 %', (x) => x >= 0.8),
    goal('… precision above minor', figures?.precisionAboveMinor, percent, '80 %', '90 %', (x) => x >= 0.8),
    goal('… pairwise membership F1', figures?.membershipF1, plain(3), '0.85', '0.92', (x) => x >= 0.85),
    goal('… delay from onset, p50', figures?.delayP50, minutes, '10 min', '5 min', (x) => x <= 10),
    goal('… recall: drift', figures?.recallByKind.drift, percent, '85 %', '', (x) => x >= 0.85),
  ];
}

/** The three profiles of a score. */
const threeOf = (scores: Scores): string => PROFILES.map((profile) => scores[profile].toFixed(1)).join(' / ');

function nabGoals(nab: NabReport | undefined): Goal[] {
  const least: Scores = { standard: 74, reward_low_FP_rate: 65, reward_low_FN_rate: 79 };
  const fixed = nab?.fixed;
  const twoFold = nab?.twoFold.channelsToo.mean.standard;
  return [
    {
      what: 'NAB standard / low FP / low FN, one configuration and threshold',
      found: fixed === undefined ? 'not measured' : threeOf(fixed),
      least: '74 / 65 / 79',
      aim: '77 / 69 / 82',
      met: fixed === undefined ? null : PROFILES.every((profile) => fixed[profile] >= least[profile]),
    },
    {
      what: 'NAB two-fold, held out (standard): levels, mute and channels chosen on the other half',
      found: twoFold === undefined ? 'not measured' : twoFold.toFixed(1),
      least: '63',
      aim: '68',
      met: twoFold === undefined ? null : twoFold >= 63,
    },
  ];
}

/** The Numenta benchmark beside what others published. */
export function nabTable({ fixed, optimised, twoFold, published, counts }: NabReport): string {
  const own: (readonly [string, Scores])[] = [
    ['**Citywatch**, one threshold for all three profiles', fixed],
    [
      '**Citywatch**, a threshold for each profile, as the others',
      {
        standard: optimised.standard.score,
        reward_low_FP_rate: optimised.reward_low_FP_rate.score,
        reward_low_FN_rate: optimised.reward_low_FN_rate.score,
      },
    ],
    ['**Citywatch**, two-fold: levels and mute chosen on the other half', twoFold.levels.mean],
    ['**Citywatch**, two-fold: channels too', twoFold.channelsToo.mean],
  ];
  const rows = [...own, ...published.map((score) => [score.detector, score] as const)].map(
    ([name, scores]) => `| ${name} | ${PROFILES.map((profile) => scores[profile].toFixed(1)).join(' | ')} |`,
  );
  return [
    `One configuration for all files, new for each, that knows neither name nor length: ${counts.found} of ${counts.found + counts.missed} windows found, ${counts.falseAlarms} false alarms.`,
    'Two-fold is what choices made on one half score on the other; the channels themselves were designed with all files in view ([nab/README.md](../nab/README.md)).',
    '',
    '| detector | standard | low FP | low FN |',
    '|---|---:|---:|---:|',
    ...rows,
  ].join('\n');
}

function specialGoals(results: Results): Goal[] {
  const outages = [all(results.cities), all(results.native)].flatMap((figures) => figures?.substations ?? []);
  const ones = outages.filter(({ incidents, notifications }) => incidents === 1 && notifications === 1).length;
  const twins = all(results.twins)?.twins;
  const pairs = Object.values(twins ?? {}).reduce((sum, count) => sum + count, 0);
  const apart = (twins?.['one each'] ?? 0) + (twins?.strayed ?? 0);
  const large = all(results.large);
  return [
    {
      what: 'substation fault: one incident, one notification',
      found: outages.length === 0 ? 'not measured' : `${ones} of ${outages.length} faults`,
      least: 'all',
      aim: '',
      met: outages.length === 0 ? null : ones === outages.length,
    },
    {
      what: 'two faults 3 km apart in the same minute: two incidents',
      found:
        twins === undefined
          ? 'not measured'
          : `${apart} of ${pairs} pairs (${twins['strayed'] ?? 0} with a member that was in the other's for a while; joined ${twins['joined'] ?? 0}, more than two ${twins['several'] ?? 0}, missed ${twins['missed'] ?? 0})`,
      least: 'all',
      aim: '',
      met: twins === undefined ? null : apart === pairs,
    },
    {
      what: '10,000 healthy sensors for a week: incidents above minor',
      found: large === undefined ? 'not measured' : String(large.wrongAboveMinor),
      least: '≤ 1',
      aim: '0',
      met: large === undefined ? null : large.wrongAboveMinor <= 1,
    },
  ];
}

const goalRow = ({ what, found, least, aim, met }: Goal): string =>
  `| ${what} | ${found} | ${least} | ${aim} | ${met === null || least === '' ? '' : met ? 'yes' : '**no**'} |`;

/** The figures to reach, one row each. */
export function goalsTable(results: Results): string {
  const goals = [
    ...nabGoals(results.nab),
    ...cityGoals(all(results.cities)),
    ...networkGoals(all(results.network)),
    ...specialGoals(results),
  ];
  return [
    '| what | measured (95 % interval) | at least | aim | reached |',
    '|---|---|---|---|---|',
    ...goals.map(goalRow),
  ].join('\n');
}

/** Recall and delay by what happened. */
export function kindsTable(figures: Figures): string {
  const rows = Object.entries(figures.recallByKind).map(
    ([kind, found]) => `| ${kind} | ${found.events} | ${within(found, percent)} | ${plain(1)(found.delayP50)} |`,
  );
  return ['| event | how many | found | half of them within, min |', '|---|---:|---|---:|', ...rows].join('\n');
}

/** Several runs side by side: budgets, calendars, intervals. */
export function runsTable(head: string, runs: readonly (readonly [name: string, figures: Figures])[]): string {
  const rows = runs.map(([name, figures]) => {
    const { recall, falseAlarms, precisionAboveInfo, falseIncidents, delayP50, delayP90 } = figures;
    const cells = [
      name,
      percent(recall.value),
      plain(3)(falseAlarms.value),
      plain(4)(falseIncidents.value),
      percent(precisionAboveInfo.value),
      `${plain(1)(delayP50.value)} / ${plain(1)(delayP90.value)}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    `| ${head} | recall | false alarms a sensor-week | wrong incidents above info a sensor-week | precision above info | delay p50 / p90, min |`,
    '|---|---:|---:|---:|---:|---:|',
    ...rows,
  ].join('\n');
}

/** The real data sets, and under them what became of public events. */
export function dataTables(data: readonly DataFigures[]): string {
  const sets = data.map(({ name, things, observations, weeks, anomalies, incidents, incidentsAWeek }) => {
    const severities = Object.entries(incidents).map(([severity, count]) => `${count} ${severity}`);
    const cells = [name, things, observations.toLocaleString('en-US'), plain(1)(weeks), plain(3)(anomalies)];
    return `| ${[...cells, plain(2)(incidentsAWeek), severities.join(', ')].join(' | ')} |`;
  });
  const events = data.flatMap(({ name, events: verdicts }) =>
    verdicts.length === 0
      ? [`| none that we are certain of | ${name} | | | |`]
      : verdicts.map(({ name: event, from, to, kind, incident, chance }) => {
          const wanted = kind === 'surprise' ? 'an incident' : 'quiet';
          const found = incident === null ? 'quiet' : `${incident.severity}: ${incident.reason}`;
          return `| ${event} | ${from.slice(0, 16)} to ${to.slice(0, 16)} | ${wanted} | ${found} | ${percent(chance)} |`;
        }),
  );
  return [
    '| data | Things | observations | weeks | anomalies a sensor-week | incidents a week | of them |',
    '|---|---:|---:|---:|---:|---:|---|',
    ...sets,
    '',
    '| public event | local time | wanted | found | luck alone |',
    '|---|---|---|---|---:|',
    ...events,
  ].join('\n');
}
