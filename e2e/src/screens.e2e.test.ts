import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { createTestDatabase, testConfig, waitFor, type TestDatabase } from '@citywatch/testkit';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser, openView } from './browser.js';
import { CityDriver } from './city-driver.js';
import { enrolFirst } from './people.js';
import { StoredRepository } from './stored.repository.js';
import { startSystem, type System } from './system.js';

const MINUTE = 60_000;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every screen of a person who may see all, with what tells that it has its content. */
const SCREENS = [
  ['live', '/live', '.legend'],
  ['history', '/history', 'main'],
  ['crews', '/crews', 'main'],
  ['health', '/health', 'main'],
  ['users', '/users', 'main'],
] as const;
const THEMES = ['dark', 'light'] as const;

describe('every screen', () => {
  let database: TestDatabase;
  let system: System;
  let driver: CityDriver;
  let stored: StoredRepository;
  let browser: Browser;
  let session: BrowserContextOptions['storageState'];

  beforeAll(async () => {
    database = await createTestDatabase();
    system = await startSystem({ kafkaBrokers: testConfig().kafkaBrokers, databaseUrl: database.url });
    driver = new CityDriver(system, { seed: 8, sensors: 120 });
    stored = new StoredRepository(database.url);
    const now = Date.now();
    driver.inject({ kind: 'feeder-fault', start: now - MINUTE, minutes: 60, seed: 2 });
    await driver.publishThings();
    await driver.publishHistory(now - 5 * MINUTE, 2, 15);
    for (let time = now - 5 * MINUTE; time <= now; time += 10_000) await driver.publishRound(time);
    await waitFor(async () => (await stored.incidents()).length > 0, {
      what: 'the fault is an incident',
      timeout: 60_000,
    });
    browser = await launchBrowser();
    const { page, context } = await openView(browser);
    await enrolFirst(page, system);
    session = await context.storageState();
    await context.close();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await driver?.close();
    await stored?.close();
    await system?.stop();
    await database?.drop();
  }, 60_000);

  async function open(path: string, content: string, width: number, scheme: 'dark' | 'light'): Promise<Page> {
    // axe is injected, which the product's own content policy forbids.
    const context = await browser.newContext({
      storageState: session,
      bypassCSP: true,
      colorScheme: scheme,
      viewport: { width, height: 900 },
    });
    const page = await context.newPage();
    await page.goto(system.url + path);
    await page.locator(content).first().waitFor();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    return page;
  }

  const cases = SCREENS.flatMap(([name, path, content]) =>
    THEMES.map((theme) => [name, theme, path, content] as const),
  );

  it.each(cases)(
    '%s, %s: has no accessibility violation',
    async (_name, theme, path, content) => {
      const page = await open(path, content, 1440, theme);
      await page.evaluate(axeSource);
      const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
      await page.context().close();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
      ).toEqual([]);
    },
    60_000,
  );

  it.each(SCREENS)(
    '%s: does not scroll sideways at 360 px',
    async (_name, path, content) => {
      const page = await open(path, path === '/live' ? 'main' : content, 360, 'light');
      const { scroll, client } = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = (
          globalThis as unknown as { document: { documentElement: { scrollWidth: number; clientWidth: number } } }
        ).document.documentElement;
        return { scroll: scrollWidth, client: clientWidth };
      });
      await page.context().close();
      expect(scroll).toBeLessThanOrEqual(client);
    },
    60_000,
  );

  it('speaks Chinese where asked', async () => {
    const page = await open('/live?lang=zh', '.legend', 1440, 'dark');
    await page.getByText('待确认').first().waitFor();
    await page.context().close();
  }, 60_000);
});
