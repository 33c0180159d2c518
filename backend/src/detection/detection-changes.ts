import type { DetectionTuning } from '@citywatch/contracts';
import { tuningNow, tuningOf, withTuning, type DetectionSettings, type Threshold } from '@citywatch/detection';

/** A version of the settings that somebody set; 1, 2, 3 … */
export interface SettingRow {
  readonly version: number;
  readonly tuning: DetectionTuning;
  /** Detector kinds that existed when it was set. */
  readonly known: readonly string[];
}

/** A threshold as a verdict left it. */
export interface ThresholdRow extends Threshold {
  /** Number of the verdict: later ones are larger. */
  readonly feedback: number;
  readonly datastream: number;
}

/** From which offset on a partition is judged by which settings and verdicts. */
export interface Adoption {
  readonly fromOffset: number;
  /** Of the settings; 0: what the environment says. */
  readonly version: number;
  /** The newest verdict whose thresholds count; 0: none. */
  readonly feedback: number;
}

/** Before anybody changed anything. */
export const UNCHANGED: Adoption = { fromOffset: 0, version: 0, feedback: 0 };

/** All settings and thresholds that people ever set, by their numbers: what holds at an offset, an adoption says. No I/O. */
export class DetectionChanges {
  private readonly settings: DetectionSettings[];
  private readonly thresholds = new Map<number, ThresholdRow[]>();
  private lastFeedback = 0;

  /** @param base what the environment says: version 0 */
  constructor(base: DetectionSettings) {
    this.settings = [base];
  }

  /** The newest numbers. */
  get newest(): Omit<Adoption, 'fromOffset'> {
    return { version: this.settings.length - 1, feedback: this.lastFeedback };
  }

  /** Takes up what is new, in the order of its numbers; what is known already is left out. */
  add(settings: readonly SettingRow[], thresholds: readonly ThresholdRow[]): void {
    const [base] = this.settings;
    for (const { version, tuning, known } of settings)
      if (version === this.settings.length)
        this.settings.push(withTuning(base, tuningNow(tuning, known, tuningOf(base))));
    const last = this.lastFeedback;
    for (const row of thresholds) {
      if (row.feedback <= last) continue;
      const rows = this.thresholds.get(row.datastream);
      if (rows === undefined) this.thresholds.set(row.datastream, [row]);
      else rows.push(row);
      this.lastFeedback = Math.max(this.lastFeedback, row.feedback);
    }
  }

  /** The settings of a version, or the newest before it that is known. */
  settingsOf(version: number): DetectionSettings {
    return this.settings[Math.min(version, this.settings.length - 1)];
  }

  /** A Datastream's threshold after a verdict, or null where nobody moved it. */
  thresholdOf(datastream: number, feedback: number): Threshold | null {
    const rows = this.thresholds.get(datastream) ?? [];
    for (let i = rows.length - 1; i >= 0; i--) if (rows[i].feedback <= feedback) return rows[i];
    return null;
  }
}
