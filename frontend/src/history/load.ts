import type { CatalogueThing, HistoryAnswer } from '@citywatch/contracts';
import { getHistory } from '../api/api';
import type { SensorSeries } from './answer';

/** What one answer needs from the server. `shift` (ms) is how far back the compared period lies, null for none. */
export interface Question {
  readonly things: readonly CatalogueThing[];
  readonly property: string;
  readonly from: number;
  readonly to: number;
  readonly resolution: HistoryAnswer['resolution'];
  readonly shift: number | null;
}

/** Requests at once: browsers open six connections to a server, and the live socket's page needs one too. */
const PARALLEL = 5;

/** Loads all histories of a question, in the order of its Things; the first failure fails the whole. */
export async function loadSeries(
  question: Question,
  signal: AbortSignal,
  progress: (done: number) => void,
): Promise<SensorSeries[]> {
  const { things, property, from, to, resolution, shift } = question;
  const loaded: SensorSeries[] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < things.length) {
      const index = next++;
      const thing = things[index];
      const datastream = datastreamOf(thing, property);
      const history = await getHistory(datastream, { from, to, resolution }, signal);
      const before =
        shift === null
          ? null
          : await getHistory(datastream, { from: from - shift, to: to - shift, resolution }, signal);
      loaded[index] = { thing, history, before };
      progress(++done);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return loaded;
}

/** Time of the reading nearest to [from, to), as the empty answers tell; null where no sensor has any. */
export function nearestReading(series: readonly SensorSeries[], from: number, to: number): number | null {
  const times = series.flatMap(({ history }) => history.nearest ?? []);
  const distance = (time: number) => (time < from ? from - time : Math.max(0, time - to));
  return times.reduce<number | null>(
    (best, time) => (best === null || distance(time) < distance(best) ? time : best),
    null,
  );
}

function datastreamOf(thing: CatalogueThing, property: string): number {
  const found = thing.datastreams.find((d) => d.property === property);
  if (found === undefined) throw new Error(`${thing.id} has no Datastream of ${property}`);
  return found.id;
}
