import { systemNote, type IncidentMember } from '@citywatch/contracts';
import type { IncidentChange } from '../correlation/correlator.js';

/** Known work on a Thing, as a person said of an incident. */
export interface KnownWork {
  /** Its end, ms. */
  readonly until: number;
  /** Number of the incident it was said of. */
  readonly incident: number;
}

/**
 * What known work makes of the correlator's changes: an incident that opens with nothing but Things that are worked on is shelved
 * until the first of that work ends (it is kept, with its true severity, but calls nobody); one that is shelved and reaches a
 * Thing nobody works on comes back, because work explains only what is worked on. All other changes stay as they are.
 * @param works by Thing; whose end has passed counts for nothing
 * @param now ms, the clock that opens incidents
 */
export function shelveKnownWork(
  changes: readonly IncidentChange[],
  works: ReadonlyMap<string, KnownWork>,
  now: number,
): IncidentChange[] {
  const shelved = new Map<string, number | null>();
  return changes.map((change) => {
    const { id, times } = change.incident;
    // An earlier change of the same round may have shelved it: the correlator does not know of that yet.
    const until = shelved.has(id) ? (shelved.get(id) ?? null) : times.shelvedUntil;
    const decided = decide(change, until, works, now);
    shelved.set(id, decided.until);
    if (decided.until === times.shelvedUntil && decided.note === null) return change;
    const incident = { ...change.incident, times: { ...times, shelvedUntil: decided.until } };
    return { ...change, incident, event: { ...change.event, note: decided.note ?? change.event.note } };
  });
}

function decide(
  { isNew, joined, incident }: IncidentChange,
  until: number | null,
  works: ReadonlyMap<string, KnownWork>,
  now: number,
): { readonly until: number | null; readonly note: string | null } {
  const workOn = ({ thing }: IncidentMember): KnownWork | null => {
    const work = works.get(thing);
    return work !== undefined && work.until > now ? work : null;
  };
  if (isNew) {
    const found = incident.members.map(workOn).filter((work) => work !== null);
    if (found.length === 0 || found.length < incident.members.length) return { until, note: null };
    const first = found.reduce((a, b) => (b.until < a.until ? b : a));
    return { until: first.until, note: systemNote('known-work', first.incident) };
  }
  const here = new Set(joined);
  const beyond = incident.members.some((member) => here.has(member.anomaly) && workOn(member) === null);
  if (until === null || until <= now || !beyond) return { until, note: null };
  return { until: null, note: systemNote('beyond-work') };
}
