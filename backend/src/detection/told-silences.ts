import type { Anomaly } from '@citywatch/contracts';
import type { AnomalyChange } from '@citywatch/detection';

/** Stored times are whole milliseconds: the last reading before a silence may seem to be up to so much after its beginning. */
const ROUNDING_MS = 1;

/**
 * Ends silences that a state knows nothing of. A silence is told by the clock, at once; who is killed before the next checkpoint
 * reads the messages again, but not the clock, and may find the pause between two of them too short to be one.
 * @param told open silences of a Datastream, as they are stored
 * @param time of a reading that was just judged, ms
 * @param changes what judging it said, to which the ends are added
 * @returns the silences that still last
 */
export function endTold(told: readonly Anomaly[], time: number, changes: AnomalyChange[]): readonly Anomaly[] {
  const ended = new Set(changes.filter(({ kind }) => kind === 'cleared').map(({ anomaly }) => anomaly.id));
  const open = told.filter(({ id }) => !ended.has(id));
  // A reading from before the silence, read again, does not end it.
  const isOver = ({ start, expected }: Anomaly): boolean => time > start - (expected ?? 0) + ROUNDING_MS;
  for (const anomaly of open)
    if (isOver(anomaly))
      changes.push({ kind: 'cleared', at: time, anomaly: { ...anomaly, end: Math.max(time, anomaly.start) } });
  return open.filter((anomaly) => !isOver(anomaly));
}
