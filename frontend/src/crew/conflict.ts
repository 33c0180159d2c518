import type { Incident } from '@citywatch/contracts';

/** What happened before one's own act came: which words of `incident.conflict`, who did it, and when (ms). */
export interface Conflict {
  readonly key: 'acknowledge' | 'changed' | 'resolve';
  readonly who: string;
  readonly at: number;
}

/** Reads the latest decision off an incident that another person changed first. */
export function conflictWords({ times, acknowledgedBy, assignedTo }: Incident): Conflict {
  const who = acknowledgedBy ?? assignedTo ?? '';
  const over = times.closedAt ?? times.resolvedAt;
  if (over !== null) return { key: 'resolve', who, at: over };
  const { acknowledgedAt, inProgressAt } = times;
  if (acknowledgedAt !== null && acknowledgedBy !== null && (inProgressAt ?? 0) <= acknowledgedAt)
    return { key: 'acknowledge', who: acknowledgedBy, at: acknowledgedAt };
  return { key: 'changed', who, at: inProgressAt ?? acknowledgedAt ?? times.openedAt };
}
