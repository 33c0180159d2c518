import type { SimulatedIncident } from '@citywatch/simulator';
import {
  createTestDatabase,
  startPrivateServices,
  testConfig,
  waitFor,
  type PrivateServices,
} from '@citywatch/testkit';
import type { Browser } from 'playwright-core';
import { launchBrowser, openView, type View } from './browser.js';
import { CityDriver } from './city-driver.js';
import { Flow } from './flow.js';
import { StoredRepository, type StoredIncident } from './stored.repository.js';
import { startSystem, type System, type SystemOptions } from './system.js';

const MINUTE = 60_000;

export interface StagedCity {
  readonly seed: number;
  readonly sensors: number;
  /** How long a past the detectors have learnt from, and how far apart its reports are. */
  readonly days: number;
  readonly stepMinutes: number;
  /** End of that past, ms; a minute ago where nothing is said. */
  readonly until?: number;
}

/** A city that reports, and who looks at it. */
export interface Watched {
  readonly driver: CityDriver;
  readonly flow: Flow;
  readonly browser: Browser;
  /** Nobody is signed in yet. */
  readonly view: View;
}

/** A whole Citywatch for one test file, with what drives and watches it. Whatever it started ends with `end`. */
export class Stage {
  readonly system: System;
  /** What the database says. */
  readonly stored: StoredRepository;
  /** In the order of the starts. */
  readonly #ends: (() => Promise<unknown>)[] = [];

  private constructor(system: System) {
    this.system = system;
    this.stored = new StoredRepository(system.databaseUrl);
  }

  /** On the services that all tests share, with a database and topics of its own. @param env settings over the defaults */
  static async start(env: SystemOptions['env'] = {}): Promise<Stage> {
    const database = await createTestDatabase();
    const services = { kafkaBrokers: testConfig().kafkaBrokers, databaseUrl: database.url };
    return Stage.#on({ ...services, env }, () => database.drop());
  }

  /** On services that the test may end and start again. */
  static async startPrivate(): Promise<{ stage: Stage; services: PrivateServices }> {
    const services = await startPrivateServices();
    return { stage: await Stage.#on(services, () => services.stop()), services };
  }

  static async #on(options: SystemOptions, endServices: () => Promise<unknown>): Promise<Stage> {
    const system = await startSystem(options).catch(async (error: unknown) => {
      await endServices();
      throw error;
    });
    const stage = new Stage(system);
    stage.#ends.push(
      endServices,
      () => system.stop(),
      () => stage.stored.close(),
    );
    return stage;
  }

  /** A simulated city that is known, with its past stored. */
  async city({ seed, sensors, days, stepMinutes, until = Date.now() - MINUTE }: StagedCity): Promise<CityDriver> {
    const driver = new CityDriver(this.system, { seed, sensors });
    this.#ends.push(() => driver.close());
    await driver.publishThings();
    await driver.publishHistory(until, days, stepMinutes);
    await this.allStored(driver);
    return driver;
  }

  /** The city reports from now on, a round each `roundMs`. */
  flow(driver: CityDriver, roundMs?: number): Flow {
    const flow = new Flow(driver, roundMs);
    // What went wrong with it a test has seen already.
    this.#ends.push(() => flow.stop().catch(() => undefined));
    return flow;
  }

  /** A city large enough that one fault trips forty sensors, its reports, and a browser. */
  async watchedCity(): Promise<Watched> {
    const driver = await this.city({ seed: 5, sensors: 800, days: 2, stepMinutes: 10 });
    const flow = this.flow(driver, 2_000);
    const browser = await this.browser();
    return { driver, flow, browser, view: await openView(browser) };
  }

  async browser(): Promise<Browser> {
    const browser = await launchBrowser();
    this.#ends.push(() => browser.close());
    return browser;
  }

  /** Resolves when the writer has stored every report that was sent. */
  async allStored(driver: CityDriver): Promise<void> {
    const { topicPrefix } = this.system;
    await waitFor(async () => (await this.stored.totals(topicPrefix)).stored >= driver.sent.messages, {
      what: 'every report is stored',
      timeout: 120_000,
    });
  }

  /** The incidents that hold a Thing which this simulated incident touches, oldest first. */
  async found({ truth }: SimulatedIncident): Promise<StoredIncident[]> {
    const touched = new Set(truth.map(({ thing }) => thing));
    return (await this.stored.incidents()).filter(({ things }) => things.some((thing) => touched.has(thing)));
  }

  /** Waits as `waitFor` does; where that fails, the incidents and each process's last lines stand in the message. */
  async happens(condition: () => unknown, what: string, timeout: number): Promise<void> {
    await waitFor(condition, { what, timeout }).catch(async (error: Error) => {
      const incidents = await this.stored.incidents().catch(() => []);
      const told = incidents.map(({ id, things }) => `${id} ${things.length} Things: ${things.join(' ')}`);
      throw new Error([error.message, ...told, this.system.logs()].join('\n'), { cause: error });
    });
  }

  /** Ends everything, the last first. @throws the first error, after all has been tried */
  async end(): Promise<void> {
    const errors: unknown[] = [];
    for (const end of this.#ends.reverse()) await end().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }
}
