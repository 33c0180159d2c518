import { useCallback, useState, useSyncExternalStore } from 'react';

/** As in crew.css. */
const WIDE = '(min-width: 1024px)';

/** Whether there is room for the list and an incident side by side. */
export function useWide(): boolean {
  const [query] = useState(() => window.matchMedia(WIDE));
  const subscribe = useCallback(
    (changed: () => void) => {
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => query.matches);
}
