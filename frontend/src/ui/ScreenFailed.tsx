import { useTranslation } from 'react-i18next';
import { Button } from './Button';

export function ScreenFailed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <section className="message" role="alert">
      <h1>{t('ui.failedTitle')}</h1>
      <p className="dim">{t('ui.failedDetail', { detail: error.message })}</p>
      <Button kind="primary" onClick={onRetry}>
        {t('ui.retry')}
      </Button>
    </section>
  );
}
