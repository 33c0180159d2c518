import { QUALITY } from '@citywatch/contracts';
import { foundQuality, type AnomalyChange, type DatastreamState } from '@citywatch/detection';

/** Flags (QUALITY bit set) that were found of a Datastream's observations from a time until another, both included, ms. */
export interface FoundFlag {
  readonly datastream: number;
  readonly from: number;
  readonly until: number;
  /** 0: those of `until` are good again. */
  readonly quality: number;
}

/**
 * What is to be told of an observation that was judged: its flags, or that it is good where the one before was not.
 * @param told flags that everybody was told of the one before
 * @param until the observation's time, ms
 * @param changes what judging its report brought
 */
export function foundFlags(
  datastream: number,
  state: DatastreamState,
  told: number,
  until: number,
  changes: readonly AnomalyChange[],
): FoundFlag[] {
  const quality = foundQuality(state, until);
  if (quality === null || (quality === 0 && told === 0)) return [];
  const flag = { datastream, from: until, until, quality };
  const stuck = changes.find(
    ({ kind, anomaly }) => kind === 'raised' && anomaly.detector === 'stuck' && anomaly.datastream === datastream,
  );
  // A run of one value is known to be one long after it began.
  return stuck === undefined ? [flag] : [{ ...flag, from: stuck.anomaly.start, quality: QUALITY.stuck }, flag];
}
