import type { Anomaly } from '@citywatch/contracts';
import { CityGraph, type ThingContext, type Wind } from '@citywatch/detection';
import type { CorrelatorRepository } from './correlator.repository.js';
import { windStepOf } from './member.repository.js';

/** Shortest time between two looks at the whole catalogue, ms: a first start adds to it all the time. */
const LOOK_EVERY_MS = 30_000;
/** Steps of the wind that are kept. */
const WINDS = 1_000;

/** What the correlator knows of the city beside the anomalies: copies of the catalogue and of the wind. */
export class CityKnowledge {
  graph = new CityGraph([]);
  private readonly things = new Map<string, ThingContext>();
  private readonly winds = new Map<number, Wind>();
  private changed = true;
  private lookedAt = -Infinity;

  constructor(private readonly repository: CorrelatorRepository) {}

  /** The catalogue has changed. */
  doubt(): void {
    this.things.clear();
    this.changed = true;
  }

  thing(id: string): ThingContext | null {
    return this.things.get(id) ?? null;
  }

  /** The wind that counts for an anomaly, null where nobody measured it or it does not matter. */
  windOf(anomaly: Anomaly): Wind | null {
    const step = windStepOf(anomaly);
    return step === null ? null : (this.winds.get(step) ?? null);
  }

  /** Looks up what is needed to place these anomalies and is not known yet; at times the graph too. */
  async learn(anomalies: readonly Anomaly[], now: number): Promise<void> {
    const unknown = [...new Set(anomalies.map(({ thing }) => thing))].filter((id) => !this.things.has(id));
    for (const thing of await this.repository.loadThings(unknown)) this.things.set(thing.thing, thing);
    const steps = anomalies.flatMap((anomaly) => windStepOf(anomaly) ?? []).filter((step) => !this.winds.has(step));
    for (const [step, wind] of await this.repository.loadWinds(steps)) this.winds.set(step, wind);
    for (const step of this.winds.keys()) if (this.winds.size > WINDS) this.winds.delete(step);
    if (!this.changed || now - this.lookedAt < LOOK_EVERY_MS) return;
    this.changed = false;
    this.lookedAt = now;
    this.graph = await this.repository.loadGraph();
  }
}
