import { choiceParam } from './url-state';

export const THEMES = ['system', 'dark', 'light'] as const;
export type ThemeChoice = (typeof THEMES)[number];
export type Theme = 'dark' | 'light';

/** `?theme=`; without it the stored choice counts, then the system's. */
export const themeParam = choiceParam<ThemeChoice | ''>('theme', ['', ...THEMES], '');

/** What to draw: the address first, then what the person chose earlier, then the system. */
export function resolveTheme(inUrl: string, stored: string | null, systemIsLight: boolean): Theme {
  const choice = inUrl === '' ? stored : inUrl;
  if (choice === 'dark' || choice === 'light') return choice;
  return systemIsLight ? 'light' : 'dark';
}
