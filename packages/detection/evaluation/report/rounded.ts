const DIGITS = 4;

/** The same with numbers of four digits at most, and null for what is no number: what is committed must not change with a last bit. */
export function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? round(value) : null;
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item)]));
  return value;
}

const round = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS)));

/**
 * Where two results differ, as `path: was …, is now …`; numbers may differ by `tolerance` of the larger one.
 */
export function differences(was: unknown, now: unknown, tolerance = 0, path = ''): string[] {
  if (typeof was === 'number' && typeof now === 'number') {
    const apart = Math.abs(was - now);
    return apart <= tolerance * Math.max(Math.abs(was), Math.abs(now)) ? [] : [said(path, was, now)];
  }
  if (typeof was === 'object' && typeof now === 'object' && was !== null && now !== null) {
    const [a, b] = [was as Record<string, unknown>, now as Record<string, unknown>];
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => differences(a[key], b[key], tolerance, path === '' ? key : `${path}.${key}`));
  }
  return was === now ? [] : [said(path, was, now)];
}

const said = (path: string, was: unknown, now: unknown): string =>
  `${path} was ${JSON.stringify(was) ?? 'absent'}, is now ${JSON.stringify(now) ?? 'absent'}`;
