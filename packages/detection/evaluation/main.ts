import { HELP, parseArguments, type CityOptions } from './arguments.js';
import { judgeCities } from './cities.command.js';
import type { CityPlan } from './city/run-city.js';
import { textOf } from './print.js';
import { figuresOf } from './score/figures.js';

const plansOf = ({ seeds, budget, twins, native, ...rest }: CityOptions): CityPlan[] =>
  seeds.map((seed) => ({
    ...rest,
    seed,
    events: twins ? 'twins' : 'every kind',
    reports: native ? 'native' : 'every 5 minutes',
    ...(budget !== null && { settings: { falseAlarmsPerWeek: budget } }),
  }));

try {
  const command = parseArguments(process.argv.slice(2));
  if (command.kind === 'help') console.log(HELP);
  else {
    const begun = performance.now();
    const plans = plansOf(command.cities);
    const scores = await judgeCities(plans, command.cities.workers, ({ seed }) =>
      console.error(`city ${seed} is judged`),
    );
    const seconds = (performance.now() - begun) / 1_000;
    const figures = figuresOf(scores);
    if (command.cities.list) console.log(`${scores.flatMap(({ remarks }) => remarks).join('\n')}\n`);
    console.log(textOf(figures));
    console.error(`${figures.observations.toLocaleString('en-US')} observations in ${seconds.toFixed(1)} s`);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
