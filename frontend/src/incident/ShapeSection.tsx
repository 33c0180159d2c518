import type { Incident } from '@citywatch/contracts';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { LngLat } from '../map/geometry';

export interface ShapeProps {
  readonly incident: Incident;
  /** It is done, or was given up. */
  readonly onDone: () => void;
  /** Places to ring on the map. Must stay the same function. */
  readonly onFocus: (places: readonly LngLat[]) => void;
}

/** What the panel asks now. It takes the keyboard's focus, so that the next Tab is the first choice; Escape gives it up. */
export function ShapeSection({
  title,
  detail,
  onDone,
  children,
}: {
  title: string;
  detail: string;
  onDone: () => void;
  children: ReactNode;
}) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    // Only the question is left, not the whole incident.
    event.stopPropagation();
    onDone();
  };
  return (
    <section className="shape" aria-label={title} onKeyDown={onKeyDown}>
      <header className="shape-head">
        <h3 ref={head} tabIndex={-1}>
          {title}
        </h3>
        <p className="dim small">{detail}</p>
      </header>
      {children}
    </section>
  );
}
