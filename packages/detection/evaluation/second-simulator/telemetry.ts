import { OBSERVED_PROPERTIES, propertyIndex } from '@citywatch/contracts';
import type { TrueEvent } from '../city/found.js';
import { Random } from './random.js';
import type { Reading, SecondCity } from './second-city.js';
import type { Readings, SecondThing } from './thing.js';
import type { Trouble } from './trouble.js';

/** Reports that may be lost one after the other by chance: more in a row are a silence, which is one of the troubles. */
const MOST_LOST = 2;
const COARSER = 10;

/** One report as its sensor sends it. */
export interface Sent {
  readonly thing: SecondThing;
  readonly time: number;
  readonly results: Readings;
}

/** What a Thing has sent, and lost. */
interface Line {
  readonly troubles: readonly Trouble[];
  last: Readings;
  lost: number;
}

/** The reports of a city as they arrive, with what goes wrong in them, and which of it they show. */
export class Telemetry {
  private readonly lines: ReadonlyMap<SecondThing, Line>;
  private readonly losses: Random;
  private readonly seen = new Set<string>();

  constructor(
    seed: number,
    private readonly city: SecondCity,
    private readonly troubles: readonly Trouble[],
  ) {
    this.losses = new Random(seed, 5);
    this.lines = new Map(
      city.things.map((thing) => {
        const mine = troubles.filter(({ event }) => event.touched.includes(thing.metadata.thing));
        return [thing, { troubles: mine, last: {}, lost: 0 }];
      }),
    );
  }

  /** Gives all reports to `take`, one by one: three weeks of them do not belong into memory. */
  each(take: (report: Sent) => void): void {
    const around = (thing: SecondThing, time: number) => {
      for (const trouble of this.lines.get(thing)?.troubles ?? []) {
        const what = trouble.around?.(thing, time);
        if (what) return what;
      }
      return null;
    };
    for (let nth = 0; nth < this.city.steps; nth++)
      for (const reading of this.city.step(nth, around)) {
        const sent = this.send(reading);
        if (sent !== null) take(sent);
      }
  }

  /** What went wrong, with what any report has shown of it so far. */
  get events(): TrueEvent[] {
    return this.troubles.map(({ event }) => ({
      ...event,
      truth: event.truth.map((entry) => ({ ...entry, visible: this.seen.has(`${event.id} ${entry.thing}`) })),
    }));
  }

  private send({ thing, time, readings }: Reading): Sent | null {
    const line = this.lines.get(thing);
    if (line === undefined) return null;
    const isLost = this.losses.chance(thing.loss) && line.lost < MOST_LOST;
    line.lost = isLost ? line.lost + 1 : 0;
    if (isLost) return null;
    const healthy = told(thing, readings);
    const results = this.spoilt(line, thing, healthy, time);
    if (results === null) return null;
    line.last = results;
    return { thing, time, results };
  }

  private spoilt(line: Line, thing: SecondThing, healthy: Readings, time: number): Readings | null {
    let results = healthy;
    for (const { event, spoil } of line.troubles) {
      const entry = event.truth.find((one) => one.thing === thing.metadata.thing);
      if (entry === undefined || time < entry.from || time >= entry.to) continue;
      const spoilt = spoil === undefined ? healthy : spoil(results, line.last, time);
      const next = spoilt === null ? null : told(thing, spoilt);
      const isSeen = spoil === undefined || next === null || entry.properties.some((id) => next[id] !== healthy[id]);
      if (isSeen) this.seen.add(`${event.id} ${entry.thing}`);
      if (next === null) return null;
      results = next;
    }
    return results;
  }
}

/** The readings that a Thing's sensors tell, in their steps. */
function told({ metadata, coarse }: SecondThing, readings: Readings): Readings {
  return Object.fromEntries(
    metadata.properties.map((id) => {
      const { step } = OBSERVED_PROPERTIES[propertyIndex(id)];
      const perUnit = Math.round(1 / step) / (coarse.has(id) ? COARSER : 1);
      return [id, Math.round(readings[id] * perUnit) / perUnit];
    }),
  );
}
