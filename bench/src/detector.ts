import { propertyIndex, QUALITY, OBSERVED_PROPERTIES } from '@citywatch/contracts';
import {
  createState,
  DEFAULT_SETTINGS,
  expectedAt,
  saveState,
  step,
  stepThing,
  zoneOffset,
  type DatastreamContext,
  type DatastreamState,
  type DetectionSettings,
  type Sample,
} from '@citywatch/detection';
import { createCity, observe, type City, type SimulatedThing } from '@citywatch/simulator';
import { atMost, figure, median, type Result } from './result.js';

const THINGS = 150;
const DAYS = 7;
const HOURS = 6;
const TIME_ZONE = 'America/Chicago';
const START = Date.UTC(2026, 9, 5, 12);

interface Judged {
  readonly state: DatastreamState;
  readonly context: DatastreamContext;
}
/** One report: its Datastreams, with a sample of each. */
interface Told {
  readonly lanes: readonly Judged[];
  readonly samples: readonly Sample[];
}
type Work = readonly Told[];
const observationsOf = (work: Work): number => work.reduce((sum, { samples }) => sum + samples.length, 0);

/** So many Datastreams take turns that nothing of one is left in the cache when its turn comes. */
const COLD_SENSORS = 2_500;
const COLD_ROUNDS = 5;
const SLICE_MS = 6 * 3_600_000;

/** The detectors alone, on Datastreams that have learnt their week: no Kafka, no database. */
export async function benchDetector(): Promise<Result> {
  const city = createCity({ seed: 7, sensors: 1_000 });
  // Every sixth, so that all domains are among them.
  const things = city.things.filter((_, i) => i % 6 === 0).slice(0, THINGS);
  const settings: DetectionSettings = { ...DEFAULT_SETTINGS, offsetAt: zoneOffset(TIME_ZONE) };
  const streams = streamsOf(things);
  judge(work(city, things, streams, START - DAYS * 86_400_000, START, 1_800_000, true), settings);
  const perHour: number[] = [];
  let observations = 0;
  let anomalies = 0;
  for (let hour = 0; hour < HOURS; hour++) {
    const from = START + hour * 3_600_000;
    const live = work(city, things, streams, from, from + 3_600_000, 20_000, false);
    const { perObservation, changes } = timed(live, settings);
    perHour.push(perObservation);
    anomalies += changes;
    observations += observationsOf(live);
  }
  const end = START + HOURS * 3_600_000;
  const ready = [...streams.values()].filter(({ state }) => expectedAt(state, end, settings.offsetAt) !== null).length;
  const [one] = streams.values();
  const cold = benchCold(settings);
  return {
    name: 'detector',
    method: `All detectors of ${streams.size} Datastreams (${THINGS} simulated Things of three domains) that have learnt ${DAYS} days (${ready} have an expected band), on ${HOURS} hours of reports every 20 s: ${observations.toLocaleString('en-US')} observations, ${anomalies} changes of anomalies. CPU time, median of the hours. With a cold cache: ${cold.datastreams.toLocaleString('en-US')} Datastreams in turn, median of ${COLD_ROUNDS} rounds.`,
    figures: [
      figure('all detectors', median(perHour), 'µs of CPU an observation'),
      figure('observations one core can judge', 1_000_000 / median(perHour), 'per second'),
      atMost('cold cache, reports every 20 s', cold.fast, 'µs of CPU an observation', 5),
      atMost('cold cache, reports every 5 minutes', cold.slow, 'µs of CPU an observation', 5),
      atMost('state of a Datastream', saveState(one.state).length, 'bytes', 16_384),
    ],
  };
}

/** What an observation costs where every other Datastream had its turn since: every 20 s, and every 5 minutes, which ends a step each time. */
function benchCold(settings: DetectionSettings): { datastreams: number; fast: number; slow: number } {
  const city = createCity({ seed: 8, sensors: COLD_SENSORS });
  const streams = streamsOf(city.things);
  for (let at = START - DAYS * 86_400_000; at < START; at += SLICE_MS)
    judge(work(city, city.things, streams, at, at + SLICE_MS, 1_800_000, true), settings);
  const rounds = (from: number, stepMs: number): number[] =>
    Array.from({ length: COLD_ROUNDS }, (_, i) => {
      const begin = from + i * 3 * stepMs;
      return timed(work(city, city.things, streams, begin, begin + 3 * stepMs, stepMs, false), settings).perObservation;
    });
  const slow = median(rounds(START, 300_000));
  const fast = median(rounds(START + 7_200_000, 20_000));
  return { datastreams: streams.size, fast, slow };
}

function timed(live: Work, settings: DetectionSettings): { perObservation: number; changes: number } {
  const before = process.cpuUsage();
  const changes = judge(live, settings);
  const { user, system } = process.cpuUsage(before);
  return { perObservation: (user + system) / observationsOf(live), changes };
}

function streamsOf(things: readonly SimulatedThing[]): Map<string, Judged> {
  let datastream = 0;
  return new Map(
    things.flatMap(({ metadata }) =>
      metadata.properties.map((property, i): [string, Judged] => [
        `${metadata.thing}/${property}`,
        {
          state: createState(propertyIndex(property), metadata.nominal?.[property] ?? null),
          context: {
            datastream: ++datastream,
            thing: metadata.thing,
            property,
            domain: metadata.domain,
            interval: metadata.interval * 1000,
            watchGap: i === 0,
          },
        },
      ]),
    ),
  );
}

/** Made before the clock runs: the simulator is not what is measured. */
function work(
  city: City,
  things: readonly SimulatedThing[],
  streams: ReadonlyMap<string, Judged>,
  from: number,
  to: number,
  stepMs: number,
  backfill: boolean,
): Work {
  const all: Told[] = [];
  for (let time = from; time < to; time += stepMs)
    for (const thing of things) {
      const observed = observe(city, thing, time, []);
      if (observed === null) continue;
      const told = { lanes: [] as Judged[], samples: [] as Sample[] };
      for (const [property, result] of Object.entries(observed.results)) {
        const stream = streams.get(`${thing.metadata.thing}/${property}`);
        if (stream === undefined) continue;
        const [min, max] = OBSERVED_PROPERTIES[propertyIndex(property)].plausible;
        const quality = result < min || result > max ? QUALITY.outOfRange : 0;
        told.lanes.push(stream);
        told.samples.push({ time: observed.phenomenonTime, result, quality, live: !backfill, backfill });
      }
      all.push(told);
    }
  return all;
}

function judge(all: Work, settings: DetectionSettings): number {
  let changes = 0;
  for (const { lanes, samples } of all) {
    for (let i = 0; i < lanes.length; i++)
      changes += step(lanes[i].state, lanes[i].context, settings, samples[i]).length;
    const { time, backfill } = samples[0];
    if (!backfill) changes += stepThing(lanes, settings, { time, reference: time }).length;
  }
  return changes;
}
