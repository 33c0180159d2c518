import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { enrol, getEnrolment } from '../api/api';
import { ApiError } from '../api/http';
import { useAnswer } from '../api/use-answer.hook';
import { useSession } from '../app/session';
import { Button } from '../ui/Button';
import { ErrorNote } from '../ui/ErrorNote';
import { Skeleton } from '../ui/Skeleton';
import { useErrorWords } from '../ui/use-error-words';
import { AuthPage } from './AuthPage';
import { PasswordField } from './PasswordField';

/** What a one-time link opens: the person chooses a password (the first administrator also a name) and is signed in. */
export default function EnrolScreen() {
  const { t } = useTranslation();
  const token = useSearchParams()[0].get('token') ?? '';
  const { data, error, reload } = useAnswer(token === '' ? null : token, (signal) => getEnrolment(token, signal));
  const dead = token === '' || (error instanceof ApiError && error.status < 500);
  return (
    <AuthPage title={t('auth.enrol')}>
      {dead ? (
        <>
          <p className="dim">{t('auth.linkDead')}</p>
          <Link className="button" to="/sign-in">
            {t('auth.toSignIn')}
          </Link>
        </>
      ) : error !== undefined ? (
        <ErrorNote error={error} onRetry={reload} />
      ) : data === undefined ? (
        <Skeleton widths={[60, 100, 100]} height={28} />
      ) : (
        <>
          <p className="dim">{t('auth.enrolDetail', { role: t(`words.role.${data.role}`) })}</p>
          <EnrolForm token={token} name={data.name} />
        </>
      )}
    </AuthPage>
  );
}

/** The contracts' least length of a password. */
const LEAST_PASSWORD = 12;

function EnrolForm({ token, name: given }: { token: string; name: string | null }) {
  const { t } = useTranslation();
  const session = useSession();
  const errorWords = useErrorWords();
  const [name, setName] = useState(given ?? '');
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return setFailure(t('auth.nameNeeded'));
    if (password.length < LEAST_PASSWORD) return setFailure(t('auth.tooShort', { n: LEAST_PASSWORD }));
    setBusy(true);
    setFailure(null);
    try {
      session.signedIn(await enrol({ token, name: name.trim(), password }));
    } catch (error) {
      const dead = error instanceof ApiError && (error.status === 404 || error.status === 410);
      setFailure(dead ? t('auth.linkDead') : errorWords(error as Error, 'act'));
      setBusy(false);
    }
  };

  return (
    <form className="auth-form" onSubmit={(event) => void submit(event)} noValidate>
      <div className="field">
        <label htmlFor="enrol-name">{t('auth.name')}</label>
        <input
          id="enrol-name"
          className="input"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={given === null}
          readOnly={given !== null}
          maxLength={64}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <PasswordField
        id="enrol-password"
        label={t('auth.newPassword')}
        autoComplete="new-password"
        autoFocus={given !== null}
        value={password}
        onChange={setPassword}
        hint={t('auth.passwordHint', { n: LEAST_PASSWORD })}
      />
      {failure !== null && (
        <p className="auth-failure" role="alert">
          {failure}
        </p>
      )}
      <Button kind="primary" type="submit" disabled={busy}>
        {t('auth.enrolAct')}
      </Button>
    </form>
  );
}
