import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, Route, Routes, useLocation } from 'react-router';
import { personalParams } from '../app/url-state';
import './detection.css';

const PrecisionScreen = lazy(() => import('./PrecisionScreen'));
const TuningScreen = lazy(() => import('./TuningScreen'));

/** Whether detection is right, and how it is set: two pages of one screen. */
export default function DetectionScreen() {
  const { t } = useTranslation();
  const { search } = useLocation();
  return (
    <main className="detection">
      <header className="detection-head">
        <h1>{t('detection.title')}</h1>
        <nav className="nav" aria-label={t('detection.pages')}>
          {(['precision', 'settings'] as const).map((page) => (
            <NavLink key={page} to={{ pathname: `/detection/${page}`, search: personalParams(search) }}>
              {t(`detection.page.${page}`)}
            </NavLink>
          ))}
        </nav>
      </header>
      <Suspense fallback={null}>
        <Routes>
          <Route path="precision" element={<PrecisionScreen />} />
          <Route path="settings" element={<TuningScreen />} />
          <Route path="*" element={<Navigate to={{ pathname: '/detection/precision', search }} replace />} />
        </Routes>
      </Suspense>
    </main>
  );
}
