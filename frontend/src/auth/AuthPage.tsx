import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Brand } from '../app/Brand';
import { useCity } from '../app/city';
import { setLanguage } from '../i18n/start';
import { useLanguage } from '../format/use-format';
import './auth.css';

/** The 320 px column of the screens before sign-in: whose city this is, what is asked, and the other language. */
export function AuthPage({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  const city = useCity();
  const other = useLanguage() === 'en' ? 'zh' : 'en';
  return (
    <main className="auth">
      <div className="auth-column">
        <div className="auth-brand">
          <Brand />
          Citywatch
          <span className="faint">{t(`shell.cityNames.${city.name as 'Chicago'}`, { defaultValue: city.name })}</span>
        </div>
        <h1>{title}</h1>
        {children}
        <button
          type="button"
          className="auth-language"
          lang={other === 'zh' ? 'zh-CN' : 'en'}
          onClick={() => void setLanguage(other)}
        >
          {t(`shell.person.languages.${other}`)}
        </button>
      </div>
    </main>
  );
}
