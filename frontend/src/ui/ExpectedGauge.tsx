import type { Severity } from '@citywatch/contracts';
import { useId } from 'react';

export interface ExpectedGaugeProps {
  /** Ends of the whole scale. */
  readonly min: number;
  readonly max: number;
  /** Expected band; null while not known. */
  readonly low: number | null;
  readonly high: number | null;
  readonly value: number | null;
  readonly severity?: Severity;
  readonly ticks?: readonly number[];
  /** What the pointer says, as a sentence. */
  readonly label: string;
}

const WIDTH = 168;

/** Moving pointer: where a figure stands against what is expected now. Scales with its box. */
export function ExpectedGauge({ min, max, low, high, value, severity, ticks = [], label }: ExpectedGaugeProps) {
  const title = useId();
  const x = (v: number) => 5 + ((Math.min(max, Math.max(min, v)) - min) / (max - min || 1)) * (WIDTH - 10);
  return (
    <svg
      className="gauge"
      viewBox={`0 0 ${WIDTH} 22`}
      width={WIDTH}
      height={22}
      preserveAspectRatio="none"
      role="img"
      aria-labelledby={title}
    >
      <title id={title}>{label}</title>
      <line className="track" x1={2} x2={WIDTH - 2} y1={13} y2={13} />
      {low !== null && high !== null && (
        <rect className="band" x={x(low)} y={8} width={Math.max(2, x(high) - x(low))} height={10} />
      )}
      {ticks.map((tick) => (
        <line key={tick} className="tick" x1={x(tick)} x2={x(tick)} y1={9} y2={17} />
      ))}
      {value !== null && (
        <>
          <path className={`hand ${severity ?? ''}`} d={`M${x(value)} 9.5l-4.5-8h9Z`} />
          <line className={`hand ${severity ?? ''}`} x1={x(value)} x2={x(value)} y1={6} y2={19} />
        </>
      )}
    </svg>
  );
}
