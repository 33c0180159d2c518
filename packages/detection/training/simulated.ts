import { createCity, observe, type SimulatedThing } from '@citywatch/simulator';
import { tuningSeed } from '#split';
import type { Series } from './feeder.js';

const STEP_MS = 300_000;
const DAY = 86_400_000;
const TIME_ZONE = 'America/Chicago';

export interface SimulatedSource {
  /** A tuning seed: 1 to 99. */
  readonly seed: number;
  readonly sensors: number;
  /** ms since the epoch. */
  readonly start: number;
  readonly days: number;
}

/** Every so many Things report often: their steps are means of so many observations. */
const OFTEN = 3;
const OBSERVATIONS = 4;

/** Healthy Datastreams of a simulated city in steps of five minutes, one Thing after the other. */
export function* simulatedSeries({ seed, sensors, start, days }: SimulatedSource): Generator<Series> {
  const city = createCity({ seed: tuningSeed(seed), sensors });
  const steps = (days * DAY) / STEP_MS;
  for (const thing of city.things) {
    const all = new Map(thing.metadata.properties.map((id) => [id, new Float32Array(steps).fill(NaN)]));
    for (let at = 0; at < steps; at++) measure(city, thing, start + at * STEP_MS, at, all);
    for (const [property, values] of all)
      if (property !== 'windDirection')
        yield {
          thing: thing.metadata.thing,
          property,
          nominal: thing.metadata.nominal?.[property] ?? null,
          timeZone: TIME_ZONE,
          stepMs: STEP_MS,
          start: start + STEP_MS / 2,
          values,
        };
  }
}

function measure(
  city: Parameters<typeof observe>[0],
  thing: SimulatedThing,
  from: number,
  at: number,
  all: ReadonlyMap<string, Float32Array>,
): void {
  const count = thing.index % OFTEN === 0 ? OBSERVATIONS : 1;
  for (let i = 0; i < count; i++) {
    const results = observe(city, thing, from + ((i + 0.5) * STEP_MS) / count)?.results ?? {};
    for (const [property, values] of all)
      values[at] = (Number.isNaN(values[at]) ? 0 : values[at]) + (results[property] ?? NaN) / count;
  }
}
