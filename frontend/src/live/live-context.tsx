import type { Incident } from '@citywatch/contracts';
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useSession } from '../app/session';
import { personalParams } from '../app/url-state';
import { toasts } from '../ui/toast';
import { useNow } from '../ui/use-now.hook';
import type { Counts, Reading } from './sensor-store';
import { queueOf, type Queue } from './incident-store';
import { linkWords, type LinkWords } from './link-words';
import { LiveSession } from './live-session.hook';

const Context = createContext<LiveSession | null>(null);

/** Starts the live link for a signed-in page; all screens below share it. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const session = useSession();
  const { i18n } = useTranslation();
  const navigate = useNavigate();
  const [live, setLive] = useState<LiveSession | null>(null);
  const { ended, state } = session;

  useEffect(() => {
    const made = new LiveSession({
      sessionEnded: ended,
      failed: (detail) => toasts.show(i18n.t('shell.link.failed', { detail })),
      back: (changed) => {
        // On Live the queue already shows it.
        const elsewhere = changed > 0 && window.location.pathname !== '/live';
        const show = () => void navigate({ pathname: '/live', search: personalParams(window.location.search) });
        toasts.show(i18n.t('shell.back', { count: changed, n: changed }), {
          action: elsewhere ? { label: i18n.t('ui.show'), run: show } : undefined,
        });
      },
    });
    made.start();
    setLive(made);
    return () => made.stop();
    // A new language must not break the link; the words are taken when they are said.
  }, [ended]);

  useEffect(() => {
    if (state === 'signed-in') live?.resume();
  }, [state, live]);

  return live === null ? null : <Context.Provider value={live}>{children}</Context.Provider>;
}

/** The live state; only inside LiveProvider. */
export function useLive(): LiveSession {
  const live = useContext(Context);
  if (live === null) throw new Error('useLive is only for components inside LiveProvider');
  return live;
}

/** All incidents that are not closed (and the last that are), renewed when one changes. */
export function useIncidents(): readonly Incident[] {
  const { incidents } = useLive();
  return useSyncExternalStore(incidents.subscribe, incidents.all);
}

/** The queue as of now. */
export function useQueue(): Queue {
  const incidents = useIncidents();
  const now = useNow();
  return useMemo(() => queueOf(incidents, now), [incidents, now]);
}

/** Sensors by domain and bucket. */
export function useCounts(): Counts {
  const { sensors } = useLive();
  return useSyncExternalStore(sensors.subscribe, sensors.counts);
}

/** The newest reading of a Datastream, or null. */
export function useReading(datastream: number): Reading | null {
  const { sensors } = useLive();
  // Text compares by value: a new object each time would draw for ever.
  const text = useSyncExternalStore(sensors.subscribe, () => JSON.stringify(sensors.reading(datastream)));
  return useMemo(() => JSON.parse(text) as Reading | null, [text]);
}

/** State of the link in terms of words, renewed each second. */
export function useLink(): LinkWords {
  const { link } = useLive();
  const status = useSyncExternalStore(link.subscribe, link.get);
  useNow();
  // Silence is measured with this computer's clock, as the client measures it.
  return linkWords(status, Date.now());
}

/** Whether acts can be sent: without the link they would be made on an old picture. */
export function useLinked(): boolean {
  const { link } = useLive();
  return useSyncExternalStore(link.subscribe, () => link.get().phase === 'open');
}

/** Renews the component when sensors change, at most once a frame; gives the catalogue's generation. */
export function useSensorVersion(): string {
  const { sensors } = useLive();
  // Once a second is enough for what is neither a reading nor a count.
  const now = useNow();
  return useSyncExternalStore(sensors.subscribe, () => `${sensors.generation} ${sensors.loaded} ${now}`);
}
