import {
  PEER_STATE_VERSION,
  type Agreement,
  type DatastreamContext,
  type PeerPlace,
  type SavedDesk,
} from '@citywatch/detection';
import { transaction, type Pool } from '@citywatch/timescale';
import { moveOffset, type OffsetMove } from '../detection/detector.repository.js';
import type { SavedState } from '../detection/partition-detector.js';

/** States in one statement: 600 kB. */
const CHUNK = 2_000;

/** Datastreams of Things that are on the map. */
const DATASTREAMS = `
  select d.id as datastream, d.thing_id as thing, d.property, t.domain, t.interval_seconds * 1000 as interval,
    t.longitude, t.latitude, t.road, t.feeder
  from datastream d join thing t on t.id = d.thing_id
  where t.described and t.longitude is not null and t.latitude is not null and d.id = any ($1)`;

const AGREE = `
  update anomaly a set why = coalesce(a.why, '{"channels": [], "rank": null}') || jsonb_build_object('neighbours', x.neighbours)
  from jsonb_to_recordset($1) as x (id text, neighbours jsonb) where a.id = x.id`;

interface Row extends PeerPlace {
  readonly datastream: number;
  readonly property: string;
  readonly interval: number;
}

/** A Datastream as the catalogue has it. */
export interface PeerRow {
  readonly context: DatastreamContext;
  readonly place: PeerPlace;
}

export interface StoredPeer {
  readonly version: string;
  readonly bytes: Uint8Array;
}

export interface PeersCheckpoint extends OffsetMove {
  readonly states: readonly SavedState[];
  readonly desk: SavedDesk;
}

/** What the peers process keeps in the database beside anomalies: states and the desk with their offset. */
export class PeersRepository {
  constructor(
    private readonly pool: Pool,
    private readonly consumer: string,
  ) {}

  /** The Datastreams of these numbers whose Things have a place. */
  async loadDatastreams(ids: readonly number[]): Promise<PeerRow[]> {
    const { rows } = await this.pool.query<Row>(DATASTREAMS, [ids]);
    return rows.map(({ datastream, property, interval, ...place }) => ({
      context: { datastream, thing: place.thing, property, domain: place.domain, interval, watchGap: false },
      place,
    }));
  }

  /** States that were saved for a partition, by Datastream. */
  async loadStates(topic: string, partition: number): Promise<Map<number, StoredPeer>> {
    const { rows } = await this.pool.query<{ id: number; version: string; state: Uint8Array }>(
      'select datastream_id as id, version, state from peer_state where topic = $1 and partition = $2',
      [topic, partition],
    );
    return new Map(rows.map(({ id, version, state }) => [id, { version, bytes: state }]));
  }

  /** The saved desk of a partition, or null. */
  async loadDesk(topic: string, partition: number): Promise<SavedDesk | null> {
    const { rows } = await this.pool.query<{ desk: SavedDesk }>(
      'select desk from peer_desk where topic = $1 and partition = $2',
      [topic, partition],
    );
    return rows.length === 0 ? null : rows[0].desk;
  }

  /** Adds to anomalies how many of their neighbours agree; again changes nothing. */
  async storeAgreements(agreements: readonly Agreement[]): Promise<void> {
    if (agreements.length > 0) await this.pool.query(AGREE, [JSON.stringify(latest(agreements))]);
  }

  /** Saves states, desk and offset in one transaction, by compare-and-set. @throws FencedError */
  async saveCheckpoint(checkpoint: PeersCheckpoint): Promise<void> {
    const { topic, partition, states, desk } = checkpoint;
    await transaction(this.pool, async (client) => {
      await moveOffset(client, this.consumer, checkpoint);
      await client.query(
        `insert into peer_desk (topic, partition, desk) values ($1, $2, $3)
         on conflict (topic, partition) do update set desk = excluded.desk`,
        [topic, partition, JSON.stringify(desk)],
      );
      for (let at = 0; at < states.length; at += CHUNK) {
        const chunk = states.slice(at, at + CHUNK);
        await client.query({
          name: 'save-peer-states',
          text: `insert into peer_state as s (datastream_id, topic, partition, version, state)
            select i, $2, $3, $4, b from unnest($1::integer[], $5::bytea[]) as x (i, b)
            on conflict (datastream_id) do update set topic = excluded.topic, partition = excluded.partition,
              version = excluded.version, state = excluded.state`,
          values: [
            chunk.map(({ datastream }) => datastream),
            topic,
            partition,
            PEER_STATE_VERSION,
            chunk.map(({ bytes }) => Buffer.from(bytes.buffer)),
          ],
        });
      }
    });
  }
}

/** The last of each anomaly: an update changes a row once. */
const latest = (agreements: readonly Agreement[]): Agreement[] => [
  ...new Map(agreements.map((agreement) => [agreement.id, agreement])).values(),
];
