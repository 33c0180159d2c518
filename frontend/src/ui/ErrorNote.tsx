import { useTranslation } from 'react-i18next';
import { Button } from './Button';
import { useErrorWords } from './use-error-words';

/** What failed, in words, and the way to try again. An error is shown where it happened, never hidden. */
export function ErrorNote({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  return (
    <div className="error-note" role="alert">
      <span className="grow">{words(error)}</span>
      {onRetry && <Button onClick={onRetry}>{t('ui.retry')}</Button>}
    </div>
  );
}
