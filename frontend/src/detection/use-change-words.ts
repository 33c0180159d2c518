import type { DetectionTuning } from '@citywatch/contracts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { changesOf, shownOf, type NumberKey, type TuningChange } from './tuning';

/** A setting's value in plain words: "about 0.05 a sensor and week". */
export function useValueWords(): (key: NumberKey, value: number) => string {
  const { t } = useTranslation();
  const f = useFormat();
  return useCallback(
    (key, value) => {
      const shown = shownOf(key, value);
      // A whole number of decades is a number of times; between them the power is said.
      const n = key === 'extremeDecades' ? f.number(10 ** shown) : f.number(shown);
      return t(`tuning.value.${key}`, { count: shown, n });
    },
    [t, f],
  );
}

/** What differs between two settings, one phrase a change. */
export function useChangeWords(): (from: DetectionTuning, to: DetectionTuning) => readonly string[] {
  const { t } = useTranslation();
  const value = useValueWords();
  return useCallback(
    (from, to) => {
      const names = (kinds: readonly string[]) =>
        kinds.map((kind) => t(`detectors.name.${kind as 'seasonal'}`)).reduce((a, b) => t('words.join', { a, b }));
      const words = (change: TuningChange): readonly string[] =>
        change.key === 'detectors'
          ? [
              ...(change.on.length > 0 ? [t('tuning.on', { names: names(change.on) })] : []),
              ...(change.off.length > 0 ? [t('tuning.off', { names: names(change.off) })] : []),
            ]
          : [
              t('tuning.fromTo', {
                name: t(`tuning.name.${change.key}`),
                from: value(change.key, change.from),
                to: value(change.key, change.to),
              }),
            ];
      return changesOf(from, to).flatMap(words);
    },
    [t, value],
  );
}
