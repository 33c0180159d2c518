import type { City } from './city.js';
import type { Effect, GroundTruth, IncidentBody, IncidentTiming } from './incident.js';
import type { GridThing } from './simulated-thing.js';

/** A fault first pulls the voltage down, then the breaker opens. */
const SAG_MS = 4_000;
const SAG = 0.62;
/** Drivers notice dark signals at once, but the queue takes a little. */
const QUEUE_AFTER = 20_000;

/** The Thing and everything fed through it. */
export function fedThrough(city: City, top: GridThing): GridThing[] {
  const found: GridThing[] = [];
  const open = [top.index];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const thing = city.things[index];
    if (thing.kind === 'grid') found.push(thing);
    open.push(...(city.fedBy.get(index) ?? []));
  }
  return found;
}

function darkEffect({ start }: IncidentTiming): Effect {
  return (disturbance, time) => {
    if (time < start + SAG_MS) disturbance.voltageFactor = Math.min(disturbance.voltageFactor, SAG);
    else disturbance.darkSince = Math.min(disturbance.darkSince ?? Infinity, start + SAG_MS);
  };
}

function signalsOutEffect({ start }: IncidentTiming): Effect {
  return (disturbance, time) => {
    if (time < start + QUEUE_AFTER) return;
    disturbance.speedFactor = Math.min(disturbance.speedFactor, 0.32);
    disturbance.flowFactor = Math.min(disturbance.flowFactor, 0.55);
  };
}

/** Power lost at a Thing and below it: voltage sags and goes, signals go dark, the streets there slow down. */
export function outage(city: City, top: GridThing, timing: IncidentTiming): IncidentBody {
  const effects = new Map<number, Effect>();
  const truth: GroundTruth[] = [];
  const { start, end } = timing;
  for (const thing of fedThrough(city, top)) {
    effects.set(thing.index, darkEffect(timing));
    const properties = thing.metadata.properties.filter((p) => p !== 'frequency' && p !== 'transformerTemperature');
    truth.push({ thing: thing.metadata.thing, properties, from: start, to: end });
    for (const index of thing.detectors) {
      effects.set(index, signalsOutEffect(timing));
      const { metadata } = city.things[index];
      truth.push({ thing: metadata.thing, properties: metadata.properties, from: start + QUEUE_AFTER, to: end });
    }
  }
  const { longitude, latitude, name } = top.metadata;
  return { place: name, longitude, latitude, effects, faults: new Map(), truth };
}
