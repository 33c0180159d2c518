import { useCallback, useEffect, useState } from 'react';

export interface Answer<T> {
  /** The newest good answer; kept while a later one fails, with `error` beside it. */
  readonly data: T | undefined;
  readonly error: Error | undefined;
  /** When `data` came, ms. */
  readonly at: number | undefined;
  readonly loading: boolean;
  reload(): void;
}

interface State<T> {
  readonly key: string | null;
  readonly data?: T;
  readonly error?: Error;
  readonly at?: number;
  readonly loading: boolean;
}

/**
 * Loads an answer for as long as the component shows and `key` stays the same. `key` null: nothing is asked.
 * `every` (ms) asks again after each answer, also after a failed one. A changed key drops the old answer at once.
 */
export function useAnswer<T>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<T>,
  options: { readonly every?: number } = {},
): Answer<T> {
  const [state, setState] = useState<State<T>>({ key, loading: key !== null });
  const [turn, setTurn] = useState(0);
  const { every } = options;

  useEffect(() => {
    if (key === null) {
      setState({ key, loading: false });
      return;
    }
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const data = await load(stop.signal);
        if (!stop.signal.aborted) setState({ key, data, at: Date.now(), loading: false });
      } catch (error) {
        if (!stop.signal.aborted)
          setState((old) => ({ ...(old.key === key ? old : { key }), error: error as Error, loading: false }));
      }
      if (every !== undefined && !stop.signal.aborted) timer = setTimeout(() => void ask(), every);
    };
    setState((old) => (old.key === key ? { ...old, loading: true } : { key, loading: true }));
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
    // `load` is a new closure at each render; what it asks for is named by `key`.
  }, [key, turn, every]);

  const reload = useCallback(() => setTurn((old) => old + 1), []);
  const current = state.key === key ? state : undefined;
  return {
    data: current?.data,
    error: current?.error,
    at: current?.at,
    loading: current?.loading ?? key !== null,
    reload,
  };
}
