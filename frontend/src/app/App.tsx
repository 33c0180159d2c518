import { lazy, Suspense, useEffect } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { Toasts } from '../ui/Toasts';
import { ErrorBoundary } from '../ui/ErrorBoundary';
import { NotFound, Starting } from './Messages';
import { useSession } from './session';
import { Shell } from './Shell';
import { useTheme } from './use-theme.hook';

const LiveScreen = lazy(() => import('../live/LiveScreen'));
const HistoryScreen = lazy(() => import('../history/HistoryScreen'));
const CrewScreen = lazy(() => import('../crew/CrewScreen'));
const HealthScreen = lazy(() => import('../health/HealthScreen'));
const DetectionScreen = lazy(() => import('../detection/DetectionScreen'));
const UsersScreen = lazy(() => import('../users/UsersScreen'));
const SignInScreen = lazy(() => import('../auth/SignInScreen'));
const EnrolScreen = lazy(() => import('../auth/EnrolScreen'));
const SessionEnded = lazy(() => import('../auth/SessionEnded'));

/** The whole page: who is not signed in sees sign-in and nothing else. */
export function App() {
  const { theme } = useTheme();
  const session = useSession();
  const { pathname } = useLocation();
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  return (
    <ErrorBoundary resetKey={pathname}>
      <Suspense fallback={null}>
        {session.state === 'unknown' ? null : session.state === 'no-answer' ? (
          <Starting />
        ) : session.state === 'signed-out' ? (
          <SignedOut />
        ) : (
          <SignedIn />
        )}
        {session.state === 'ended' && <SessionEnded />}
      </Suspense>
      <Toasts />
    </ErrorBoundary>
  );
}

/** Sign-in goes back to where the person wanted to be: the address stays in `next`. */
function SignedOut() {
  const { pathname, search } = useLocation();
  const next = `/sign-in?next=${encodeURIComponent(`${pathname}${search}`)}`;
  return (
    <Routes>
      <Route path="/sign-in" element={<SignInScreen />} />
      <Route path="/enrol" element={<EnrolScreen />} />
      <Route path="*" element={<Navigate to={pathname === '/' ? '/sign-in' : next} replace />} />
    </Routes>
  );
}

function SignedIn() {
  const session = useSession();
  const home = session.user?.role === 'crew' ? '/crews' : session.user?.role === 'analyst' ? '/history' : '/live';
  return (
    <Routes>
      <Route element={<Shell />}>
        <Route path="/" element={<Navigate to={home} replace />} />
        <Route path="/sign-in" element={<AfterSignIn home={home} />} />
        <Route path="/enrol" element={<Navigate to={home} replace />} />
        <Route path="/live" element={<LiveScreen />} />
        <Route path="/crews/*" element={<CrewScreen />} />
        {session.may('read-history') && <Route path="/history" element={<HistoryScreen />} />}
        {session.may('read-history') && <Route path="/detection/*" element={<DetectionScreen />} />}
        {session.may('read-health') && <Route path="/health" element={<HealthScreen />} />}
        {session.may('manage-users') && <Route path="/users" element={<UsersScreen />} />}
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

function AfterSignIn({ home }: { home: string }) {
  const next = new URLSearchParams(useLocation().search).get('next') ?? '';
  // Only a path of our own: an address of elsewhere in a link would take the person there.
  return <Navigate to={/^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : home} replace />;
}
