import { startPrivateServices, waitFor, type PrivateServices } from '@citywatch/testkit';
import type { SimulatedIncident } from '@citywatch/simulator';
import { CityDriver } from './city-driver.js';
import { Flow } from './flow.js';
import { StoredRepository } from './stored.repository.js';
import { startSystem, type ProcessName, type System } from './system.js';

const MINUTE = 60_000;

describe('the whole system while its parts are ended', () => {
  let services: PrivateServices;
  let system: System;
  let driver: CityDriver;
  let stored: StoredRepository;
  let flow: Flow;

  beforeAll(async () => {
    services = await startPrivateServices();
    system = await startSystem(services);
    driver = new CityDriver(system, { seed: 11, sensors: 150 });
    stored = new StoredRepository(system.databaseUrl);
    await driver.publishThings();
    await driver.publishHistory(Date.now() - MINUTE, 3, 10);
    await allStored();
    flow = new Flow(driver);
  }, 240_000);

  afterAll(async () => {
    await flow?.stop().catch(() => undefined);
    await driver?.close();
    await stored?.close();
    await system?.stop();
    await services?.stop();
  }, 120_000);

  const totals = () => stored.totals(system.topicPrefix).catch(() => undefined);

  async function allStored(): Promise<void> {
    await waitFor(async () => ((await totals())?.stored ?? 0) >= driver.sent.messages, {
      what: 'every report is stored',
      timeout: 90_000,
    });
  }

  /** The incidents that hold a Thing which this simulated incident touches. */
  const found = async ({ truth }: SimulatedIncident) => {
    const touched = new Set(truth.map(({ thing }) => thing));
    return (await stored.incidents().catch(() => [])).filter(({ things }) =>
      things.some((thing) => touched.has(thing)),
    );
  };

  async function faultWhile(where: string, disturb: () => Promise<void>): Promise<void> {
    const incident = driver.inject({ kind: 'feeder-fault', start: Date.now(), where, minutes: 60, seed: 3 });
    const before = flow.rounds;
    await disturb();
    await waitFor(() => flow.rounds > before + 2, { what: 'reports flow again', timeout: 60_000 });
    await waitFor(async () => (await found(incident)).length > 0, {
      what: `the fault of ${where} is an incident`,
      timeout: 60_000,
    }).catch((error: Error) => {
      throw new Error(`${error.message}\n${system.logs()}`);
    });
  }

  /** Heads of different feeders: each fault is one of its own. */
  const feeder = (n: number) => {
    const heads = driver.city.things.filter((thing) => thing.kind === 'grid' && thing.role === 'head');
    return heads[n % heads.length].metadata.thing;
  };

  it.each<[ProcessName, number]>([
    ['writer', 0],
    ['detector', 1],
    ['correlator', 2],
    ['api', 3],
  ])(
    'recovers when the %s is killed',
    async (name, n) => {
      await faultWhile(feeder(n), () => system.restart(name, 'SIGKILL'));
    },
    150_000,
  );

  it('recovers when Kafka is killed', async () => {
    await faultWhile(feeder(4), () => services.restart('kafka', 'kill'));
  }, 150_000);

  it('recovers when the database crashes', async () => {
    await faultWhile(feeder(5), () => services.restart('timescaledb', 'immediate'));
  }, 150_000);

  it('has stored every report once and every fault as one incident', async () => {
    await flow.stop();
    await allStored();
    const { rows, sum, messages, stored: kept, duplicate, quarantined } = await stored.totals(system.topicPrefix);
    expect(rows).toBe(driver.sent.results);
    expect(kept).toBe(driver.sent.messages);
    expect(messages).toBe(kept + duplicate + quarantined);
    expect(quarantined).toBe(0);
    expect(Math.abs(sum / driver.sent.sum - 1)).toBeLessThan(1e-9);
    for (const incident of driver.incidents) expect(await found(incident)).toHaveLength(1);
    expect((await fetch(`${system.url}/health/ready`)).status).toBe(200);
  }, 120_000);
});
