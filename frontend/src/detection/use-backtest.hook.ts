import type { BacktestAnswer, BacktestListAnswer, BacktestRequest } from '@citywatch/contracts';
import { useState } from 'react';
import { cancelBacktest, getBacktest, listBacktests, startBacktest } from '../api/api';
import { ApiError } from '../api/http';
import { useAnswer } from '../api/use-answer.hook';
import { textParam, useUrlState } from '../app/url-state';
import { useErrorWords } from '../ui/use-error-words';

/** `?backtest=`: a reload and a link show the same one. */
const backtestParam = textParam('backtest');
const EVERY = 1_000;

export interface BacktestRun {
  readonly answer: BacktestAnswer | undefined;
  /** Why it could not be read (gone, no answer); the last known answer stays. */
  readonly error: Error | undefined;
  /** Why the last start or cancel did not happen, in words; null after a good one. */
  readonly failed: string | null;
  readonly busy: boolean;
  /** One's newest one, where none is shown: it may have been left for another screen. */
  readonly last: BacktestListAnswer['backtests'][number] | undefined;
  show(id: string): void;
  start(request: BacktestRequest): Promise<void>;
  /** Stops a running one, and forgets it here. */
  cancel(): Promise<void>;
  reload(): void;
}

/** One backtest: started here or named by the address, asked for until it is over. */
export function useBacktest(): BacktestRun {
  const [id, setId] = useUrlState(backtestParam);
  const [over, setOver] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const words = useErrorWords();
  const { data, error, reload } = useAnswer(
    id === '' ? null : id,
    async (signal) => {
      const answer = await getBacktest(id, signal);
      if (answer.state !== 'running') setOver(id);
      return answer;
    },
    { every: over === id ? undefined : EVERY },
  );
  const own = useAnswer(id === '' ? 'own backtests' : null, listBacktests);
  const act = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailed(null);
    try {
      await work();
    } catch (reason) {
      // Nothing was to be saved: the refusal's own words say what to change.
      setFailed(words(reason as Error));
    } finally {
      setBusy(false);
    }
  };
  return {
    answer: data,
    error,
    failed,
    busy,
    last: id === '' ? own.data?.backtests[0] : undefined,
    show: setId,
    start: (request) =>
      act(async () => {
        try {
          setId((await startBacktest(request)).id);
        } catch (reason) {
          // One's last one still runs, and this page did not know: it is shown, and can be cancelled.
          if (reason instanceof ApiError && reason.code === 'busy') {
            const running = (await listBacktests()).backtests.find(({ state }) => state === 'running');
            if (running !== undefined) setId(running.id);
          }
          throw reason;
        }
      }),
    cancel: () =>
      act(async () => {
        if (id !== '' && data?.state === 'running') await cancelBacktest(id);
        setId('');
      }),
    reload,
  };
}
