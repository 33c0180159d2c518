import type { Incident, IncidentEvent, IncidentEventKind } from '@citywatch/contracts';
import { ApiError } from '../api/http';

/** Somebody was faster: the incident as it is now, and what was decided about it since; null where only its state tells. */
export interface Conflict {
  readonly incident: Incident;
  readonly decision: IncidentEvent | null;
}

/** The conflict of the server's 409 to a command; null for any other error. */
export function conflictIn(error: unknown): Conflict | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  const { incident, decision = null } = (error.body ?? {}) as Partial<Conflict>;
  return incident === undefined ? null : { incident, decision };
}

/** Growth is decided by nobody. */
type Decision = Exclude<IncidentEventKind, 'opened' | 'grew' | 'changed'>;

/** Which words of `incident.conflict` say it, and what stands in them. `at` in ms, null where nothing tells when. */
export interface ConflictWords {
  readonly key: 'over' | 'changed' | `decided.${Decision}`;
  readonly who: string;
  readonly at: number | null;
  /** To whom it was assigned, or the verdict. */
  readonly note: string;
}

/** Says who was faster with what; without a decision, what the incident itself tells. */
export function conflictWords({ incident, decision }: Conflict): ConflictWords {
  if (decision !== null)
    return {
      key: `decided.${decision.kind as Decision}`,
      who: decision.actor,
      at: decision.at,
      note: decision.note ?? '',
    };
  const { times, acknowledgedBy } = incident;
  const over = times.closedAt ?? times.resolvedAt;
  if (over !== null) return { key: 'over', who: '', at: over, note: '' };
  if (times.acknowledgedAt !== null && acknowledgedBy !== null)
    return { key: 'decided.acknowledged', who: acknowledgedBy, at: times.acknowledgedAt, note: '' };
  return { key: 'changed', who: '', at: null, note: '' };
}
