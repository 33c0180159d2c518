import type { Incident, IncidentAnswer, IncidentCommand, SplitAnswer } from '@citywatch/contracts';
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { commandIncident } from '../api/api';
import { useFormat } from '../format/use-format';
import { useLive } from '../live/live-context';
import { toasts } from '../ui/toast';
import { useErrorWords } from '../ui/use-error-words';
import { serverNow } from '../ui/use-now.hook';
import { conflictIn } from './conflict';
import { countThings } from './ties';
import { undoOf, type Act } from './undo';
import { useConflictWords } from './use-conflict-words';
import { useReason } from './use-reason';

/** Why an act was not saved, in words. */
export interface Failure {
  readonly words: string;
}

export interface IncidentActs {
  /** Sends it. True where the server took it; otherwise the words are beside the incident. */
  run(incident: Incident, act: Act): Promise<boolean>;
  /** Whether one is on its way. */
  isPending(incident: string): boolean;
  /** Why the last act on it was not saved; undefined after a good one. Each failure is an object of its own. */
  failureOf(incident: string): Failure | undefined;
}

const Context = createContext<IncidentActs | null>(null);
/** ms to take back a split. */
const SPLIT_UNDO = 15_000;

/** Acts on incidents: one click, 5 s to take it back, and plain words where somebody was faster or nothing was saved. */
export function IncidentActsProvider({ children }: { children: ReactNode }) {
  const { incidents } = useLive();
  const { t } = useTranslation();
  const errorWords = useErrorWords();
  const doneWords = useDoneWords();
  const conflictWords = useConflictWords();
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const [failures, setFailures] = useState<ReadonlyMap<string, Failure>>(new Map());

  const say = useCallback(
    (id: string, text: string | null) =>
      setFailures((old) => {
        const next = new Map(old);
        if (text === null) next.delete(id);
        else next.set(id, { words: text });
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
        const created = createdBy(answer);
        incidents.apply(answer.incident);
        if (created) incidents.apply(created);
        say(id, null);
        // Both may have changed until somebody takes it back.
        const undo = () => undoOf(act.command, created && (incidents.get(created.id) ?? created));
        toasts.show(doneWords(act, incident, created), {
          // What a split made has to be looked at first.
          duration: created && SPLIT_UNDO,
          action: undo() && {
            label: t('ui.undo'),
            run: () => {
              const back = undo();
              if (back) void run(incidents.get(id) ?? answer.incident, back);
            },
          },
        });
        return true;
      } catch (error) {
        const conflict = conflictIn(error);
        if (conflict !== null) incidents.apply(conflict.incident);
        say(id, conflict === null ? errorWords(error as Error, 'act') : conflictWords(conflict, id));
        return false;
      } finally {
        setPending((old) => new Set([...old].filter((other) => other !== id)));
      }
    },
    [incidents, doneWords, conflictWords, t, errorWords, say],
  );

  const acts = useMemo<IncidentActs>(
    () => ({ run, isPending: (id) => pending.has(id), failureOf: (id) => failures.get(id) }),
    [run, pending, failures],
  );
  return <Context.Provider value={acts}>{children}</Context.Provider>;
}

/** Acts; only inside IncidentActsProvider. */
export function useIncidentActs(): IncidentActs {
  const acts = useContext(Context);
  if (acts === null) throw new Error('useIncidentActs is only for components inside IncidentActsProvider');
  return acts;
}

/** Words of a failure since the component is there: a question that opens does not begin with what failed before. */
export function useNewFailure(incident: string): string | undefined {
  const failure = useIncidentActs().failureOf(incident);
  const [before] = useState(failure);
  return failure === before ? undefined : failure?.words;
}

const createdBy = (answer: IncidentAnswer | SplitAnswer): Incident | undefined =>
  'created' in answer ? answer.created : undefined;

/** What a done act is called in its toast. */
function useDoneWords(): (act: Act, incident: Incident, created: Incident | undefined) => string {
  const { t } = useTranslation();
  const f = useFormat();
  const reason = useReason();
  const { incidents } = useLive();
  return useCallback(
    (act, incident, created) => {
      const title = reason((created ?? incident).title);
      const count = created ? countThings(created) : 0;
      const other = act.command === 'merge' ? incidents.get(act.other) : created;
      return t(`incident.done.${act.command}`, {
        title,
        to: act.command === 'assign' ? act.to : '',
        until: act.command === 'silence' ? f.minute(act.until, serverNow()) : '',
        number: t('incident.number', { n: other?.number ?? '–' }),
        sensors: t('words.sensors', { count, n: f.count(count) }),
        verdict: act.command === 'mark' ? t(`feedback.verdict.${act.verdict}`) : '',
      });
    },
    [t, f, reason, incidents],
  );
}
