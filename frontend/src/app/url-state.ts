import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';

/** One thing of the screen that the address holds, as `?key=text`. `print` gives null where the address need not say it. */
export interface UrlParam<T> {
  readonly key: string;
  parse(text: string | null): T;
  print(value: T): string | null;
}

/** Free text; '' is not written. */
export const textParam = (key: string): UrlParam<string> => ({
  key,
  parse: (text) => text ?? '',
  print: (value) => (value === '' ? null : value),
});

/** One of a few words; anything else counts as `fallback`, which is not written. */
export const choiceParam = <T extends string>(key: string, choices: readonly T[], fallback: T): UrlParam<T> => ({
  key,
  parse: (text) => choices.find((choice) => choice === text) ?? fallback,
  print: (value) => (value === fallback ? null : value),
});

/** Some of a few words, joined by commas; unknown ones are left out, an empty list is not written. */
export const listParam = <T extends string>(key: string, choices: readonly T[]): UrlParam<readonly T[]> => ({
  key,
  parse: (text) => {
    const words = new Set(text?.split(',') ?? []);
    return choices.filter((choice) => words.has(choice));
  },
  print: (value) => (value.length === 0 ? null : value.join(',')),
});

/** A finite number within bounds, or null. */
export const numberParam = (key: string, min: number, max: number): UrlParam<number | null> => ({
  key,
  parse: (text) => {
    const value = text === null || text.trim() === '' ? NaN : Number(text);
    return Number.isFinite(value) && value >= min && value <= max ? value : null;
  },
  print: (value) => (value === null ? null : String(value)),
});

/** The query string with one or more entries changed; the order of the others is kept. */
export function withParams(search: string, changes: Readonly<Record<string, string | null>>): string {
  const params = new URLSearchParams(search);
  for (const [key, text] of Object.entries(changes))
    if (text === null) params.delete(key);
    else params.set(key, text);
  // Commas and slashes are allowed in a query and keep the address readable.
  const text = params.toString().replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%3A', ':');
  return text === '' ? '' : `?${text}`;
}

/** Only what belongs to the person, not to the screen: what a link to another screen carries along. */
export function personalParams(search: string): string {
  const params = new URLSearchParams(search);
  return withParams('', { theme: params.get('theme'), lang: params.get('lang') });
}

/** Changes the address. Reads it at the time of the call, so that two changes in a row both count. */
export function useUrlChange(): (
  changes: Readonly<Record<string, string | null>>,
  options?: { push?: boolean },
) => void {
  const navigate = useNavigate();
  return useCallback(
    (changes, options) => {
      const search = withParams(window.location.search, changes);
      if (search === window.location.search) return;
      void navigate({ search, hash: window.location.hash }, { replace: options?.push !== true });
    },
    [navigate],
  );
}

/** State kept in the address: like useState, and a link or a reload shows the same. `push` adds a step to "back". */
export function useUrlState<T>(param: UrlParam<T>): readonly [T, (value: T, options?: { push?: boolean }) => void] {
  const { search } = useLocation();
  const change = useUrlChange();
  const text = useMemo(() => new URLSearchParams(search).get(param.key), [search, param.key]);
  const value = useMemo(() => param.parse(text), [param, text]);
  const set = useCallback(
    (next: T, options?: { push?: boolean }) => change({ [param.key]: param.print(next) }, options),
    [change, param],
  );
  return [value, set];
}
