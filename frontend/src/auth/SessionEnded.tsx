import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session';
import { Dialog } from '../ui/Dialog';
import './auth.css';
import { SignInForm } from './SignInForm';

/** The session is over: the screen stays behind, dimmed, with all that was typed, and this asks on top. */
export default function SessionEnded() {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    <Dialog open title={t('auth.ended')} description={t('auth.endedDetail')}>
      <SignInForm name={user?.name} />
    </Dialog>
  );
}
