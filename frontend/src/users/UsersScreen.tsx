import { type EnrolmentAnswer, ROLES, type Role, type UserAnswer } from '@citywatch/contracts';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createUser, getUsers, renewEnrolment, updateUser } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { useSession } from '../app/session';
import { useRetryWhenBack } from '../auth/use-retry.hook';
import { Button } from '../ui/Button';
import { ErrorNote } from '../ui/ErrorNote';
import { Skeleton } from '../ui/Skeleton';
import { useErrorWords } from '../ui/use-error-words';
import { LinkDialog } from './LinkDialog';
import './users.css';

/** A one-time link as long as it is shown: it cannot be asked for again. */
interface ShownLink {
  readonly name: string;
  readonly enrolment: EnrolmentAnswer;
}

/** Who may use Citywatch: add, change a role, shut out, make a new link. For administrators. */
export default function UsersScreen() {
  const { t } = useTranslation();
  const answer = useAnswer('users', getUsers);
  useRetryWhenBack(answer);
  const { data, error, reload } = answer;
  const [link, setLink] = useState<ShownLink | null>(null);
  return (
    <main className="users">
      <h1>{t('users.title')}</h1>
      <AddUser
        onAdded={(shown) => {
          setLink(shown);
          reload();
        }}
      />
      {error !== undefined && <ErrorNote error={error} onRetry={reload} />}
      {data === undefined
        ? error === undefined && <Skeleton widths={[100, 100, 100]} height={32} />
        : data.length > 0 && (
            <table className="user-table">
              <thead>
                <tr>
                  <th scope="col">{t('users.name')}</th>
                  <th scope="col">{t('users.role')}</th>
                  <th scope="col">{t('users.state')}</th>
                  <th scope="col">
                    <span className="hidden-text">{t('users.acts')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.map((user) => (
                  <UserRow key={user.name} user={user} onChanged={reload} onLink={setLink} />
                ))}
              </tbody>
            </table>
          )}
      {link !== null && <LinkDialog {...link} onClose={() => setLink(null)} />}
    </main>
  );
}

function AddUser({ onAdded }: { onAdded: (link: ShownLink) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [act, busy, failure] = useAct();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === '') return;
    void act(async () => {
      const enrolment = await createUser({ name: wanted, role });
      setName('');
      onAdded({ name: wanted, enrolment });
    });
  };
  return (
    <form className="user-add" onSubmit={submit}>
      <label className="field">
        <span className="label">{t('users.name')}</span>
        <input className="input" maxLength={64} value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <label className="field">
        <span className="label">{t('users.role')}</span>
        <RoleSelect role={role} onChange={setRole} />
      </label>
      <Button kind="primary" type="submit" disabled={busy || name.trim() === ''}>
        {t('users.add')}
      </Button>
      {failure !== null && (
        <p className="user-failure" role="alert">
          {failure}
        </p>
      )}
    </form>
  );
}

interface UserRowProps {
  readonly user: UserAnswer;
  readonly onChanged: () => void;
  readonly onLink: (link: ShownLink) => void;
}

function UserRow({ user, onChanged, onLink }: UserRowProps) {
  const { t } = useTranslation();
  const session = useSession();
  const [act, busy, failure] = useAct();
  const { name, role, disabled, enrolled } = user;
  // Nobody shuts themselves out by a slip: another administrator can.
  const self = session.user?.name === name;
  const change = (body: { role?: Role; disabled?: boolean }) =>
    void act(async () => {
      await updateUser(name, body);
      onChanged();
    });
  return (
    <tr className={disabled ? 'disabled' : undefined}>
      <th scope="row">
        {name}
        {self && <span className="faint"> {t('users.you')}</span>}
      </th>
      <td>
        <RoleSelect
          role={role}
          label={t('users.roleOf', { name })}
          disabled={busy || self}
          onChange={(next) => change({ role: next })}
        />
      </td>
      <td className="dim">{t(disabled ? 'users.disabled' : enrolled ? 'users.enrolled' : 'users.waiting')}</td>
      <td>
        <span className="user-acts">
          {!disabled && (
            <Button
              disabled={busy}
              onClick={() => void act(async () => onLink({ name, enrolment: await renewEnrolment(name) }))}
            >
              {t('users.newLink')}
            </Button>
          )}
          {!self && (
            <Button disabled={busy} onClick={() => change({ disabled: !disabled })}>
              {t(disabled ? 'users.enable' : 'users.disable')}
            </Button>
          )}
        </span>
        {failure !== null && (
          <p className="user-failure" role="alert">
            {failure}
          </p>
        )}
      </td>
    </tr>
  );
}

interface RoleSelectProps {
  readonly role: Role;
  readonly label?: string;
  readonly disabled?: boolean;
  readonly onChange: (role: Role) => void;
}

function RoleSelect({ role, label, disabled, onChange }: RoleSelectProps) {
  const { t } = useTranslation();
  return (
    <select
      className="input"
      aria-label={label}
      disabled={disabled}
      value={role}
      onChange={(event) => onChange(event.target.value as Role)}
    >
      {ROLES.map((choice) => (
        <option key={choice} value={choice}>
          {t(`words.role.${choice}`)}
        </option>
      ))}
    </select>
  );
}

/** Runs an act of the server; what failed is in words and what was typed stays. */
function useAct(): readonly [(act: () => Promise<void>) => Promise<void>, boolean, string | null] {
  const errorWords = useErrorWords();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const run = async (act: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    try {
      await act();
    } catch (error) {
      setFailure(errorWords(error as Error, 'act'));
    } finally {
      setBusy(false);
    }
  };
  return [run, busy, failure];
}
