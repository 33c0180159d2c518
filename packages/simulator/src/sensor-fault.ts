import type { Fault, IncidentBody, IncidentTiming } from './incident.js';
import { mix, normal, pick, uniform } from './random.js';
import type { SimulatedThing } from './simulated-thing.js';

export const SENSOR_FAULTS = ['stuck', 'drift', 'spike', 'gap', 'wrong-clock'] as const;
export type SensorFaultKind = (typeof SENSOR_FAULTS)[number];

const HOUR = 3_600_000;
/** One report in so many has a spike. */
const SPIKE_EVERY = 6;

const changed = (results: Record<string, number>, property: string, value: number): Record<string, number> =>
  property in results ? { ...results, [property]: value } : results;

const FAULTS: Readonly<Record<SensorFaultKind, (timing: IncidentTiming, property: string) => Fault>> = {
  stuck:
    ({ start }) =>
    (observed, _time, at) => ({ ...observed, results: at(start) }),
  drift:
    ({ start, end, seed }, property) =>
    (observed, time) => {
      const share = ((time - start) / (end - start)) * (uniform(seed, 5) < 0.5 ? 0.9 : -0.6);
      return { ...observed, results: changed(observed.results, property, observed.results[property] * (1 + share)) };
    },
  spike:
    ({ seed }, property) =>
    (observed, time) => {
      const seconds = Math.floor(time / 1000);
      if (pick(seed, Math.floor(seconds / 10), SPIKE_EVERY) !== 0) return observed;
      const factor = 3 + Math.abs(normal(mix(seed, 9), seconds));
      return { ...observed, results: changed(observed.results, property, observed.results[property] * factor) };
    },
  gap: () => () => null,
  'wrong-clock': ({ seed }) => {
    const off = (uniform(seed, 6) < 0.5 ? -1 : 1) * Math.round((3 + 5 * uniform(seed, 7)) * HOUR);
    return (observed) => ({ ...observed, phenomenonTime: observed.phenomenonTime + off });
  },
};

/** A sensor that is itself at fault: its readings, or its clock, say what is not so. */
export function sensorFault(kind: SensorFaultKind, thing: SimulatedThing, timing: IncidentTiming): IncidentBody {
  const { metadata } = thing;
  const property = metadata.properties[pick(timing.seed, 8, Math.min(2, metadata.properties.length))];
  const one = kind === 'drift' || kind === 'spike';
  return {
    place: metadata.name,
    longitude: metadata.longitude,
    latitude: metadata.latitude,
    effects: new Map(),
    faults: new Map([[thing.index, FAULTS[kind](timing, property)]]),
    truth: [
      { thing: metadata.thing, properties: one ? [property] : metadata.properties, from: timing.start, to: timing.end },
    ],
  };
}
