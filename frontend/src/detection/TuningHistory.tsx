import type { DetectionSettingsAnswer } from '@citywatch/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { Button } from '../ui/Button';
import { useNow } from '../ui/use-now.hook';
import { isSame } from './tuning';
import { useChangeWords } from './use-change-words';

export type TuningVersion = DetectionSettingsAnswer['history'][number];

/** Every setting that was in force, newest first: since when, by whom, why, what was different, and the way back to it. */
export function TuningHistory({
  history,
  readOnly,
  onBack,
}: {
  history: readonly TuningVersion[];
  readOnly: boolean;
  onBack: (version: TuningVersion) => void;
}) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const words = useChangeWords();
  return (
    <section className="tuning-history">
      <h2>{t('tuning.history')}</h2>
      <ol>
        {history.map((version, index) => {
          const before = history[index + 1];
          const changes = before === undefined ? [] : words(before.tuning, version.tuning);
          return (
            <li key={version.version}>
              <p className="dim tuning-when">
                {version.version === 0 ? t('tuning.fromStart') : f.minute(version.from, now)}
              </p>
              <div>
                <p>
                  <b>{version.version === 0 ? t('tuning.installed') : t('tuning.version', { n: version.version })}</b>{' '}
                  {version.actor !== 'system' && <span className="dim">{version.actor}</span>}
                </p>
                {changes.length > 0 && <p className="dim">{changes.reduce((a, b) => t('why.and', { a, b }))}</p>}
                {version.note !== null && <q>{version.note}</q>}
              </div>
              {index === 0 ? (
                <span className="tag">{t('tuning.inForce')}</span>
              ) : (
                !readOnly &&
                !isSame(version.tuning, history[0].tuning) && (
                  <Button onClick={() => onBack(version)}>{t('tuning.goBack')}</Button>
                )
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
