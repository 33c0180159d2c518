import { transaction, type Pool } from '@citywatch/timescale';
import type { Adoption, SettingRow, ThresholdRow } from './detection-changes.js';

/** Of a threshold that is older nothing is left: thirteen times halved. */
const FADED = '400 days';
/** Adoptions of a partition that are kept, for who reads everything again that Kafka still has. */
const KEPT = 1_000;

/** What people changed about detection, and from which offsets on a consumer follows it. */
export class DetectionChangesRepository {
  constructor(
    private readonly pool: Pool,
    private readonly consumer: string,
  ) {}

  /** Settings and thresholds after these numbers, in their order. */
  async loadChanges(
    version: number,
    feedback: number,
  ): Promise<{ readonly settings: SettingRow[]; readonly thresholds: ThresholdRow[] }> {
    const settings = await this.pool.query<SettingRow>(
      'select version, tuning, known_detectors as known from detection_setting where version > $1 order by version',
      [version],
    );
    const thresholds = await this.pool.query<{ feedback: string; datastream: number; from: Date; shift: number }>(
      `select feedback_id as feedback, datastream_id as datastream, from_time as "from", shift from datastream_threshold
       where feedback_id > $1 and from_time > now() - $2::interval order by feedback_id, datastream_id`,
      [feedback, FADED],
    );
    return {
      settings: settings.rows,
      thresholds: thresholds.rows.map((row) => ({ ...row, feedback: Number(row.feedback), from: row.from.getTime() })),
    };
  }

  /** Each partition's adoptions, in order of their offsets. */
  async loadAdoptions(topic: string, partitions: readonly number[]): Promise<Map<number, Adoption[]>> {
    const { rows } = await this.pool.query<{
      partition: number;
      from_offset: string;
      version: number;
      feedback_id: string;
    }>(
      `select partition, from_offset, version, feedback_id from detection_adoption
       where consumer = $1 and topic = $2 and partition = any ($3) order by partition, from_offset`,
      [this.consumer, topic, partitions],
    );
    const adoptions = new Map<number, Adoption[]>();
    for (const { partition, from_offset: offset, version, feedback_id: feedback } of rows) {
      const list = adoptions.get(partition) ?? [];
      adoptions.set(partition, list);
      list.push({ fromOffset: Number(offset), version, feedback: Number(feedback) });
    }
    return adoptions;
  }

  /** Stores an adoption and forgets old ones, but none that a restart from the offset `stored` on will ask for. */
  async storeAdoption(topic: string, partition: number, adoption: Adoption, stored: number): Promise<void> {
    const key = [this.consumer, topic, partition];
    await transaction(this.pool, async (client) => {
      await client.query(
        `insert into detection_adoption as a (consumer, topic, partition, from_offset, version, feedback_id)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (consumer, topic, partition, from_offset) do update set version = greatest(a.version, excluded.version),
           feedback_id = greatest(a.feedback_id, excluded.feedback_id)`,
        [...key, adoption.fromOffset, adoption.version, adoption.feedback],
      );
      await client.query(
        `delete from detection_adoption where consumer = $1 and topic = $2 and partition = $3 and from_offset < least(
           (select max(from_offset) from detection_adoption
            where consumer = $1 and topic = $2 and partition = $3 and from_offset <= $4),
           coalesce((select from_offset from detection_adoption
            where consumer = $1 and topic = $2 and partition = $3 order by from_offset desc offset $5 limit 1), 0))`,
        [...key, stored, KEPT - 1],
      );
    });
  }
}
