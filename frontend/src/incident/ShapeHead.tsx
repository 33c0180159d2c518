import type { Incident } from '@citywatch/contracts';
import { useEffect, useRef } from 'react';
import type { LngLat } from '../map/geometry';

export interface ShapeProps {
  readonly incident: Incident;
  /** It is done, or was given up. */
  readonly onDone: () => void;
  /** Places to ring on the map. Must stay the same function. */
  readonly onFocus: (places: readonly LngLat[]) => void;
}

/** What the panel asks now; takes the keyboard's focus, so that the next Tab is the first choice. */
export function ShapeHead({ title, detail }: { title: string; detail: string }) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  return (
    <header className="shape-head">
      <h3 ref={head} tabIndex={-1}>
        {title}
      </h3>
      <p className="dim small">{detail}</p>
    </header>
  );
}
