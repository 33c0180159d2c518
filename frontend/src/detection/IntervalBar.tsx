import type { PrecisionFigure } from '@citywatch/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';

/** A share from 0 to 100 % with its interval: the width of the band is how little is known. */
export function IntervalBar({ figure }: { figure: PrecisionFigure }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { precision, low, high } = figure;
  if (precision === null || low === null || high === null)
    return <span className="interval none">{t('precision.notJudged')}</span>;
  const label = t('precision.interval', { share: f.percent(precision), low: f.percent(low), high: f.percent(high) });
  return (
    <svg className="interval" viewBox="0 0 100 14" preserveAspectRatio="none" role="img" aria-label={label}>
      <line className="track" x1="0" x2="100" y1="7" y2="7" />
      <rect className="band" x={low * 100} width={Math.max(0.5, (high - low) * 100)} y="2.5" height="9" />
      <line className="hand" x1={precision * 100} x2={precision * 100} y1="0" y2="14" />
    </svg>
  );
}
