import type { Incident } from '@citywatch/contracts';
import {
  planShift,
  THRESHOLD_DETECTORS,
  VERDICT_DECADES,
  type KnownWork,
  type VerdictPart,
} from '@citywatch/detection';
import type { Queryable } from '@citywatch/timescale';
import * as sql from './feedback-sql.js';

/**
 * What a verdict changes, in the transaction that stores it (the caller holds the lock of incident events, so verdicts come one
 * after the other): the thresholds of the Datastreams it speaks of, made anew from all verdicts in force, so that another verdict on
 * the same incident leaves nothing of the one before; and the Things that are worked on. Detectors are told when it commits.
 * @param feedback the verdict's number
 */
export async function recordVerdict(client: Queryable, incident: Incident, feedback: number): Promise<void> {
  const { id, feedback: said } = incident;
  if (said === null) return;
  const own = VERDICT_DECADES[said.verdict];
  const affected = await client.query<{ datastream: number; own: boolean }>(sql.AFFECTED, [
    id,
    [...THRESHOLD_DETECTORS],
  ]);
  const others = await loadOthers(
    client,
    id,
    affected.rows.map(({ datastream }) => datastream),
  );
  const rows = affected.rows.map(({ datastream, own: member }) => {
    const decades = member ? own : 0;
    const parts = [...(others.get(datastream) ?? []), { decades, at: said.at }];
    return { datastream, decades, shift: planShift(parts, said.at) };
  });
  await client.query(sql.INSERT_THRESHOLDS, [
    feedback,
    new Date(said.at),
    rows.map(({ datastream }) => datastream),
    rows.map(({ decades }) => decades),
    rows.map(({ shift }) => shift),
  ]);
  if (said.until !== null) await client.query(sql.INSERT_WORK, [id, feedback, new Date(said.until)]);
  await client.query("select pg_notify('detection', '')");
}

async function loadOthers(
  client: Queryable,
  incident: string,
  datastreams: readonly number[],
): Promise<ReadonlyMap<number, VerdictPart[]>> {
  const { rows } = await client.query<{ datastream: number; decades: number; at: Date }>(sql.OTHER_PARTS, [
    datastreams,
    incident,
  ]);
  const parts = new Map<number, VerdictPart[]>();
  for (const { datastream, decades, at } of rows)
    parts.set(datastream, [...(parts.get(datastream) ?? []), { decades, at: at.getTime() }]);
  return parts;
}

/** Known work on these Things that lasts beyond `now`, ms. */
export async function loadWork(
  client: Queryable,
  things: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, KnownWork>> {
  const { rows } = await client.query<{ thing: string; until: Date; incident: number }>(sql.WORK_ON, [
    things,
    new Date(now),
  ]);
  return new Map(rows.map(({ thing, until, incident }) => [thing, { until: until.getTime(), incident }]));
}
