import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import { IncidentActsProvider } from '../incident/incident-acts';
import { LiveProvider } from '../live/live-context';
import { ErrorBoundary } from '../ui/ErrorBoundary';
import { TopBar } from './TopBar';
import { choiceParam, useUrlState } from './url-state';
import { KeyboardHelp } from './KeyboardHelp';
import './shell.css';

/** `?kiosk=on`: a wall screen without the bar. */
const kioskParam = choiceParam('kiosk', ['', 'on'], '');

/** Top bar and screen, with the live link that all screens share. */
export function Shell() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const [kiosk] = useUrlState(kioskParam);
  return (
    <LiveProvider>
      <IncidentActsProvider>
        <div className={kiosk === '' ? 'shell' : 'shell kiosk'}>
          <a className="skip" href="#content">
            {t('shell.skip')}
          </a>
          {kiosk === '' && <TopBar />}
          <div id="content" className="screen" tabIndex={-1}>
            <ErrorBoundary resetKey={pathname}>
              <Suspense fallback={null}>
                <Outlet />
              </Suspense>
            </ErrorBoundary>
          </div>
        </div>
        <KeyboardHelp />
      </IncidentActsProvider>
    </LiveProvider>
  );
}
