import type { Incident, IncidentMember } from '@citywatch/contracts';
import { textParam, useUrlState } from '../app/url-state';
import { strongestOf } from './order';

/** `?member=`: the anomaly whose chart shows. Without it the strongest one's does. */
export const memberParam = textParam('member');

/** The member whose chart shows, and the way to choose another; undefined where the incident has none. */
export function useChosenMember(incident: Incident): readonly [IncidentMember | undefined, (anomaly: string) => void] {
  const [anomaly, choose] = useUrlState(memberParam);
  return [incident.members.find((member) => member.anomaly === anomaly) ?? strongestOf(incident), choose];
}
