import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signIn } from '../api/api';
import { ApiError } from '../api/http';
import { useSession } from '../app/session';
import { Button } from '../ui/Button';
import { useErrorWords } from '../ui/use-error-words';
import { PasswordField } from './PasswordField';

/** Name and password; what was typed stays when the server refuses or does not answer. `name` is what the name field starts with. */
export function SignInForm({ name: known = '' }: { name?: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const errorWords = useErrorWords();
  const [name, setName] = useState(known);
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '' || password === '') return setFailure(t('auth.bothNeeded'));
    setBusy(true);
    setFailure(null);
    try {
      session.signedIn(await signIn({ name: name.trim(), password }));
    } catch (error) {
      const wrong = error instanceof ApiError && error.status === 401;
      setFailure(wrong ? t('auth.wrong') : errorWords(error as Error));
      setBusy(false);
    }
  };

  return (
    <form className="auth-form" onSubmit={(event) => void submit(event)} noValidate>
      <div className="field">
        <label htmlFor="sign-in-name">{t('auth.name')}</label>
        <input
          id="sign-in-name"
          className="input"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={known === ''}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <PasswordField
        id="sign-in-password"
        label={t('auth.password')}
        autoComplete="current-password"
        autoFocus={known !== ''}
        value={password}
        onChange={setPassword}
      />
      {failure !== null && (
        <p className="auth-failure" role="alert">
          {failure}
        </p>
      )}
      <Button kind="primary" type="submit" disabled={busy}>
        {t('auth.signIn')}
      </Button>
    </form>
  );
}
