import { DETECTORS, type DetectionSettingsAnswer, type DetectionTuning } from '@citywatch/contracts';
import { tuningNow } from '@citywatch/detection';
import { transaction, type Pool } from '@citywatch/timescale';
import { Inject, Injectable } from '@nestjs/common';
import { POOL } from '../api/tokens.js';

export type SettingVersion = DetectionSettingsAnswer['history'][number];

/** Another version meanwhile. */
export interface Outdated {
  readonly newest: number;
}

interface Row {
  version: number;
  from_time: Date;
  actor: string;
  note: string | null;
  tuning: DetectionTuning;
  known_detectors: string[];
}

/** Versions of the detection settings; 0 is none of them. */
@Injectable()
export class SettingRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** Newest first, at most `limit`; detector kinds that came after a version do in it what they do in `defaults`. */
  async history(limit: number, defaults: DetectionTuning): Promise<SettingVersion[]> {
    const { rows } = await this.pool.query<Row>('select * from detection_setting order by version desc limit $1', [
      limit,
    ]);
    return rows.map(({ version, from_time: from, actor, note, tuning, known_detectors: known }) => ({
      version,
      from: from.getTime(),
      actor,
      note,
      tuning: tuningNow(tuning, known, defaults),
    }));
  }

  /**
   * Stores the next version and tells the detectors, unless somebody stored one after `seen`.
   * @returns the new version, or the newest one there is
   */
  async append(seen: number, tuning: DetectionTuning, actor: string, note: string | null): Promise<number | Outdated> {
    return transaction(this.pool, async (client) => {
      // Detectors read versions in their order: they must commit in it too.
      await client.query("select pg_advisory_xact_lock(hashtext('detection_setting'))");
      const { rows } = await client.query<{ newest: number }>(
        'select coalesce(max(version), 0) as newest from detection_setting',
      );
      const { newest } = rows[0];
      if (newest !== seen) return { newest };
      await client.query(
        `insert into detection_setting (version, from_time, actor, note, tuning, known_detectors)
         values ($1, now(), $2, $3, $4, $5)`,
        [newest + 1, actor, note, JSON.stringify(tuning), DETECTORS],
      );
      await client.query("select pg_notify('detection', '')");
      return newest + 1;
    });
  }
}
