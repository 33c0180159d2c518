/** When an alarm begins and ends; levels on the bank's score. */
export interface AlarmLevels {
  readonly raise: number;
  /** Below `raise`: an alarm is over when the score falls under it. */
  readonly clear: number;
  /** Steps after the beginning of an alarm in which it is neither over nor followed by another. */
  readonly muteSteps: number;
}

/** Where one stream stands. */
export interface AlarmState {
  open: boolean;
  /** Steps since the last alarm began. */
  since: number;
}

/**
 * Raise and clear with hysteresis: one excursion is one alarm, however long it lasts.
 * @param elapsed steps since the last one, 1 where none is missing
 * @returns whether an alarm begins at this step
 */
export function nextAlarm(state: AlarmState, levels: AlarmLevels, score: number, elapsed = 1): boolean {
  state.since += elapsed;
  if (state.since <= levels.muteSteps) return false;
  if (state.open) {
    state.open = score >= levels.clear;
    return false;
  }
  if (score < levels.raise) return false;
  state.open = true;
  state.since = 0;
  return true;
}

export const noAlarm = (): AlarmState => ({ open: false, since: Infinity });
