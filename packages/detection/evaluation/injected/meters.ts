import type { ThingMetadata } from '@citywatch/contracts';
import type { Dataset, Row } from '@citywatch/ingest/replay/dataset';
import { draws, type Draw } from './draws.js';

const FEEDERS = 4;
const METERS = 4;
/** Peak of a meter in kW, least and most. */
const PEAK = [60, 600] as const;
/** A customer is no area: the share of its noise that stays from hour to hour, its size, and how often it is far off. */
const STAYS = 0.8;
const NOISE = 0.03;
const HEAVY = 0.02;
const HEAVY_NOISE = 0.1;
/** One weekday's shape is not another's: how far a meter leans towards its own. */
const LEAN = 0.15;
const SEED = 0x9e7e;

/**
 * Meters of four feeders whose load is the measured load of a whole area, each with its own share, noise that stays for hours with
 * heavy tails, and a lean by the hour. The public data has one meter only; a feeder's fault needs several.
 * @param area a data set of one Thing with activePower, every hour
 */
export function asMeters({ rows, things: [area], ...rest }: Dataset): Dataset {
  const peak = rows.reduce((most, { results }) => Math.max(most, results['activePower']), 0);
  const meters = Array.from({ length: FEEDERS * METERS }, (_, i) => meterOf(area, i, peak));
  const all: Row[] = [];
  for (const { time, results } of rows)
    for (const { thing, powerAt } of meters)
      all.push({ thing: thing.thing, time, results: { activePower: powerAt(time, results['activePower']) } });
  return { ...rest, things: meters.map(({ thing }) => thing), rows: all };
}

function meterOf(area: ThingMetadata, nth: number, peak: number) {
  const draw = draws(SEED + nth);
  const feeder = Math.floor(nth / METERS);
  const idOf = (meter: number) => `meter-${feeder}-${meter}`;
  const place = nth % METERS;
  const thing: ThingMetadata = {
    ...area,
    thing: idOf(place),
    name: `Meter ${place} of feeder ${feeder}`,
    longitude: area.longitude + 0.05 * feeder,
    latitude: area.latitude + 0.003 * place,
    feeder: { id: `feeder-${feeder}`, parent: place === 0 ? null : idOf(place - 1) },
  };
  const size = PEAK[0] + draw() * (PEAK[1] - PEAK[0]);
  const leans = Array.from({ length: 24 }, () => 1 + LEAN * (draw() - 0.5));
  const noiseNow = noiseOf(draw);
  const powerAt = (time: number, load: number) => {
    const hour = Math.floor(time / 3_600_000) % 24;
    return Math.max(0, Math.round(10 * size * (load / peak) * leans[hour] * (1 + noiseNow())) / 10);
  };
  return { thing, powerAt };
}

/** First-order autoregression; one innovation in fifty is three times as wide. */
function noiseOf(draw: Draw): () => number {
  let noise = 0;
  return () => {
    const wide = draw() < HEAVY ? HEAVY_NOISE : NOISE;
    noise = STAYS * noise + wide * (draw() + draw() + draw() - 1.5) * 2;
    return noise;
  };
}
