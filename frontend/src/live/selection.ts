import { useCallback, useMemo } from 'react';
import { textParam, useUrlChange, useUrlState } from '../app/url-state';
import { memberParam } from '../incident/chosen-member';
import type { Selection } from '../map/MapCanvas';

const incidentParam = textParam('incident');
const sensorParam = textParam('sensor');

/** What is open: `?incident=` and `?sensor=` (a sensor opened from an incident keeps it, as the way back). */
export function useSelection(): readonly [Selection, (selection: Selection) => void] {
  const [incident] = useUrlState(incidentParam);
  const [thing] = useUrlState(sensorParam);
  const change = useUrlChange();
  const selection = useMemo(() => ({ incident: incident || null, thing: thing || null }), [incident, thing]);
  const select = useCallback(
    (next: Selection) => {
      // Another incident has other members.
      const other = next.incident !== selection.incident ? { [memberParam.key]: null } : {};
      change({ incident: next.incident, sensor: next.thing, ...other }, { push: true });
    },
    [change, selection.incident],
  );
  return [selection, select];
}
