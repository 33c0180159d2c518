import type { CatalogueThing } from '@citywatch/contracts';
import { useMemo, useRef, useState } from 'react';
import { type Answer, useAnswer } from '../api/use-answer.hook';
import { useCity } from '../app/city';
import { serverNow } from '../ui/use-now.hook';
import { MAX_SENSORS, spread } from './aggregate';
import { type SensorSeries, thingsOf } from './answer';
import { loadSeries, type Question } from './load';
import { chooseResolution, compareShift, type HistoryQuery, resolvePeriod } from './query';

/** An answer with the question it is for. */
export interface Answered {
  readonly question: Question;
  readonly meant: number;
  readonly series: readonly SensorSeries[];
  /** ms that it took. */
  readonly took: number;
}

export interface HistoryLoad {
  readonly question: Question;
  /** Sensors that the query means; more than are asked where there are over MAX_SENSORS. */
  readonly meant: number;
  readonly answer: Answer<Answered>;
  /** The newest answer there is: of an earlier moment or question while the next one is on its way. */
  readonly shown: Answered | undefined;
  /** Sensors loaded so far. */
  readonly done: number;
  /** Asks again, up to now. */
  readonly refresh: () => void;
}

/** Asks the server what a query means, once the catalogue is known. */
export function useHistory(query: HistoryQuery, catalogue: readonly CatalogueThing[] | undefined): HistoryLoad {
  const { timeZone } = useCity();
  const [turn, setTurn] = useState(0);
  const [done, setDone] = useState(0);
  const range = useMemo(
    () => resolvePeriod(query.period, serverNow(), timeZone),
    // A new turn means a new now.
    [query.period, timeZone, turn],
  );
  const [question, meant] = useMemo((): [Question, number] => {
    const all = thingsOf(catalogue ?? [], query.scope, query.property);
    const things = spread(all, MAX_SENSORS);
    const resolution = chooseResolution(query.resolution, range.from, range.to, things.length > 1);
    const shift = compareShift(query.against, range.from, range.to, timeZone);
    return [{ things, property: query.property, ...range, resolution, shift }, all.length];
  }, [catalogue, query, range, timeZone]);
  const { things, from, to, resolution, shift } = question;
  const key =
    things.length === 0 ? null : [things.map((t) => t.id), query.property, from, to, resolution, shift, turn].join();
  const answer = useAnswer(key, async (signal): Promise<Answered> => {
    setDone(0);
    const started = performance.now();
    const series = await loadSeries(question, signal, setDone);
    return { question, meant, series, took: performance.now() - started };
  });
  const kept = useRef<Answered>(undefined);
  if (answer.data !== undefined) kept.current = answer.data;
  const shown = answer.data ?? (key === null ? undefined : kept.current);
  return { question, meant, answer, shown, done, refresh: () => setTurn(turn + 1) };
}
