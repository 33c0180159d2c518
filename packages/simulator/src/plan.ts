import type { City } from './city.js';
import { createIncident, isPossible, MAX_MINUTES, USUAL_MINUTES } from './inject.js';
import type { SimulatedIncident, SimulatedIncidentKind } from './incident.js';
import { mix, uniform } from './random.js';

const HOUR = 3_600_000;
/** How often each kind happens among a hundred. Sensors fail far more often than cities. */
const WEIGHTS: Readonly<Record<SimulatedIncidentKind, number>> = {
  crash: 24,
  fire: 7,
  'feeder-fault': 6,
  substation: 1,
  stuck: 12,
  drift: 10,
  spike: 12,
  gap: 22,
  'wrong-clock': 6,
};

function kindAt(share: number): SimulatedIncidentKind {
  let rest = share * Object.values(WEIGHTS).reduce((a, b) => a + b, 0);
  for (const [kind, weight] of Object.entries(WEIGHTS)) {
    rest -= weight;
    if (rest < 0) return kind as SimulatedIncidentKind;
  }
  return 'gap';
}

/** Those that begin in one hour: the same whenever the hour is asked for. */
function incidentsOfHour(city: City, hour: number, perDay: number): SimulatedIncident[] {
  const seed = mix(mix(city.seed, 0x1bc1de), hour);
  const expected = perDay / 24;
  const count = Math.floor(expected) + (uniform(seed, 0) < expected % 1 ? 1 : 0);
  return Array.from({ length: count }, (_, i) => {
    const own = mix(seed, i + 1);
    const drawn = kindAt(uniform(own, 1));
    const kind = isPossible(city, drawn) ? drawn : 'gap';
    const minutes = Math.min(MAX_MINUTES, Math.round(USUAL_MINUTES[kind] * (0.6 + 0.9 * uniform(own, 3))));
    return createIncident(city, { kind, start: Math.floor((hour + uniform(own, 2)) * HOUR), minutes, seed: own });
  });
}

/**
 * What goes wrong by itself in [from, to) (ms since the epoch), in order of start: all that overlap it.
 * The plan of a time does not depend on the window, so back-fill and live see the same incidents.
 * @param perDay how many a day on average, 0 for none
 */
export function planIncidents(city: City, from: number, to: number, perDay: number): SimulatedIncident[] {
  if (!(perDay >= 0)) throw new RangeError(`incidents per day is ${perDay}; it must be 0 or more`);
  const first = Math.floor((from - MAX_MINUTES * 60_000) / HOUR);
  const last = Math.floor((to - 1) / HOUR);
  const planned: SimulatedIncident[] = [];
  for (let hour = first; hour <= last; hour++) planned.push(...incidentsOfHour(city, hour, perDay));
  return planned.filter((i) => i.start < to && i.end > from).sort((a, b) => a.start - b.start);
}
