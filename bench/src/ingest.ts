import { datastreamIds, measureLoopbackCopy, measureServerCopy, textParts } from './copy-floor.js';
import { emptyTables, fillTopics, measureWriter, type Measured } from './ingest-run.js';
import { sampleMessage, type SampleMessage } from './messages.js';
import { atLeast, atMost, figure, median, type Figure, type Result } from './result.js';
import { withServices, type BenchServices } from './services.js';
import { measureWritePath } from './write-path.js';

const THINGS = 3_000;
const MESSAGES = 300_000;
const ROUNDS = 3;
const PART_ROWS = 5_000;

interface Rounds {
  readonly writer: Measured[];
  readonly loopback: number[];
  readonly server: number[];
  readonly path: number[];
}

const of = <T>(values: readonly T[], pick: (value: T) => number): number => median(values.map(pick));
const ratios = (above: readonly number[], below: readonly number[]): number =>
  median(above.map((value, round) => value / below[round]));

/** The real writer against COPY of the same rows into the same table, turn by turn. */
export async function benchIngest(): Promise<Result> {
  return withServices(async (services) => {
    const from = Math.floor(Date.now() / 60_000) * 60_000 - 2 * 3_600_000;
    const message = (index: number): SampleMessage => sampleMessage(index, THINGS, from, 60_000);
    let rows = 0;
    for (let i = 0; i < MESSAGES; i++) rows += message(i).results;
    const rounds = await measure(services, message, rows);
    return {
      name: 'ingest',
      method: `${MESSAGES.toLocaleString('en-US')} messages of ${THINGS.toLocaleString('en-US')} Things (${rows.toLocaleString('en-US')} rows, 18 partitions) drained by the real writer process with its usual settings, against the same rows sent ready-made as COPY text over loopback in ${PART_ROWS.toLocaleString('en-US')}-row transactions, and against COPY FROM a file by the server itself, into the same table and index. Medians of ${ROUNDS} rounds, ratios within a round; roll-ups are made elsewhere. CPU includes the process's start.`,
      figures: figures(rounds),
    };
  });
}

async function measure(
  services: BenchServices,
  message: (index: number) => SampleMessage,
  rows: number,
): Promise<Rounds> {
  const prefix = 'bench.';
  console.log('  filling Kafka…');
  await fillTopics(services, prefix, MESSAGES, message);
  // The first run registers the Things and warms the caches; it does not count.
  await measureWriter(services, prefix, rows, 'warm');
  const parts = textParts(MESSAGES, message, await datastreamIds(services.pool), PART_ROWS);
  const empty = (): Promise<void> => emptyTables(services);
  const rounds: Rounds = { writer: [], loopback: [], server: [], path: [] };
  for (let round = 0; round < ROUNDS; round++) {
    console.log(`  round ${round + 1} of ${ROUNDS}…`);
    await empty();
    rounds.loopback.push(await measureLoopbackCopy(services, parts, rows));
    await empty();
    rounds.writer.push(await measureWriter(services, prefix, rows, `round${round}`));
    rounds.server.push(await measureServerCopy(services, empty));
    await empty();
    rounds.path.push(await measureWritePath(services, MESSAGES, message, 2_000));
  }
  return rounds;
}

function figures({ writer, loopback, server, path }: Rounds): Figure[] {
  const rates = writer.map(({ rowsPerSecond }) => rowsPerSecond);
  return [
    figure('writer, Kafka to durable rows', median(rates), 'rows/s'),
    figure('COPY text over loopback (the floor)', median(loopback), 'rows/s'),
    atLeast('writer / COPY over loopback', ratios(rates, loopback), '×', 0.65),
    figure('write path alone', median(path), 'rows/s'),
    figure('COPY FROM a file by the server', median(server), 'rows/s'),
    atLeast('write path alone / COPY FROM a file', ratios(path, server), '×', 0.8),
    figure(
      'CPU of the writer',
      of(writer, (m) => m.cpu),
      's per million rows',
    ),
    figure(
      'CPU of PostgreSQL',
      of(writer, (m) => m.postgresCpu),
      's per million rows',
    ),
    atMost(
      'CPU together',
      of(writer, (m) => m.cpu + m.postgresCpu),
      's per million rows',
      11,
    ),
    atMost('peak memory of the writer', Math.max(...writer.map((m) => m.peakMiB)), 'MiB', 250),
  ];
}
