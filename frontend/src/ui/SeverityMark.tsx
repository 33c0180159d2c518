import type { Severity } from '@citywatch/contracts';
import { useTranslation } from 'react-i18next';
import { SHAPES } from './shapes';

/** The severity's shape in its colour. `label` false where its word stands beside it. */
export function SeverityMark({
  severity,
  size = 14,
  label = true,
}: {
  severity: Severity;
  size?: number;
  label?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <svg
      className={`mark ${severity}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      {...(label ? { role: 'img', 'aria-label': t(`words.severity.${severity}`) } : { 'aria-hidden': true })}
    >
      <path d={SHAPES[severity]} />
    </svg>
  );
}

/** Mark and word. */
export function SeverityLabel({
  severity,
  size = 14,
  mark = true,
}: {
  severity: Severity;
  size?: number;
  mark?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <span className={`severity ${severity}`}>
      {mark && <SeverityMark severity={severity} size={size} label={false} />}
      {t(`words.severity.${severity}`)}
    </span>
  );
}
