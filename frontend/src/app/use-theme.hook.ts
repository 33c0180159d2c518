import { useCallback, useSyncExternalStore } from 'react';
import { resolveTheme, themeParam, type Theme, type ThemeChoice } from './theme';
import { useUrlState } from './url-state';

const STORAGE = 'citywatch.theme';
const light = () => window.matchMedia('(prefers-color-scheme: light)');

function subscribe(listener: () => void): () => void {
  const query = light();
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
function stored(): string | null {
  try {
    return localStorage.getItem(STORAGE);
  } catch {
    return null;
  }
}

/** The theme drawn, what was chosen, and the way to choose: kept in the address and remembered. */
export function useTheme(): { theme: Theme; choice: ThemeChoice; choose: (choice: ThemeChoice) => void } {
  const [inUrl, setInUrl] = useUrlState(themeParam);
  const systemIsLight = useSyncExternalStore(subscribe, () => light().matches);
  const choice = (inUrl === '' ? stored() : inUrl) as ThemeChoice | null;
  const choose = useCallback(
    (next: ThemeChoice) => {
      try {
        localStorage.setItem(STORAGE, next);
      } catch {
        // Storage is blocked: the address still holds it.
      }
      setInUrl(next);
    },
    [setInUrl],
  );
  return { theme: resolveTheme(inUrl, stored(), systemIsLight), choice: choice ?? 'system', choose };
}
