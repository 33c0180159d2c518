import { waitFor, type PrivateServices } from '@citywatch/testkit';
import type { CityDriver } from './city-driver.js';
import type { Flow } from './flow.js';
import { Stage } from './stage.js';
import type { ProcessName } from './system.js';

describe('the whole system while its parts are ended', () => {
  let services: PrivateServices;
  let stage: Stage;
  let driver: CityDriver;
  let flow: Flow;

  beforeAll(async () => {
    ({ stage, services } = await Stage.startPrivate());
    driver = await stage.city({ seed: 11, sensors: 150, days: 3, stepMinutes: 10 });
    flow = stage.flow(driver);
  }, 240_000);

  afterAll(() => stage?.end(), 120_000);

  async function faultWhile(where: string, disturb: () => Promise<void>): Promise<void> {
    const incident = driver.inject({ kind: 'feeder-fault', start: Date.now(), where, minutes: 60, seed: 3 });
    const before = flow.rounds;
    await disturb();
    await waitFor(() => flow.rounds > before + 2, { what: 'reports flow again', timeout: 60_000 });
    await stage.happens(
      async () => (await stage.found(incident)).length > 0,
      `the fault of ${where} is an incident`,
      60_000,
    );
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
      await faultWhile(feeder(n), () => stage.system.restart(name, 'SIGKILL'));
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
    await stage.allStored(driver);
    const {
      rows,
      sum,
      messages,
      stored: kept,
      duplicate,
      quarantined,
    } = await stage.stored.totals(stage.system.topicPrefix);
    expect(rows).toBe(driver.sent.results);
    expect(kept).toBe(driver.sent.messages);
    expect(messages).toBe(kept + duplicate + quarantined);
    expect(quarantined).toBe(0);
    expect(Math.abs(sum / driver.sent.sum - 1)).toBeLessThan(1e-9);
    for (const incident of driver.incidents) expect(await stage.found(incident)).toHaveLength(1);
    expect((await fetch(`${stage.system.url}/health/ready`)).status).toBe(200);
  }, 120_000);
});
