import type { DetectionSettings, Threshold } from '@citywatch/detection';
import { UNCHANGED, type Adoption, type DetectionChanges } from './detection-changes.js';

/** What people changed about detection, as one partition follows it: each adoption counts from its offset on. No I/O. */
export class FollowedChanges {
  private inForce: Adoption;
  private coming: Adoption[];

  /**
   * @param adoptions the partition's, in order of their offsets
   * @param next offset from which it goes on: the last adoption up to it is in force
   */
  constructor(
    private readonly changes: DetectionChanges,
    adoptions: readonly Adoption[],
    next: number,
  ) {
    this.inForce = adoptions.findLast(({ fromOffset }) => fromOffset <= next) ?? UNCHANGED;
    this.coming = adoptions.filter(({ fromOffset }) => fromOffset > next);
  }

  /** The last adoption, in force or to come. */
  get adopted(): Adoption {
    return this.coming.at(-1) ?? this.inForce;
  }

  /** Takes an adoption whose offset must not be before what is judged already; one that is older than the last is none. */
  adopt(adoption: Adoption): void {
    const { version, feedback } = this.adopted;
    if (adoption.version >= version && adoption.feedback >= feedback) this.coming.push(adoption);
  }

  /** Puts into force what counts from this offset on. @returns whether anything does that did not before */
  reach(offset: number): boolean {
    let reached = false;
    while (this.coming.length > 0 && this.coming[0].fromOffset <= offset) {
      this.inForce = this.coming.shift() as Adoption;
      reached = true;
    }
    return reached;
  }

  get settings(): DetectionSettings {
    return this.changes.settingsOf(this.inForce.version);
  }

  /** A Datastream's threshold as the verdicts in force left it; null where nobody moved it. */
  thresholdOf(datastream: number): Threshold | null {
    return this.changes.thresholdOf(datastream, this.inForce.feedback);
  }
}
