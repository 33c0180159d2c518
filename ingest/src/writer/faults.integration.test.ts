import { jest } from '@jest/globals';
import {
  createTestDatabase,
  createTestTopics,
  startPrivateServices,
  testConfig,
  waitFor,
  type PrivateServices,
  type RestartMode,
  type Service,
} from '@citywatch/testkit';
import { migrate } from '@citywatch/timescale';
import { Harness } from '../testing/harness.service.js';
import { Load } from '../testing/load.service.js';
import { WriterProcess } from '../testing/writer-process.service.js';

jest.setTimeout(180_000);

/** Ten days ago, on the second: a second a round, and no clock bound is near. */
const START = Math.floor(Date.now() / 1000) * 1000 - 10 * 86_400_000;
/** Small batches, so that a fault meets a writer in the middle of many. */
const SMALL = { WRITER_FETCH_BYTES: '16384', WRITER_FETCH_MIN_BYTES: '1' };

/** Everything of one cell of the fault table: its own topics and rows, a load, and the writer process. */
class Cell {
  readonly harness: Harness;
  readonly load: Load;
  #writer: WriterProcess;
  #generation = 0;

  constructor(
    readonly brokers: readonly string[],
    readonly databaseUrl: string,
    readonly prefix: string,
  ) {
    this.harness = new Harness({ brokers, databaseUrl, prefix });
    this.load = new Load(brokers, prefix, START);
    this.#writer = this.#start();
  }

  #start(): WriterProcess {
    return new WriterProcess(this.harness.environment({ ...SMALL, KAFKA_GROUP: `${this.prefix}${this.#generation}` }));
  }

  /** In the same group Kafka waits for the killed member's session to end; offsets do not depend on the group. */
  async kill({ sameGroup }: { sameGroup: boolean }): Promise<void> {
    expect(await this.#writer.end('SIGKILL')).toBe('SIGKILL');
    if (!sameGroup) this.#generation++;
    this.#writer = this.#start();
  }

  /** Waits until the writer has committed something new. */
  async progress(): Promise<void> {
    const consumed = async (): Promise<number> => (await this.harness.totals()).consumed;
    const before = await consumed();
    await waitFor(async () => (await consumed()) > before, {
      what: `the writer goes on\n${this.#writer.output}`,
      timeout: 60_000,
    });
  }

  /** Ends the load, waits until all is accounted for, and says what is wrong; ends the writer, which must do so by itself. */
  async outcome(): Promise<{ lost: number; doubled: number; wrong: number; stuck: number; exit: string }> {
    await this.load.end();
    const left = async (): Promise<number> => (await this.harness.produced()) - (await this.harness.totals()).consumed;
    await waitFor(async () => (await left()) === 0, { what: 'all is consumed', timeout: 60_000, interval: 200 }).catch(
      () => undefined,
    );
    const stuck = await left();
    const difference = await this.load.compare(this.harness.pool);
    const exit = await this.#writer.end('SIGTERM');
    return { ...difference, stuck, exit };
  }

  async close(): Promise<void> {
    await this.load.end();
    await this.#writer.end('SIGKILL');
    await this.harness.close();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const NOTHING_WRONG = { lost: 0, doubled: 0, wrong: 0, stuck: 0, exit: '0' };

describe('on the services of the run', () => {
  async function withCell(body: (cell: Cell) => Promise<void>): Promise<void> {
    const [database, topics] = await Promise.all([createTestDatabase(), createTestTopics()]);
    const cell = new Cell(testConfig().kafkaBrokers, database.url, topics.prefix);
    try {
      await body(cell);
    } finally {
      await cell.close();
      await Promise.all([database.drop(), topics.delete()]);
    }
  }

  it.each([
    { name: 'with the unique index', index: true, kills: 10, seed: 1 },
    { name: 'without an index: only the offset in the transaction prevents doubles', index: false, kills: 4, seed: 2 },
  ])('kill -9 of the writer $kills times under load, $name', async ({ index, kills, seed }) => {
    await withCell(async (cell) => {
      if (!index) await cell.harness.pool.query('drop index observation_once');
      cell.load.begin(20, 50);
      for (let kill = 0; kill < kills; kill++) {
        await cell.progress();
        // Somewhere in the next batches: 0 to 400 ms, from a seed.
        await pause((((kill + 1) * 7_919 * seed) % 41) * 10);
        await cell.kill({ sameGroup: kill === 0 });
      }
      await cell.progress();
      expect(await cell.outcome()).toEqual(NOTHING_WRONG);
      expect(await cell.harness.totals()).toMatchObject({
        consumed: cell.load.sent,
        stored: cell.load.sent,
        rows: cell.load.sent * 2,
      });
    });
  });

  it('a database backend killed inside COPY, ten times', async () => {
    await withCell(async (cell) => {
      cell.load.begin(20, 50);
      await cell.progress();
      for (let killed = 0; killed < 10; killed++) {
        await waitFor(
          async () => {
            const { rows } = await cell.harness.pool.query<{ killed: boolean }>(
              `select pg_terminate_backend(pid) as killed from pg_stat_activity
               where datname = current_database() and state = 'active' and query like 'copy observation%' limit 1`,
            );
            return rows[0]?.killed;
          },
          { what: 'a COPY is met and killed', interval: 1, timeout: 60_000 },
        );
      }
      await cell.progress();
      expect(await cell.outcome()).toEqual(NOTHING_WRONG);
    });
  });
});

describe('on services of its own', () => {
  let services: PrivateServices;
  beforeAll(async () => {
    services = await startPrivateServices();
    await migrate(services.databaseUrl);
  });
  afterAll(() => services.stop());

  it.each<[Service, RestartMode]>([
    ['timescaledb', 'fast'],
    ['timescaledb', 'immediate'],
    ['kafka', 'fast'],
    ['kafka', 'kill'],
  ])('restart of %s, %s', async (service, mode) => {
    const topics = await createTestTopics({ brokers: services.kafkaBrokers });
    const cell = new Cell(services.kafkaBrokers, services.databaseUrl, topics.prefix);
    try {
      await cell.harness.pool.query('truncate observation, consumer_offset, observation_latest, rollup_invalidation');
      cell.load.begin(20, 50);
      await cell.progress();
      await services.restart(service, mode);
      await cell.progress();
      expect(await cell.outcome()).toEqual(NOTHING_WRONG);
    } finally {
      await cell.close();
      await topics.delete();
    }
  });
});
