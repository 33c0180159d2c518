import { QUALITY } from '@citywatch/contracts';
import { datastreamIds, measureLoopbackCopy, textParts } from './copy-floor.js';
import { emptyTables, fillTopics, measureWriter, type Measured } from './ingest-run.js';
import { sampleMessage, type SampleMessage } from './messages.js';
import { figure, median, type Figure, type Result } from './result.js';
import { until, withServices, type BenchServices } from './services.js';

const THINGS = 3_000;
const MESSAGES = 300_000;
const STEP_MS = 60_000;
const ROUNDS = 3;
const PART_ROWS = 5_000;
/** Of so many Datastreams one is stuck all the time; each of the others has one reading that is flagged. */
const STUCK_OF = 100;
const PREFIX = 'bench.';
/** As often as the backlog needs for several rounds of upkeep within it; the default is 15 s. */
const EVERY = { UPKEEP_INTERVAL_MS: '1000' };

interface Rounds {
  readonly loopback: number[];
  readonly off: Measured[];
  readonly on: Measured[];
  readonly flags: Measured[];
  /** ms of the database for a flagged observation, where nothing but that is done. */
  readonly alone: number[];
  /** Observations that were flagged in a round. */
  flagged: number;
}

/** The real writer with its upkeep off, on, and on with flags that detectors found to settle, turn by turn. */
export async function benchUpkeep(): Promise<Result> {
  return withServices(async (services) => {
    const from = Math.floor(Date.now() / STEP_MS) * STEP_MS - 2 * 3_600_000;
    const message = (index: number): SampleMessage => sampleMessage(index, THINGS, from, STEP_MS);
    let rows = 0;
    for (let i = 0; i < MESSAGES; i++) rows += message(i).results;
    const rounds = await measure(services, message, rows, from);
    return {
      name: 'upkeep',
      method: `The backlog of the benchmark \`ingest\` (${rows.toLocaleString('en-US')} rows) drained by the real writer with its upkeep off; with a round of it every second (roll-ups, retention, flags; by default every 15 s); and the same while flags wait that a detector found of ${rounds.flagged.toLocaleString('en-US')} observations: one Datastream of ${STUCK_OF} is stuck, each other has one bad reading, so in every minute of the backlog something is flagged and all of it is rolled up again. Medians of ${ROUNDS} rounds, ratios within a round. CPU until all flags are settled.`,
      figures: figures(rounds, rows),
    };
  });
}

async function measure(
  services: BenchServices,
  message: (index: number) => SampleMessage,
  rows: number,
  from: number,
): Promise<Rounds> {
  console.log('  filling Kafka…');
  await fillTopics(services, PREFIX, MESSAGES, message);
  // The first run registers the Things and warms the caches; it does not count.
  await measureWriter(services, PREFIX, rows, 'warm');
  const parts = textParts(MESSAGES, message, await datastreamIds(services.pool), PART_ROWS);
  const rounds: Rounds = { loopback: [], off: [], on: [], flags: [], alone: [], flagged: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    console.log(`  round ${round + 1} of ${ROUNDS}…`);
    const drain = async (run: string, env: Readonly<Record<string, string>>) =>
      measureWriter(services, PREFIX, rows, `${run}${round}`, env, () => settled(services));
    await emptyTables(services);
    rounds.loopback.push(await measureLoopbackCopy(services, parts, rows));
    await emptyTables(services);
    rounds.off.push(await drain('off', {}));
    await emptyTables(services);
    rounds.on.push(await drain('on', EVERY));
    await emptyTables(services);
    await findFlags(services, from, QUALITY.stuck, QUALITY.errorCode);
    rounds.flags.push(await drain('flags', EVERY));
    const { rows: found } = await services.pool.query<{ n: number }>(
      'select count(*)::float8 as n from observation where quality >> 8 <> 0',
    );
    rounds.flagged = found[0].n;
    await findFlags(services, from, QUALITY.rate, QUALITY.gap);
    const begin = performance.now();
    await services.pool.query('select settle_flags($1)', [rounds.flagged]);
    rounds.alone.push((performance.now() - begin) / rounds.flagged);
  }
  return rounds;
}

/** What a detector would have found before the writer has stored anything. */
async function findFlags({ pool }: BenchServices, from: number, always: number, once: number): Promise<void> {
  const values = [new Date(from), new Date(from + (MESSAGES / THINGS - 1) * STEP_MS), STUCK_OF];
  await pool.query(
    `insert into found_flag (datastream_id, from_time, until_time, quality)
     select id, $1::timestamptz, $2::timestamptz, ${always} from datastream where id % $3::integer = 0`,
    values,
  );
  await pool.query(
    `insert into found_flag (datastream_id, from_time, until_time, quality)
     select id, at, at, ${once} from datastream, lateral (
       select least($2::timestamptz, $1::timestamptz + (id % $3::integer) * interval '${STEP_MS} ms') as at) as x
     where id % $3::integer <> 0`,
    values,
  );
}

const settled = ({ pool }: BenchServices): Promise<void> =>
  until(
    'all flags are settled',
    async () => {
      const { rows } = await pool.query<{ waits: boolean }>('select exists (select from found_flag) as waits');
      return rows[0].waits ? undefined : true;
    },
    20,
  ).then(() => undefined);

function figures({ loopback, off, on, flags, alone, flagged }: Rounds, rows: number): Figure[] {
  const rates = (runs: readonly Measured[]) => runs.map(({ rowsPerSecond }) => rowsPerSecond);
  const ratio = (above: readonly number[], below: readonly number[]) =>
    median(above.map((value, round) => value / below[round]));
  const cpu = (runs: readonly Measured[]) => runs.map((run) => run.cpu + run.postgresCpu);
  const perFlag = cpu(flags).map((value, round) => (((value - cpu(on)[round]) * rows) / 1e6 / flagged) * 1_000);
  return [
    figure('writer, upkeep off (the floor)', median(rates(off)), 'rows/s'),
    figure('upkeep every second / off', ratio(rates(on), rates(off)), '×'),
    figure('upkeep every second and flags / off', ratio(rates(flags), rates(off)), '×'),
    figure('upkeep and flags / upkeep', ratio(rates(flags), rates(on)), '×'),
    figure('upkeep every second and flags / COPY over loopback', ratio(rates(flags), loopback), '×'),
    figure('CPU of writer and PostgreSQL, upkeep off', median(cpu(off)), 's per million rows'),
    figure('the same, upkeep every second', median(cpu(on)), 's per million rows'),
    figure('the same, with flags', median(cpu(flags)), 's per million rows'),
    figure('CPU of a flagged observation, its minute’s roll-up made anew included', median(perFlag), 'ms'),
    figure('settling alone, a flagged observation', median(alone), 'ms'),
  ];
}
