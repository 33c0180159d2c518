import type { Incident, IncidentAnswer, IncidentCommand } from '@citywatch/contracts';
import { ApiError } from '../api/http';

/** What happened instead, where somebody was faster. Times ms. */
export type Conflict =
  | { readonly kind: 'acknowledge'; readonly who: string; readonly at: number }
  | { readonly kind: 'resolve'; readonly at: number }
  | { readonly kind: 'changed'; readonly at: number };

/** The incident as it is, from the server's 409; null for any other error. */
export function incidentOfConflict(error: unknown): Incident | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  const body = error.body as Partial<IncidentAnswer> | null;
  return body?.incident ?? null;
}

/** Says why a command was outdated, from the incident as it is now. `now` where the incident does not tell when. */
export function conflictOf(
  command: IncidentCommand['command'],
  { times, acknowledgedBy }: Incident,
  now: number,
): Conflict {
  const over = times.closedAt ?? times.resolvedAt;
  if (over !== null) return { kind: 'resolve', at: over };
  if (command === 'acknowledge' && times.acknowledgedAt !== null && acknowledgedBy !== null)
    return { kind: 'acknowledge', who: acknowledgedBy, at: times.acknowledgedAt };
  return { kind: 'changed', at: now };
}
