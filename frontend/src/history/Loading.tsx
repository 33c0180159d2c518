import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { Skeleton } from '../ui/Skeleton';

/** ms before words join the grey bars: a quick answer needs none. */
const WORDS_AFTER = 2_000;

/** Grey bars of the answer's size; after two seconds how far it is. */
export function Loading({ done, total }: { done: number; total: number }) {
  const { t } = useTranslation();
  const f = useFormat();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), WORDS_AFTER);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="history-loading" role="status">
      <Skeleton widths={[40]} height={38} />
      <Skeleton widths={[100]} height={360} />
      <span className={slow ? 'dim' : 'hidden-text'}>
        {total > 1 ? t('history.loadingOf', { done: f.count(done), total: f.count(total) }) : t('ui.loading')}
      </span>
    </div>
  );
}
