import {
  DEFAULT_SETTINGS,
  NO_FORECAST,
  withTuning,
  holidaysOf,
  zoneOffset,
  type ForecastSettings,
} from '@citywatch/detection';
import type { Pool } from '@citywatch/timescale';
import type { DetectorConfig } from './config.js';
import { DetectionChanges, type Adoption } from './detection-changes.js';
import { DetectionChangesRepository } from './detection-changes.repository.js';
import type { HeldPartition } from './held-partition.js';

/** Lets a detector's partitions follow what people change about detection, without a restart. */
export class DetectionChangesService {
  readonly all: DetectionChanges;
  private readonly repository: DetectionChangesRepository;
  /** Somebody changed something, or may have. */
  stale = false;

  constructor(
    pool: Pool,
    consumer: string,
    { gapGraceMs, timeZone, holidays, tuning }: Pick<DetectorConfig, 'gapGraceMs' | 'timeZone' | 'holidays' | 'tuning'>,
    forecast: ForecastSettings = NO_FORECAST,
  ) {
    this.all = new DetectionChanges(
      withTuning(
        { ...DEFAULT_SETTINGS, gapGraceMs, offsetAt: zoneOffset(timeZone), holidayOn: holidaysOf(holidays), forecast },
        tuning,
      ),
    );
    this.repository = new DetectionChangesRepository(pool, consumer);
  }

  /** Reads what is new. */
  async learn(): Promise<void> {
    this.stale = false;
    try {
      const { version, feedback } = this.all.newest;
      const { settings, thresholds } = await this.repository.loadChanges(version, feedback);
      this.all.add(settings, thresholds);
    } catch (error) {
      this.stale = true;
      throw error;
    }
  }

  /** The adoptions of partitions that are taken up; all that they name is known then. */
  async loadAdoptions(topic: string, partitions: readonly number[]): Promise<ReadonlyMap<number, readonly Adoption[]>> {
    const adoptions = await this.repository.loadAdoptions(topic, partitions);
    await this.learn();
    return adoptions;
  }

  /**
   * Lets the newest changes count for a partition from an offset beyond which nothing is judged yet, by nobody: its `end`, or the
   * next one where all of it is judged. That is stored first, so that what is read again is judged as it was (docs/adr/0014).
   */
  async adopt(
    held: Pick<HeldPartition, 'topic' | 'partition' | 'next' | 'caughtUp' | 'stored' | 'detector'>,
    end: number,
  ): Promise<void> {
    const { detector, topic, partition, next, caughtUp, stored } = held;
    const { newest } = this.all;
    const { version, feedback, fromOffset } = detector.adopted;
    // A verdict that is older than anything kept may have been adopted: then there is nothing newer.
    if (newest.version <= version && newest.feedback <= feedback) return;
    const numbers = { version: Math.max(version, newest.version), feedback: Math.max(feedback, newest.feedback) };
    const adoption = { ...numbers, fromOffset: Math.max(fromOffset, caughtUp ? next : end) };
    await this.repository.storeAdoption(topic, partition, adoption, stored ?? 0);
    detector.adopt(adoption);
  }
}
