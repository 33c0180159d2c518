import type { CityRun, FoundAnomaly, FoundIncident, TrueEvent } from '../city/found.js';

/** A truth is found until this long after its end, ms: two reports of 5 minutes. */
export const GRACE_MS = 600_000;
/** After-effects on Things that an event touched count for nobody until this long after its end, ms. */
export const TAIL_MS = 7_200_000;

/**
 * What an anomaly is of. `found`: on a Thing and property of an event's truth, raised while it was abnormal or within the grace.
 * `side effect`: on a Thing that the event touched, in another property or in its tail; no success and no false alarm. Else false.
 */
export interface Attribution {
  readonly anomaly: FoundAnomaly;
  readonly event: TrueEvent | null;
  readonly what: 'found' | 'side effect' | 'false';
  /** Of what was found: from the onset at that Thing to the alarm, ms. */
  readonly delay: number;
}

/** What each anomaly of a run is of. */
export function attribute(run: CityRun): Attribution[] {
  const byThing = new Map<string, TrueEvent[]>();
  for (const event of run.events)
    for (const thing of event.touched) byThing.set(thing, [...(byThing.get(thing) ?? []), event]);
  return run.anomalies.map((anomaly) => attributionOf(anomaly, byThing.get(anomaly.thing) ?? []));
}

function attributionOf(anomaly: FoundAnomaly, events: readonly TrueEvent[]): Attribution {
  const { thing, property, raisedAt } = anomaly;
  for (const event of events)
    for (const { thing: other, properties, from, to } of event.truth)
      if (other === thing && properties.includes(property) && raisedAt >= from && raisedAt <= to + GRACE_MS)
        return { anomaly, event, what: 'found', delay: raisedAt - from };
  const near = events.find(({ from, to }) => raisedAt >= from && raisedAt <= to + TAIL_MS);
  return near === undefined
    ? { anomaly, event: null, what: 'false', delay: NaN }
    : { anomaly, event: near, what: 'side effect', delay: NaN };
}

/** An incident with the event that more than half of its Things belong to, or null. */
export interface JudgedIncident {
  readonly incident: FoundIncident;
  readonly event: TrueEvent | null;
}

/** What each incident is of, by what its anomalies are of. */
export function judgeIncidents(run: CityRun, attributions: readonly Attribution[]): JudgedIncident[] {
  const byAnomaly = new Map(attributions.map((item) => [item.anomaly.id, item]));
  return run.incidents.map((incident) => {
    const events = new Map<string, TrueEvent | null>();
    for (const id of incident.anomalies) {
      const item = byAnomaly.get(id);
      // An anomaly from before the judged time is nobody's.
      if (item !== undefined && !events.get(item.anomaly.thing)) events.set(item.anomaly.thing, item.event);
    }
    const counts = new Map<TrueEvent, number>();
    for (const event of events.values()) if (event !== null) counts.set(event, (counts.get(event) ?? 0) + 1);
    const most = [...counts].find(([, count]) => count > events.size / 2);
    return { incident, event: most?.[0] ?? null };
  });
}
