import type { Disturbance } from './disturbance.js';
import type { Moment } from './moment.js';
import { clamp, mix, normal, wave } from './random.js';
import type { GridThing } from './simulated-thing.js';

const MINUTE = 60_000;
const POWER_FACTOR = 0.96;
/** Load that the day's curves reach at their usual peak. */
const PEAK = 0.9;
/** How fast a transformer cools when it carries nothing. */
const COOLING = 45 * MINUTE;

interface Supply {
  /** Share of the rating. */
  readonly load: number;
  readonly voltage: number;
}

function supplyOf(thing: GridThing, moment: Moment, time: number, factor: number): Supply {
  const curve = thing.residential * moment.homes + (1 - thing.residential) * moment.offices;
  const noise = 0.03 * wave(mix(thing.seed, 31), time, 12 * MINUTE) + 0.008 * normal(mix(thing.seed, 32), time);
  const load = clamp(((thing.usual * curve) / PEAK) * (1 + noise), 0.05, 1.3);
  const wander = 0.002 * wave(mix(thing.seed, 33), time, 25 * MINUTE) + 0.0012 * normal(mix(thing.seed, 34), time);
  return { load, voltage: thing.nominalVoltage * (1.02 - 0.035 * load + wander) * factor };
}

/** Oil temperature: the air's, plus what the load of the last hour heats (exponent of IEC 60076-7). */
function oilTemperature(
  thing: GridThing,
  moment: Moment,
  time: number,
  load: number,
  darkSince: number | undefined,
): number {
  const before = thing.residential * moment.homesBefore + (1 - thing.residential) * moment.officesBefore;
  const mean = (load + (thing.usual * before) / PEAK) / 2;
  const rise = 9 + 46 * mean ** 1.6;
  const left = darkSince === undefined ? 1 : Math.exp(-(time - darkSince) / COOLING);
  return moment.weather.temperature + rise * left + 0.25 * normal(mix(thing.seed, 35), time);
}

/** The same over the whole interconnection: what one sensor sees, all see. */
const frequencyAt = (thing: GridThing, time: number, citySeed: number): number =>
  60 +
  0.012 * wave(mix(citySeed, 81), time, MINUTE) +
  0.005 * wave(mix(citySeed, 82), time, 9_000) +
  0.0015 * normal(mix(thing.seed, 36), time);

/** What a grid sensor reads. Without supply, frequency cannot be measured and is left out. */
export function measureGrid(
  thing: GridThing,
  moment: Moment,
  time: number,
  citySeed: number,
  { voltageFactor, darkSince }: Readonly<Disturbance>,
): Record<string, number> {
  const live = supplyOf(thing, moment, time, voltageFactor);
  const dark = darkSince !== undefined;
  // A dead line still shows a trace of induced voltage.
  const voltage = dark ? Math.abs(normal(mix(thing.seed, 37), time)) * thing.nominalVoltage * 0.0008 : live.voltage;
  const power = dark ? 0 : thing.rating * live.load * POWER_FACTOR * voltageFactor;
  const phases = thing.nominalVoltage > 1000 ? Math.sqrt(3) : 1;
  const results: Record<string, number> = {};
  for (const property of thing.metadata.properties) {
    if (property === 'voltage') results.voltage = voltage;
    else if (property === 'current') results.current = dark ? 0 : (power * 1000) / (phases * voltage * POWER_FACTOR);
    else if (property === 'activePower') results.activePower = power;
    else if (property === 'load') results.load = dark ? 0 : live.load * 100 * voltageFactor;
    else if (property === 'frequency' && !dark) results.frequency = frequencyAt(thing, time, citySeed);
    else if (property === 'transformerTemperature')
      results.transformerTemperature = oilTemperature(thing, moment, time, live.load, darkSince);
  }
  return results;
}
