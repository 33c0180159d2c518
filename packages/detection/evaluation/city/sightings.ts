import type { City, SimulatedIncident } from '@citywatch/simulator';
import type { TrueEvent } from './found.js';
import type { Witness } from './reports.js';

/** Which truth any report shows: what leaves no trace in the data can be found by nobody. */
export class Sightings {
  private readonly seen = new Set<string>();
  private readonly byThing = new Map<string, SimulatedIncident[]>();

  constructor(incidents: readonly SimulatedIncident[]) {
    for (const incident of incidents)
      for (const { thing } of incident.truth) this.byThing.set(thing, [...(this.byThing.get(thing) ?? []), incident]);
  }

  /** To be told of each report that differs from what it would have been. */
  readonly witness: Witness = ({ metadata: { thing } }, time, changed) => {
    for (const { id, truth } of this.byThing.get(thing) ?? [])
      for (const { thing: other, properties, from, to } of truth)
        if (other === thing && time >= from && time < to)
          if (changed === 'all' || properties.some((property) => changed.has(property)))
            this.seen.add(`${id} ${thing}`);
  };

  /** The incident as it can be judged. */
  eventOf(city: City, { id, kind, start, end, truth, effects, faults }: SimulatedIncident): TrueEvent {
    return {
      id,
      kind,
      from: start,
      to: end,
      truth: truth.map((entry) => ({ ...entry, visible: this.seen.has(`${id} ${entry.thing}`) })),
      touched: [...new Set([...effects.keys(), ...faults.keys()])].map((index) => city.things[index].metadata.thing),
    };
  }
}
