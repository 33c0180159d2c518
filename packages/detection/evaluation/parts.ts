import type { Plan } from './run-plan.js';
import { heldOutSeeds, REGRESSION_SEED, secondHeldOutSeeds } from './split.js';

/** The parts of the evaluation that simulated cities make, each a list of cities to judge. */
export const CITY_PARTS = [
  ...(['cities', 'budgets', 'native', 'twins', 'calendar', 'large', 'network', 'quick'] as const),
  'second-simulator',
] as const;
export type CityPart = (typeof CITY_PARTS)[number];

/** Every part, in the order in which they are run: the dear ones last. */
export const PARTS = [...CITY_PARTS.filter((part) => part !== 'large'), 'data', 'injected', 'nab', 'large'] as const;
export type Part = (typeof PARTS)[number];

export interface NamedPlan {
  /** What its figures stand under. */
  readonly name: string;
  readonly plan: Plan;
}

const USUAL = { sensors: 200, learnDays: 14, healthyDays: 4, eventDays: 6 } as const;
/** The learned forecaster that is judged. */
const NETWORK = 'forecast-1';
/** Settings of FALSE_ALARMS_PER_WEEK beside the default. From 0.6 on nothing changes at 5 minutes: no level is below 3.5 decades. */
const BUDGETS = [0.005, 0.02, 0.5] as const;
const FEW = 3;
/** Cities of the second simulator. Those that report every minute are five times the work. */
const SECOND_RUNS: readonly { name: string; interval: number; network: string | null; seeds: number }[] = [
  { name: 'all', interval: 300, network: NETWORK, seeds: 6 },
  { name: 'every 5 minutes, without the network', interval: 300, network: null, seeds: 3 },
  { name: 'every minute, with the network', interval: 60, network: NETWORK, seeds: 2 },
];

/** Weeks that are not like others: learning before them, then two weeks judged. Midnight in Chicago. */
const CALENDAR: readonly { name: string; start: number; holidays: readonly string[] }[] = [
  { name: 'clock forward, 8 March 2026', start: Date.UTC(2026, 1, 16, 6), holidays: ['2026-02-16'] },
  { name: 'clock back, 1 November 2026', start: Date.UTC(2026, 9, 12, 5), holidays: ['2026-10-12'] },
  {
    name: 'Thanksgiving, 26 November 2026',
    start: Date.UTC(2026, 10, 9, 6),
    holidays: ['2026-11-11', '2026-11-26', '2026-11-27'],
  },
  {
    name: 'Christmas 2026 and New Year',
    start: Date.UTC(2026, 11, 7, 6),
    holidays: ['2026-12-25', '2027-01-01'],
  },
];

/** The cities of a part. Only held-out seeds, except for `quick`: nothing else of this is run while anything is tuned. */
export function plansOf(part: CityPart): NamedPlan[] {
  const seeds = heldOutSeeds();
  const few = seeds.slice(0, FEW);
  switch (part) {
    case 'cities':
      return seeds.map((seed) => ({ name: 'all', plan: { ...USUAL, seed } }));
    case 'network':
      return seeds.map((seed) => ({ name: 'all', plan: { ...USUAL, seed, network: NETWORK } }));
    case 'budgets':
      return BUDGETS.flatMap((falseAlarmsPerWeek) =>
        few.slice(1).map((seed) => ({
          name: String(falseAlarmsPerWeek),
          plan: { ...USUAL, seed, settings: { falseAlarmsPerWeek } },
        })),
      );
    case 'native':
      return few.map((seed) => ({
        name: 'all',
        plan: { ...USUAL, seed, healthyDays: 0.25, eventDays: 0.5, reports: 'native' },
      }));
    case 'twins':
      return few.map((seed) => ({
        name: 'all',
        plan: { seed, sensors: 600, learnDays: 7, healthyDays: 0, eventDays: 3, events: 'twins' },
      }));
    case 'calendar':
      return CALENDAR.map(({ name, start, holidays }) => ({
        name,
        plan: { seed: seeds[0], sensors: 150, learnDays: 14, healthyDays: 14, eventDays: 0, start, holidays },
      }));
    case 'large':
      return [{ name: 'all', plan: { seed: seeds[0], sensors: 10_000, learnDays: 7, healthyDays: 7, eventDays: 0 } }];
    case 'second-simulator':
      return SECOND_RUNS.flatMap(({ name, interval, network, seeds: count }) =>
        secondHeldOutSeeds()
          .slice(0, count)
          .map((seed) => ({ name, plan: { make: 'second' as const, seed, interval, network } })),
      );
    case 'quick':
      return [
        { name: 'all', plan: { seed: REGRESSION_SEED, sensors: 150, learnDays: 7, healthyDays: 1, eventDays: 3 } },
      ];
  }
}
