import { useEffect, useRef, useSyncExternalStore } from 'react';

const STORAGE = 'citywatch.single-keys';
const listeners = new Set<() => void>();

function read(): boolean {
  try {
    return localStorage.getItem(STORAGE) !== 'off';
  } catch {
    return true;
  }
}
let enabled = read();

/** Whether single keys act (WCAG 2.1.4: they can be turned off); remembered. */
export const useSingleKeys = (): boolean => useSyncExternalStore(subscribe, () => enabled);
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
export function setSingleKeys(on: boolean): void {
  enabled = on;
  try {
    localStorage.setItem(STORAGE, on ? 'on' : 'off');
  } catch {
    // Storage is blocked: it holds until the page closes.
  }
  for (const listener of listeners) listener();
}

/**
 * Runs `act` at a single key (as KeyboardEvent.key), never while typing, in a menu or in a dialog. 'mod+k' is Ctrl or Cmd
 * with k and acts also where single keys are off.
 */
export function useShortcut(key: string, act: (event: KeyboardEvent) => void, active = true): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (!active) return;
    const withMod = key.startsWith('mod+');
    const plain = withMod ? key.slice(4) : key;
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== plain.toLowerCase() || event.defaultPrevented || event.altKey) return;
      if (withMod !== (event.ctrlKey || event.metaKey)) return;
      if (!withMod && (!enabled || event.repeat || isBusy(event.target))) return;
      event.preventDefault();
      latest.current(event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [key, active]);
}

const isBusy = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=menu]') !== null;
