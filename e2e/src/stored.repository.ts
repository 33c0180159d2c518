import { createPool, type Pool } from '@citywatch/timescale';

export interface StoredTotals {
  rows: number;
  sum: number;
  messages: number;
  stored: number;
  duplicate: number;
  quarantined: number;
}

export interface StoredIncident {
  id: string;
  /** As people read it: INC-<number>. */
  number: number;
  things: string[];
  openedAt: number;
  /** Event time at which the first of its anomalies was at least major, else was raised, ms. */
  raisedAt: number;
}

/** What the database says, read directly: the end-to-end tests believe no screen. */
export class StoredRepository {
  readonly #pool: Pool;

  constructor(databaseUrl: string) {
    this.#pool = createPool({ url: databaseUrl, max: 1, applicationName: 'e2e' });
  }

  /** Observations, and the writer's account of the telemetry topics. */
  async totals(topicPrefix: string): Promise<StoredTotals> {
    const { rows } = await this.#pool.query<Record<keyof StoredTotals, string | null>>(
      `select (select count(*) from observation) as rows, (select sum(result) from observation) as sum,
              sum(consumed) as messages, sum(stored) as stored, sum(duplicate) as duplicate, sum(quarantined) as quarantined
         from consumer_offset where consumer like '%writer' and topic like $1 || 'telemetry.%'`,
      [topicPrefix],
    );
    const [row] = rows;
    const number = (key: keyof StoredTotals) => Number(row[key] ?? 0);
    return {
      rows: number('rows'),
      sum: number('sum'),
      messages: number('messages'),
      stored: number('stored'),
      duplicate: number('duplicate'),
      quarantined: number('quarantined'),
    };
  }

  /** Every incident with the Things of its members, oldest first. */
  async incidents(): Promise<StoredIncident[]> {
    const { rows } = await this.#pool.query<{
      id: string;
      number: number;
      things: string[];
      opened_at: Date;
      raised_at: Date;
    }>(
      `select i.id, i.number, array_agg(distinct d.thing_id) as things, i.opened_at,
              coalesce(min(e.at) filter (where e.severity in ('major', 'critical')), min(e.at)) as raised_at
         from incident i
         join incident_member m on m.incident_id = i.id
         join anomaly a on a.id = m.anomaly_id
         join datastream d on d.id = a.datastream_id
         join anomaly_event e on e.anomaly_id = a.id and e.kind in ('raised', 'updated')
        group by i.id order by i.opened_at, i.id`,
    );
    return rows.map((row) => ({
      id: row.id,
      number: row.number,
      things: row.things,
      openedAt: row.opened_at.getTime(),
      raisedAt: row.raised_at.getTime(),
    }));
  }

  /** Kinds of an incident's events, oldest first. */
  async events(incident: string): Promise<string[]> {
    const { rows } = await this.#pool.query<{ kind: string }>(
      'select kind from incident_event where incident_id = $1 order by sequence',
      [incident],
    );
    return rows.map(({ kind }) => kind);
  }

  /** What was found in one domain, and its newest incident, one that lasts before one that is over. */
  async found(domain: string): Promise<{ anomalies: number; incidents: number; newest: string | null }> {
    const { rows } = await this.#pool.query<{ anomalies: string; incidents: string; newest: string | null }>(
      `select count(distinct a.id) as anomalies, count(distinct i.id) as incidents,
              (array_agg(i.id order by i.resolved_at is null desc, i.started_at desc) filter (where i.id is not null))[1] as newest
         from anomaly a
         join datastream d on d.id = a.datastream_id
         join thing t on t.id = d.thing_id and t.domain = $1
         left join incident_member m on m.anomaly_id = a.id
         left join incident i on i.id = m.incident_id`,
      [domain],
    );
    const [row] = rows;
    return { anomalies: Number(row.anomalies), incidents: Number(row.incidents), newest: row.newest };
  }

  /** Reasons of quarantined messages, oldest first. */
  async quarantineCodes(): Promise<string[]> {
    const { rows } = await this.#pool.query<{ code: string }>('select code from quarantine order by id');
    return rows.map(({ code }) => code);
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
