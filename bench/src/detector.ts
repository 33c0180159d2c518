import { propertyIndex, QUALITY, OBSERVED_PROPERTIES } from '@citywatch/contracts';
import {
  createState,
  DEFAULT_SETTINGS,
  expectedAt,
  saveState,
  step,
  zoneOffset,
  type DatastreamContext,
  type DatastreamState,
  type DetectionSettings,
  type Sample,
} from '@citywatch/detection';
import { createCity, observe, type City, type SimulatedThing } from '@citywatch/simulator';
import { figure, median, type Result } from './result.js';

const THINGS = 150;
const DAYS = 7;
const HOURS = 6;
const TIME_ZONE = 'America/Chicago';
const START = Date.UTC(2026, 9, 5, 12);

interface Judged {
  readonly state: DatastreamState;
  readonly context: DatastreamContext;
}
type Work = [stream: Judged, sample: Sample][];

/** The detectors alone, on Datastreams that have learnt their week: no Kafka, no database. */
export async function benchDetector(): Promise<Result> {
  const city = createCity({ seed: 7, sensors: 1_000 });
  // Every seventh, so that all domains are among them.
  const things = city.things.filter((_, i) => i % 6 === 0).slice(0, THINGS);
  const settings: DetectionSettings = { ...DEFAULT_SETTINGS, offsetAt: zoneOffset(TIME_ZONE) };
  const streams = streamsOf(things);
  const learnt = work(city, things, streams, START - DAYS * 86_400_000, START, 1_800_000, true);
  judge(learnt, settings);
  const perHour: number[] = [];
  let observations = 0;
  let anomalies = 0;
  for (let hour = 0; hour < HOURS; hour++) {
    const from = START + hour * 3_600_000;
    const live = work(city, things, streams, from, from + 3_600_000, 20_000, false);
    const before = process.cpuUsage();
    anomalies += judge(live, settings);
    const { user, system } = process.cpuUsage(before);
    perHour.push((user + system) / live.length);
    observations += live.length;
  }
  const end = START + HOURS * 3_600_000;
  const ready = [...streams.values()].filter(({ state }) => expectedAt(state, end, settings.offsetAt) !== null).length;
  const [one] = streams.values();
  return {
    name: 'detector',
    method: `All detectors of ${streams.size} Datastreams (${THINGS} simulated Things of three domains) that have learnt ${DAYS} days (${ready} have an expected band), on ${HOURS} hours of reports every 20 s: ${observations.toLocaleString('en-US')} observations, ${anomalies} changes of anomalies. CPU time, median of the hours.`,
    figures: [
      figure('all detectors', median(perHour), 'µs of CPU an observation'),
      figure('observations one core can judge', 1_000_000 / median(perHour), 'per second'),
      figure('state of a Datastream', saveState(one.state).length, 'bytes'),
    ],
  };
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
  const all: Work = [];
  for (let time = from; time < to; time += stepMs)
    for (const thing of things) {
      const observed = observe(city, thing, time, []);
      if (observed === null) continue;
      for (const [property, result] of Object.entries(observed.results)) {
        const stream = streams.get(`${thing.metadata.thing}/${property}`);
        if (stream === undefined) continue;
        const [min, max] = OBSERVED_PROPERTIES[propertyIndex(property)].plausible;
        const quality = result < min || result > max ? QUALITY.outOfRange : 0;
        all.push([stream, { time: observed.phenomenonTime, result, quality, live: !backfill, backfill }]);
      }
    }
  return all;
}

function judge(all: Work, settings: DetectionSettings): number {
  let changes = 0;
  for (const [{ state, context }, sample] of all) changes += step(state, context, settings, sample).length;
  return changes;
}
