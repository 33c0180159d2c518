import type { Incident, IncidentCommand } from '@citywatch/contracts';

/** A command without the revision: that is the one of the incident it is given for. */
export type Act = IncidentCommand extends infer C
  ? C extends { revision: number }
    ? Omit<C, 'revision'>
    : never
  : never;

const PLAIN: Partial<Record<Act['command'], Act>> = {
  acknowledge: { command: 'unacknowledge' },
  silence: { command: 'unsilence' },
  resolve: { command: 'reopen' },
  pin: { command: 'unpin' },
  unpin: { command: 'pin' },
};

/**
 * What takes an act back; undefined where nothing does. A split is taken back by merging what it made; a merge is not: what
 * was closed stays closed, so its panel asks before.
 * @param created what a split made, as it is now
 */
export function undoOf(command: Act['command'], created: Incident | undefined): Act | undefined {
  if (command === 'split') return created && { command: 'merge', other: created.id, otherRevision: created.revision };
  return PLAIN[command];
}
