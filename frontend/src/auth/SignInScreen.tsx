import { useTranslation } from 'react-i18next';
import { AuthPage } from './AuthPage';
import { SignInForm } from './SignInForm';

/** Sign-in. Where to go afterwards stands in the address and is the router's business. */
export default function SignInScreen() {
  const { t } = useTranslation();
  return (
    <AuthPage title={t('auth.signIn')}>
      <SignInForm />
    </AuthPage>
  );
}
