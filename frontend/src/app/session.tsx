import { may, type Permission, type SessionAnswer } from '@citywatch/contracts';
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { getSession, signOut as askSignOut } from '../api/api';
import { ApiError, onUnauthorised } from '../api/http';
import { CityContext, UNKNOWN_CITY } from './city';

export type SessionState = 'unknown' | 'signed-in' | 'signed-out' | 'ended' | 'no-answer';

export interface Session {
  /** 'ended': was signed in, the screen stays and the question comes on top. 'no-answer': asked, and asks again. */
  readonly state: SessionState;
  readonly user: SessionAnswer['user'] | null;
  may(permission: Permission): boolean;
  /** After signing in or enrolling: what the server answered. */
  signedIn(answer: SessionAnswer): void;
  /** The live socket was closed because the session is over. */
  ended(): void;
  signOut(): Promise<void>;
}

const Context = createContext<Session | null>(null);
const ASK_AGAIN = 3_000;

/** Who is signed in; asked once at the start, and again until there is an answer. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [answer, setAnswer] = useState<SessionAnswer | null>(null);
  const [state, setState] = useState<SessionState>('unknown');

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      try {
        const found = await getSession(stop.signal);
        setAnswer(found);
        setState('signed-in');
      } catch (error) {
        if (stop.signal.aborted) return;
        if (error instanceof ApiError && error.status === 401) return setState('signed-out');
        setState('no-answer');
        timer = setTimeout(() => void ask(), ASK_AGAIN);
      }
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, []);

  const ended = useCallback(() => setState((old) => (old === 'signed-in' ? 'ended' : old)), []);
  useEffect(() => onUnauthorised(ended), [ended]);

  const session = useMemo<Session>(
    () => ({
      state,
      user: answer?.user ?? null,
      may: (permission) => answer !== null && may(answer.user.role, permission),
      signedIn: (next) => {
        setAnswer(next);
        setState('signed-in');
      },
      ended,
      signOut: async () => {
        await askSignOut();
        setAnswer(null);
        setState('signed-out');
      },
    }),
    [state, answer, ended],
  );
  return (
    <Context.Provider value={session}>
      <CityContext.Provider value={answer?.city ?? UNKNOWN_CITY}>{children}</CityContext.Provider>
    </Context.Provider>
  );
}

/** The session; only inside SessionProvider. */
export function useSession(): Session {
  const session = useContext(Context);
  if (session === null) throw new Error('useSession is only for components inside SessionProvider');
  return session;
}
