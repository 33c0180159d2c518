import { useEffect } from 'react';
import { ApiError } from '../api/http';
import type { Answer } from '../api/use-answer.hook';
import { useSession } from '../app/session';

/** Asks again what failed for want of a session, as soon as the person has signed in on top of the screen. */
export function useRetryAfterSignIn({ error, reload }: Pick<Answer<unknown>, 'error' | 'reload'>): void {
  const { state } = useSession();
  const refused = error instanceof ApiError && error.status === 401;
  useEffect(() => {
    if (state === 'signed-in' && refused) reload();
    // Only the change of the session: a 401 of a session that the server does not know otherwise would be asked for ever.
  }, [state]);
}
