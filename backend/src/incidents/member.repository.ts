import type { Anomaly } from '@citywatch/contracts';
import { meanWind, windStepFor, WIND_STEP_MS, type Member, type ThingContext, type Wind } from '@citywatch/detection';
import type { Queryable } from '@citywatch/timescale';
import { toAnomaly, type AnomalyRow } from './incident-rows.js';
import * as sql from './correlator-sql.js';

export interface StoredMember {
  readonly incident: string | null;
  readonly anomaly: Anomaly;
  /** ms. */
  readonly arrivedAt: number;
  /** Event time of its raise, ms. */
  readonly raisedAt: number;
}
export type MemberAnomalyRow = AnomalyRow & { incident_id?: string; arrived_at: Date; raised_at: Date };

export const toStored = (row: MemberAnomalyRow): StoredMember => ({
  incident: row.incident_id ?? null,
  anomaly: toAnomaly(row),
  arrivedAt: row.arrived_at.getTime(),
  raisedAt: row.raised_at.getTime(),
});

/** The anomalies of incidents, in the order in which they joined. */
export async function loadMemberAnomalies(client: Queryable, incidents: readonly string[]): Promise<StoredMember[]> {
  if (incidents.length === 0) return [];
  const { rows } = await client.query<MemberAnomalyRow>(sql.MEMBER_ANOMALIES, [incidents]);
  return rows.map(toStored);
}

/** Described Things with a place; the others are on no map. */
export async function loadThings(client: Queryable, ids: readonly string[]): Promise<ThingContext[]> {
  if (ids.length === 0) return [];
  return (await client.query<ThingContext>(sql.THINGS, [ids])).rows;
}

/** The city's wind in each of these steps (windStepFor), where any station measured it. */
export async function loadWinds(client: Queryable, steps: readonly number[]): Promise<Map<number, Wind>> {
  const winds = new Map<number, Wind>();
  for (const step of new Set(steps)) {
    const { rows } = await client.query<{ speed: number; from: number }>(sql.WIND, [
      new Date(step),
      new Date(step + WIND_STEP_MS),
    ]);
    const mean = meanWind(rows);
    if (mean !== null) winds.set(step, mean);
  }
  return winds;
}

/** The step whose wind an anomaly needs; null where wind says nothing about it. */
export const windStepOf = ({ domain, start }: Anomaly): number | null =>
  domain === 'air-quality' ? windStepFor(start) : null;

/** The members of some incidents as the correlator has them, by incident; those without a place are left out. */
export async function loadMembers(client: Queryable, incidents: readonly string[]): Promise<Map<string, Member[]>> {
  const stored = await loadMemberAnomalies(client, incidents);
  const things = await loadThings(client, [...new Set(stored.map(({ anomaly }) => anomaly.thing))]);
  const byId = new Map(things.map((thing) => [thing.thing, thing]));
  const winds = await loadWinds(
    client,
    stored.flatMap(({ anomaly }) => windStepOf(anomaly) ?? []),
  );
  const members = new Map<string, Member[]>(incidents.map((id) => [id, []]));
  for (const { incident, anomaly, raisedAt } of stored) {
    const thing = byId.get(anomaly.thing);
    if (thing === undefined || incident === null) continue;
    const step = windStepOf(anomaly);
    const wind = step === null ? null : (winds.get(step) ?? null);
    members.get(incident)?.push({ anomaly, thing, raisedAt, wind });
  }
  return members;
}
