import { observedProperty } from '@citywatch/contracts';
import type { City } from './city.js';
import { CALM, type Disturbance } from './disturbance.js';
import type { Observed, SimulatedIncident } from './incident.js';
import { measureAir } from './measure-air.js';
import { measureGrid } from './measure-grid.js';
import { measureTraffic } from './measure-traffic.js';
import type { SimulatedThing } from './simulated-thing.js';

const active = (incident: SimulatedIncident, time: number): boolean => time >= incident.start && time < incident.end;

function disturbanceOf(
  thing: SimulatedThing,
  time: number,
  incidents: readonly SimulatedIncident[],
): Readonly<Disturbance> {
  let disturbance: Disturbance | undefined;
  for (const incident of incidents) {
    const effect = active(incident, time) ? incident.effects.get(thing.index) : undefined;
    if (!effect) continue;
    disturbance ??= { ...CALM };
    effect(disturbance, time);
  }
  return disturbance ?? CALM;
}

function measure(
  city: City,
  thing: SimulatedThing,
  time: number,
  disturbance: Readonly<Disturbance>,
): Record<string, number> {
  const moment = city.moment(time);
  switch (thing.kind) {
    case 'traffic':
      return measureTraffic(thing, moment, time, disturbance);
    case 'air':
      return measureAir(thing, moment, time, city.seed, disturbance);
    case 'grid':
      return measureGrid(thing, moment, time, city.seed, disturbance);
  }
}

/** Steps of a property to its unit. */
const scaleOf = new Map<string, number>();
/** Sensors resolve so much and no more: `step` of the property. */
function rounded(property: string, value: number): number {
  let scale = scaleOf.get(property);
  if (scale === undefined)
    scaleOf.set(property, (scale = 10 ** Math.round(-Math.log10(observedProperty(property)?.step ?? 0.001))));
  return Math.round(value * scale) / scale;
}

/**
 * What a Thing reports at a time (ms since the epoch), results in the schema's units; null where it is silent.
 * The same city, Thing, time and incidents always give the same report, whatever was asked before.
 */
export function observe(
  city: City,
  thing: SimulatedThing,
  time: number,
  incidents: readonly SimulatedIncident[] = [],
): Observed | null {
  const disturbance = disturbanceOf(thing, time, incidents);
  let observed: Observed | null = { phenomenonTime: time, results: measure(city, thing, time, disturbance) };
  for (const incident of incidents) {
    const fault = active(incident, time) ? incident.faults.get(thing.index) : undefined;
    if (fault && observed) observed = fault(observed, time, (at) => measure(city, thing, at, disturbance));
  }
  if (observed) for (const id in observed.results) observed.results[id] = rounded(id, observed.results[id]);
  return observed;
}
