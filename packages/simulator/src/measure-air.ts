import type { Disturbance } from './disturbance.js';
import type { Moment } from './moment.js';
import { clamp, mix, normal, wave } from './random.js';
import type { AirThing } from './simulated-thing.js';

const HOUR = 3_600_000;

/** What a station reads: traffic nearby, thinned by the wind; ozone made by the sun and eaten by NO; the region's haze. */
export function measureAir(
  thing: AirThing,
  { weather, day, morning, evening }: Moment,
  time: number,
  citySeed: number,
  { pm25: smoke, no2: exhaust, co: fumes }: Readonly<Disturbance>,
): Record<string, number> {
  const traffic = clamp(0.45 * day + 0.5 * morning + 0.5 * evening, 0, 1.1);
  const thinning = 1 / (0.35 + weather.windSpeed / 5);
  const haze = 9 + 3.5 * wave(mix(citySeed, 71), time, 30 * HOUR);
  let nth = 0;
  /** A reading with the station's slow and quick noise, never below its detection limit. */
  const read = (value: number, slow: number, quick: number, least: number): number => {
    nth += 1;
    const share =
      slow * wave(mix(thing.seed, nth), time, 0.6 * HOUR) + quick * normal(mix(thing.seed, 100 + nth), time);
    const floor = least * (1.2 + 0.2 * normal(mix(thing.seed, 200 + nth), time));
    return Math.max(floor, value * (1 + share));
  };
  const no2 = (11 + (7 + 52 * thing.roadside) * traffic) * thinning;
  const pm25 = Math.max(3, haze) + (2 + 8 * thing.roadside * traffic) * thinning;
  const ozone = 34 + 80 * weather.sun + 0.6 * Math.max(0, weather.temperature - 15) - 0.4 * no2;
  const all: Record<string, number> = {
    pm25: read(pm25, 0.07, 0.04, 1) + smoke,
    pm10: read(pm25 * 1.5 + 5, 0.07, 0.05, 2) + smoke * 1.4,
    no2: read(no2, 0.07, 0.04, 2) + exhaust,
    o3: read(ozone, 0.05, 0.03, 4),
    so2: read(3.2 + 1.2 * wave(mix(citySeed, 73), time, 20 * HOUR), 0.1, 0.06, 0.8) + smoke * 0.05,
    co: read(210 + 8 * no2, 0.06, 0.03, 80) + fumes,
    temperature:
      weather.temperature + 0.5 * wave(mix(thing.seed, 21), time, 3 * HOUR) + 0.1 * normal(mix(thing.seed, 22), time),
    humidity: clamp(
      weather.humidity + 2 * wave(mix(thing.seed, 23), time, 2 * HOUR) + 0.4 * normal(mix(thing.seed, 24), time),
      5,
      100,
    ),
    windSpeed: read(weather.windSpeed, 0.12, 0.08, 0.3),
    windDirection: (weather.windDirection + 8 * normal(mix(thing.seed, 25), time) + 360) % 360,
  };
  return Object.fromEntries(thing.metadata.properties.map((property) => [property, all[property]]));
}
