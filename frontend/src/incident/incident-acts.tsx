import type { Incident, IncidentCommand } from '@citywatch/contracts';
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { commandIncident } from '../api/api';
import { useFormat } from '../format/use-format';
import { useLive } from '../live/live-context';
import { toasts } from '../ui/toast';
import { useErrorWords } from '../ui/use-error-words';
import { serverNow } from '../ui/use-now.hook';
import { conflictOf, incidentOfConflict } from './conflict';
import { useReason } from './use-reason';

/** A command without the revision: that is the one of the incident it is given for. */
export type Act = IncidentCommand extends infer C
  ? C extends { revision: number }
    ? Omit<C, 'revision'>
    : never
  : never;

export interface IncidentActs {
  /** Sends it. True where the server took it; otherwise the words are beside the incident. */
  run(incident: Incident, act: Act): Promise<boolean>;
  /** Whether one is on its way. */
  isPending(incident: string): boolean;
  /** Why the last act on it was not saved, in words; undefined after a good one. */
  wordsOf(incident: string): string | undefined;
}

const Context = createContext<IncidentActs | null>(null);
const UNDO: Partial<Record<Act['command'], Act>> = {
  acknowledge: { command: 'unacknowledge' },
  silence: { command: 'unsilence' },
  resolve: { command: 'reopen' },
};

/** Acts on incidents: one click, 5 s to take it back, and plain words where somebody was faster or nothing was saved. */
export function IncidentActsProvider({ children }: { children: ReactNode }) {
  const { incidents } = useLive();
  const { t } = useTranslation();
  const f = useFormat();
  const errorWords = useErrorWords();
  const reason = useReason();
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const [words, setWords] = useState<ReadonlyMap<string, string>>(new Map());

  const say = useCallback(
    (id: string, text: string | null) =>
      setWords((old) => {
        const next = new Map(old);
        if (text === null) next.delete(id);
        else next.set(id, text);
        return next;
      }),
    [],
  );

  const run = useCallback(
    async (incident: Incident, act: Act): Promise<boolean> => {
      const { id } = incident;
      setPending((old) => new Set(old).add(id));
      try {
        const answer = await commandIncident(id, { ...act, revision: incident.revision } as IncidentCommand);
        incidents.apply(answer.incident);
        say(id, null);
        const undo = UNDO[act.command];
        const title = reason(incident.title);
        const to = act.command === 'assign' ? act.to : '';
        const until = act.command === 'silence' ? f.moment(act.until, serverNow()).slice(0, -3) : '';
        toasts.show(t(`incident.done.${act.command}`, { title, to, until }), {
          action: undo && { label: t('ui.undo'), run: () => void run(incidents.get(id) ?? answer.incident, undo) },
        });
        return true;
      } catch (error) {
        const current = incidentOfConflict(error);
        if (current === null) say(id, errorWords(error as Error, 'act'));
        else {
          incidents.apply(current);
          const { kind, at, ...rest } = conflictOf(act.command, current, serverNow());
          say(id, t(`incident.conflict.${kind}`, { time: f.clock(at), who: '', ...rest }));
        }
        return false;
      } finally {
        setPending((old) => new Set([...old].filter((other) => other !== id)));
      }
    },
    [incidents, reason, t, f, errorWords, say],
  );

  const acts = useMemo<IncidentActs>(
    () => ({ run, isPending: (id) => pending.has(id), wordsOf: (id) => words.get(id) }),
    [run, pending, words],
  );
  return <Context.Provider value={acts}>{children}</Context.Provider>;
}

/** Acts; only inside IncidentActsProvider. */
export function useIncidentActs(): IncidentActs {
  const acts = useContext(Context);
  if (acts === null) throw new Error('useIncidentActs is only for components inside IncidentActsProvider');
  return acts;
}
