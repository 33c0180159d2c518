import type { Severity } from '@citywatch/contracts';
import type { ReactNode } from 'react';
import { SHAPES } from '../ui/shapes';

/** A severity's mark inside a drawing, centred on (x, y), with a halo of the panel so that it reads over a line. */
export function SeverityMarkAt(props: { severity: Severity; x: number; y: number; size: number }): ReactNode {
  const { severity, x, y, size } = props;
  return (
    <path
      d={SHAPES[severity]}
      transform={`translate(${x - size / 2} ${y - size / 2}) scale(${size / 16})`}
      fill={`var(--${severity})`}
      stroke="var(--panel)"
      strokeWidth={2}
      paintOrder="stroke"
    />
  );
}
