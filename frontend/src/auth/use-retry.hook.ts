import { useEffect } from 'react';
import { ApiError, NoAnswerError } from '../api/http';
import type { Answer } from '../api/use-answer.hook';
import { useSession } from '../app/session';
import { useLinked } from '../live/live-context';

/** Asks again what failed for want of a session or of the server, as soon as the person is signed in again or the link is back. */
export function useRetryWhenBack({ error, reload }: Pick<Answer<unknown>, 'error' | 'reload'>): void {
  const { state } = useSession();
  const linked = useLinked();
  const refused = error instanceof ApiError && error.status === 401;
  const unanswered = error instanceof NoAnswerError;
  useEffect(() => {
    if ((refused && state === 'signed-in') || (unanswered && linked)) reload();
    // Only when session or link change: an error that stays would otherwise be asked about for ever.
  }, [state, linked]);
}
