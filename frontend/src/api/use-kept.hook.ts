import { useRef } from 'react';

/** The last known value of this key, while a newer one is on its way: what is drawn stays, and does not jump. */
export function useKept<T>(key: string, value: T | undefined): T | undefined {
  const kept = useRef<{ key: string; value: T } | null>(null);
  if (value !== undefined) kept.current = { key, value };
  return kept.current?.key === key ? kept.current.value : undefined;
}
