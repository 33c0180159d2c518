import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { personalParams } from './url-state';

export function NotFound() {
  const { t } = useTranslation();
  const { search } = useLocation();
  return (
    <section className="message">
      <h1>{t('shell.notFound')}</h1>
      <Link className="button" to={{ pathname: '/', search: personalParams(search) }}>
        {t('shell.toLive')}
      </Link>
    </section>
  );
}

/** The API does not answer yet; asked again every few seconds by the session. */
export function Starting() {
  const { t } = useTranslation();
  return (
    <main className="message" role="status">
      <h1>Citywatch</h1>
      <p className="dim">{t('shell.starting')}</p>
    </main>
  );
}
