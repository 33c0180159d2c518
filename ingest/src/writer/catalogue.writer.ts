import { OBSERVED_PROPERTIES, propertyIndex } from '@citywatch/contracts';
import { transaction, type Pool } from '@citywatch/timescale';
import type { Accepted, KnownThing, Outcome, Refused } from './outcome.js';

export interface CatalogueOptions {
  /** What to do with a report of a Thing, or of a property of it, that no metadata has named. */
  readonly unknownThings: 'register' | 'quarantine';
  /** Most Things that are known at a time: a sender that invents names must not fill the memory. */
  readonly maxThings: number;
}

interface DatastreamRow {
  thing: string;
  domain: string;
  id: number | null;
  property: string | null;
}

/** The ids of Things' Datastreams. They never change, so two writers may each keep their own copy. */
export class Catalogue {
  readonly #things = new Map<string, KnownThing>();
  readonly #pool: Pool;
  readonly #options: CatalogueOptions;

  constructor(pool: Pool, options: CatalogueOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  get size(): number {
    return this.#things.size;
  }

  /** Loads all Things, so that the first batches need not ask for each. */
  async load(): Promise<void> {
    await this.#read(null);
  }

  /** Gives each accepted report its Thing; registers or refuses what is unknown, by setting. */
  async resolve(outcomes: Outcome[]): Promise<Outcome[]> {
    let missing = this.#attach(outcomes);
    if (missing.length > 0) {
      await this.#read([...new Set(missing.map(({ report }) => report.thing))]);
      missing = this.#attach(missing);
    }
    if (missing.length > 0 && this.#options.unknownThings === 'register') {
      await this.#register(missing.filter(({ report }) => !this.#refusal(report)));
      missing = this.#attach(missing);
    }
    if (missing.length === 0) return outcomes;
    return outcomes.map((outcome) =>
      outcome.kind === 'accepted' && outcome.thing === null ? this.#refuse(outcome) : outcome,
    );
  }

  /** Fills in what is known and returns the rest. */
  #attach(outcomes: readonly Outcome[]): Accepted[] {
    const missing: Accepted[] = [];
    for (const outcome of outcomes) {
      if (outcome.kind !== 'accepted') continue;
      const { report } = outcome;
      const thing = this.#things.get(report.thing);
      const complete =
        thing !== undefined &&
        thing.domain === report.domain &&
        report.properties.every((p) => thing.datastreams[p] !== 0);
      if (complete) outcome.thing = thing;
      else missing.push(outcome);
    }
    return missing;
  }

  #refusal({ thing, domain }: Accepted['report']): string | undefined {
    const known = this.#things.get(thing);
    if (known && known.domain !== domain)
      return `"${thing}" is a Thing of ${known.domain}, not of ${domain}: send it to its own topic, or use another id`;
    if (!known && this.#things.size >= this.#options.maxThings)
      return `${this.#things.size} Things are known already, at most MAX_THINGS may be; "${thing}" is not registered`;
    return undefined;
  }

  #refuse({ message, receivedAt, report }: Accepted): Refused {
    const known = this.#things.get(report.thing);
    const property = known && report.properties.find((p) => known.datastreams[p] === 0);
    const what =
      property === undefined
        ? `no metadata for Thing "${report.thing}"`
        : `the metadata of Thing "${report.thing}" has no ${OBSERVED_PROPERTIES[property].id}`;
    const detail = this.#refusal(report) ?? `${what}: publish it to things.v1 first (UNKNOWN_THINGS is quarantine)`;
    return { kind: 'refused', message, receivedAt, code: 'unknown-thing', detail };
  }

  async #read(things: string[] | null): Promise<void> {
    const { rows } = await this.#pool.query<DatastreamRow>(
      `select t.id as thing, t.domain, d.id, d.property from thing t left join datastream d on d.thing_id = t.id
       where $1::text[] is null or t.id = any ($1) limit $2`,
      [things, this.#options.maxThings * OBSERVED_PROPERTIES.length],
    );
    for (const row of rows) {
      let known = this.#things.get(row.thing);
      if (!known) {
        known = { domain: row.domain, datastreams: new Int32Array(OBSERVED_PROPERTIES.length) };
        this.#things.set(row.thing, known);
      }
      // A property of a newer version is none that a report could name.
      if (row.id !== null && propertyIndex(row.property!) >= 0)
        known.datastreams[propertyIndex(row.property!)] = row.id;
    }
  }

  /** Makes what is missing. Sorted, so that two writers lock in the same order. */
  async #register(missing: readonly Accepted[]): Promise<void> {
    const things = new Map<string, Accepted['report']>();
    const datastreams = new Map<string, { thing: string; property: string; unit: string }>();
    for (const { report } of missing) {
      if (
        !this.#things.has(report.thing) &&
        this.#things.size + things.size >= this.#options.maxThings &&
        !things.has(report.thing)
      )
        continue;
      things.set(report.thing, things.get(report.thing) ?? report);
      for (const index of report.properties) {
        const { id: property, unit } = OBSERVED_PROPERTIES[index];
        if (this.#things.get(report.thing)?.datastreams[index]) continue;
        datastreams.set(`${report.thing}\n${property}`, { thing: report.thing, property, unit });
      }
    }
    const fresh = [...things.values()].filter(({ thing }) => !this.#things.has(thing)).sort(byThing);
    const streams = [...datastreams.values()].sort(byThing);
    await transaction(this.#pool, async (client) => {
      await client.query(
        'insert into operator (id, name) select o, o from (select distinct unnest($1::text[]) as o) as named order by o on conflict do nothing',
        [fresh.map((report) => report.operator)],
      );
      await client.query(
        `insert into thing (id, operator_id, domain, name, interval_seconds, described)
         select t, o, d, t, 60, false from unnest($1::text[], $2::text[], $3::text[]) as x (t, o, d) on conflict do nothing`,
        [fresh.map((r) => r.thing), fresh.map((r) => r.operator), fresh.map((r) => r.domain)],
      );
      await client.query(
        `insert into datastream (thing_id, property, unit)
         select t, p, u from unnest($1::text[], $2::text[], $3::text[]) as x (t, p, u) on conflict do nothing`,
        [streams.map((s) => s.thing), streams.map((s) => s.property), streams.map((s) => s.unit)],
      );
    });
    await this.#read([...things.keys()]);
  }
}

const byThing = (a: { thing: string }, b: { thing: string }): number =>
  a.thing < b.thing ? -1 : a.thing > b.thing ? 1 : 0;
