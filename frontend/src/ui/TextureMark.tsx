import { TEXTURES, type Texture } from './shapes';

/** Normal, stale, offline or doubtful sensor, as on the map. The word stands beside it. */
export function TextureMark({ texture, size = 12 }: { texture: Texture; size?: number }) {
  const grey = texture === 'normal' || texture === 'doubtful' ? 'var(--sensor)' : 'var(--sensor-stale)';
  return (
    <svg className="texture" width={size} height={size} viewBox="0 0 10 10" aria-hidden="true">
      {TEXTURES[texture].map(({ d, fill, width }) => (
        <path key={d} d={d} fill={fill ? grey : 'none'} stroke={fill ? 'none' : grey} strokeWidth={width} />
      ))}
    </svg>
  );
}
