import type { ReactNode } from 'react';
import type { Measure } from '../format/format';

/** A figure with its unit beside it, smaller. No figure stands without its unit. */
export function Figure({ measure, children }: { measure: Measure; children?: ReactNode }) {
  return (
    <span className="figure">
      {measure.value}
      {measure.unit !== '' && <small>{measure.unit}</small>}
      {children}
    </span>
  );
}
