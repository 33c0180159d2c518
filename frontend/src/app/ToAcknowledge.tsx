import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useFormat } from '../format/use-format';
import { useQueue } from '../live/live-context';
import { SeverityMark } from '../ui/SeverityMark';
import { personalParams } from './url-state';

/** Off the Live screen: the worst mark and how many wait, as the way back to them. */
export function ToAcknowledge() {
  const { t } = useTranslation();
  const f = useFormat();
  const { pathname, search } = useLocation();
  const { toAcknowledge } = useQueue();
  const [worst] = toAcknowledge;
  if (pathname === '/live' || worst === undefined) return null;
  return (
    <Link className="waiting" to={{ pathname: '/live', search: personalParams(search) }}>
      <SeverityMark severity={worst.severity} size={13} />
      {t('shell.toAcknowledge', { count: toAcknowledge.length, n: f.count(toAcknowledge.length) })}
    </Link>
  );
}
