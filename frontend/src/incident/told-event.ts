import type { IncidentEvent } from '@citywatch/contracts';

/** Growth by the minute says nothing to people, but that another incident was taken in does; so do opening, acts and their notes. */
export const isTold = ({ kind, note }: Pick<IncidentEvent, 'kind' | 'note'>): boolean =>
  note !== null || (kind !== 'grew' && kind !== 'changed');
