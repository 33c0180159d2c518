import type { Incident } from '@citywatch/contracts';
import { useEffect, useRef, useState } from 'react';
import { useLive } from '../live/live-context';
import type { CityMap } from './city-map';

/** One ring that draws itself where a new critical incident opens; those that were there at the start get none. */
export function NewCriticalRing({ city, incidents }: { city: CityMap; incidents: readonly Incident[] }) {
  const known = useRef<ReadonlySet<string> | null>(null);
  const [fresh, setFresh] = useState<Incident | null>(null);
  const { incidents: store } = useLive();
  useEffect(() => {
    if (!store.loaded) return;
    const critical = incidents.filter(
      ({ severity, times }) => severity === 'critical' && times.acknowledgedAt === null,
    );
    const found = known.current === null ? undefined : critical.find(({ id }) => !known.current?.has(id));
    known.current = new Set([...(known.current ?? []), ...critical.map(({ id }) => id)]);
    if (found) setFresh(found);
  }, [incidents, store]);
  if (fresh === null) return null;
  const { x, y } = city.map.project([fresh.centre.longitude, fresh.centre.latitude]);
  return (
    <div
      key={fresh.id}
      className="critical-ring"
      style={{ translate: `${x}px ${y}px` }}
      aria-hidden="true"
      onAnimationEnd={() => setFresh(null)}
    />
  );
}
