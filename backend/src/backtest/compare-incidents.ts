import { severityRank, type BacktestIncident, type BacktestResult } from '@citywatch/contracts';

/** An incident of a backtest, with what tells whether another run found it too. */
export interface FoundIncident extends BacktestIncident {
  /** Datastreams as `thing/property`. */
  readonly members: readonly string[];
}

/** Incidents of each kind that are told; the others are only counted. */
export const TOLD = 200;

type Difference = Pick<BacktestResult, 'onlyCurrent' | 'onlyChanged' | 'both' | 'found'>;

/**
 * What two runs over the same history found: the same incident is one with a Datastream in common at a common time. An incident
 * that one run found as two is in both. Of more than TOLD the most severe are told, in order of their start.
 */
export function compareIncidents(current: readonly FoundIncident[], changed: readonly FoundIncident[]): Difference {
  const [before, after] = [indexOf(current), indexOf(changed)];
  const onlyCurrent = current.filter((incident) => !isIn(incident, after));
  const onlyChanged = changed.filter((incident) => !isIn(incident, before));
  const both = changed.filter((incident) => isIn(incident, before));
  return {
    found: { onlyCurrent: onlyCurrent.length, onlyChanged: onlyChanged.length, both: both.length },
    onlyCurrent: told(onlyCurrent),
    onlyChanged: told(onlyChanged),
    both: told(both),
  };
}

type Index = ReadonlyMap<string, readonly FoundIncident[]>;

function indexOf(incidents: readonly FoundIncident[]): Index {
  const index = new Map<string, FoundIncident[]>();
  for (const incident of incidents)
    for (const member of incident.members) {
      const list = index.get(member);
      if (list === undefined) index.set(member, [incident]);
      else list.push(incident);
    }
  return index;
}

const isIn = (incident: FoundIncident, index: Index): boolean =>
  incident.members.some((member) => (index.get(member) ?? []).some((other) => overlap(incident, other)));

const overlap = (a: FoundIncident, b: FoundIncident): boolean =>
  a.start <= (b.end ?? Infinity) && b.start <= (a.end ?? Infinity);

const byStart = (a: FoundIncident, b: FoundIncident): number => a.start - b.start;

const told = (incidents: readonly FoundIncident[]): BacktestIncident[] =>
  [...incidents]
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || byStart(a, b))
    .slice(0, TOLD)
    .sort(byStart)
    .map(({ members: _, ...incident }) => incident);
