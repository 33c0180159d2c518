import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, NoAnswerError } from '../api/http';

/** Words for an error of a question ('load') or of an act ('act'). The server's own detail is kept: it names the cause. */
export function useErrorWords(): (error: Error, kind?: 'load' | 'act') => string {
  const { t } = useTranslation();
  return useCallback(
    (error, kind = 'load') => {
      if (error instanceof ApiError) {
        if (error.status >= 500) return t(kind === 'act' ? 'ui.notSaved' : 'ui.noAnswer');
        if (error.status === 403) return t('ui.notAllowed');
        if (error.status === 404) return t('ui.notFound', { detail: error.detail });
        return kind === 'act' ? t('ui.refused', { detail: error.detail }) : error.detail;
      }
      if (error instanceof NoAnswerError) return kind === 'act' ? t('ui.notSaved') : t('ui.noAnswer');
      return error.message;
    },
    [t],
  );
}
