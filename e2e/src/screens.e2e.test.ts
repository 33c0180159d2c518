import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openView } from './browser.js';
import { enrolFirst } from './people.js';
import { Stage } from './stage.js';
import type { System } from './system.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every screen of a person who may see all, with what tells that it has its content. */
const SCREENS = [
  ['live', '/live', '.legend'],
  ['history', '/history', 'main'],
  ['crews', '/crews', 'main'],
  ['precision', '/detection/precision', '.precision :is(.message, .precision-total)'],
  ['detection settings', '/detection/settings', '.tuning-form'],
  ['health', '/health', '.path .step:nth-child(7)'],
  ['users', '/users', 'main'],
] as const;
const THEMES = ['dark', 'light'] as const;

describe('every screen', () => {
  let stage: Stage;
  let system: System;
  let browser: Browser;
  let session: BrowserContextOptions['storageState'];
  /** Path of an incident's panel. */
  let panel: string;

  beforeAll(async () => {
    stage = await Stage.start();
    ({ system } = stage);
    const now = Date.now();
    const driver = await stage.city({ seed: 8, sensors: 120, days: 2, stepMinutes: 15, until: now - 5 * MINUTE });
    driver.inject({ kind: 'feeder-fault', start: now - MINUTE, minutes: 60, seed: 2 });
    await driver.catchUp();
    await stage.happens(async () => (await stage.stored.incidents()).length > 0, 'the fault is an incident', 150_000);
    panel = `/live?incident=${(await stage.stored.incidents())[0].id}`;
    browser = await stage.browser();
    const { page, context } = await openView(browser);
    await enrolFirst(page, system);
    session = await context.storageState();
    await context.close();
  }, 360_000);

  afterAll(() => stage?.end(), 60_000);

  async function open(
    path: string,
    content: string,
    width: number,
    scheme: 'dark' | 'light',
    before?: (page: Page) => Promise<void>,
  ): Promise<Page> {
    // axe is injected, which the product's own content policy forbids.
    const context = await browser.newContext({
      storageState: session,
      bypassCSP: true,
      colorScheme: scheme,
      viewport: { width, height: 900 },
      // A finger's targets are larger than a pointer's.
      hasTouch: width < 768,
      isMobile: width < 768,
    });
    const page = await context.newPage();
    await before?.(page);
    await page.goto(system.url + path);
    await page.locator(content).first().waitFor();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    return page;
  }

  /** What axe finds, one line a rule. */
  async function violationsOf(page: Page): Promise<string[]> {
    // A button that was just let is on its way between two colours.
    await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined)))');
    await page.evaluate(axeSource);
    const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }

  /** How far the page is wider than the window. */
  const sideways = (page: Page): Promise<number> =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  const cases = SCREENS.flatMap(([name, path, content]) =>
    THEMES.map((theme) => [name, theme, path, content] as const),
  );

  it.each(cases)(
    '%s, %s: has no accessibility violation',
    async (_name, theme, path, content) => {
      const page = await open(path, content, 1440, theme);
      expect(await violationsOf(page)).toEqual([]);
      await page.context().close();
    },
    60_000,
  );

  it.each(SCREENS)(
    '%s: does not scroll sideways on a phone or a tablet',
    async (_name, path, content) => {
      const page = await open(path, path === '/live' ? 'main' : content, 360, 'light');
      expect(await sideways(page)).toBeLessThanOrEqual(0);
      // The narrowest width at which the top bar shows all it has.
      await page.setViewportSize({ width: 768, height: 900 });
      await page.locator('.clock').waitFor();
      expect(await sideways(page)).toBeLessThanOrEqual(0);
      await page.context().close();
    },
    60_000,
  );

  it.each([
    ['live', () => '/live', 'section[aria-label="To acknowledge"] article'],
    ['an incident', () => panel, '.detail .why'],
    ['history', () => '/history', 'main'],
    ['crews', () => '/crews', '.crew-item'],
  ])(
    '%s: a phone says that it falls behind, and then that there is no link',
    async (_name, path, content) => {
      let cut = false;
      const page = await open(path(), content, 360, 'dark', (fresh) =>
        // As where a train enters a tunnel: the socket stays open, and nothing comes.
        fresh.routeWebSocket(/\/api\/live/, (socket) => {
          // Never opens.
          if (cut) return new Promise<void>(() => undefined);
          const server = socket.connectToServer();
          server.onMessage((message) => {
            if (!cut) socket.send(message);
          });
        }),
      );
      cut = true;
      const told = async (words: RegExp) => {
        const said = page
          .locator('.link-state > span:not(.hidden-text), .link-bar, .crew-link')
          .filter({ hasText: words, visible: true });
        await said.first().waitFor({ timeout: 20_000 });
        // Nothing may lie over it.
        await said.first().click({ trial: true });
        expect(await said.count()).toBe(1);
        expect(await sideways(page)).toBe(0);
      };
      await told(/^\d+ s behind\. Catching up\.$/);
      await told(/^No link since /);
      await page.context().close();
    },
    90_000,
  );

  it.each([
    ['dark', 1440],
    ['light', 360],
  ] as const)(
    'an incident, %s, %i px: reasons, split, merge and known work are accessible and fit',
    async (theme, width) => {
      const page = await open(panel, '.signs, .why .chart', width, theme);
      const check = async (what: string) => {
        expect([what, await violationsOf(page)]).toEqual([what, []]);
        expect([what, await sideways(page)]).toEqual([what, 0]);
      };
      await check('reasons');
      for (const act of ['Split', 'Merge']) {
        await page.getByRole('button', { name: 'More acts' }).click();
        await page.getByRole('menuitem', { name: new RegExp(`^${act}`) }).click();
        await page.locator('.shape h3:focus').waitFor();
        await check(act);
        await page.getByRole('button', { name: 'Cancel' }).click();
      }
      await page.getByRole('button', { name: 'Known work…' }).click();
      await page.getByRole('dialog').waitFor();
      await check('known work');
      await page.context().close();
    },
    150_000,
  );

  it('the sensors of an answer keep room for their names on a phone', async () => {
    const page = await open('/history', '.sensor-table .link', 360, 'light');
    const box = await page.locator('.sensor-table .link').first().boundingBox();
    expect(box?.width).toBeGreaterThan(80);
    await page.context().close();
  }, 60_000);

  it('a chart on a phone has its title in a line, not in a column of single letters', async () => {
    const page = await open('/history?lang=zh', '.chart-title', 360, 'light');
    const box = await page.locator('.chart-title').first().boundingBox();
    expect(box?.width).toBeGreaterThan(200);
    await page.context().close();
  }, 60_000);

  it('opens a backtest by its address with the period and the domains it was run over', async () => {
    const page = await open('/detection/settings', '.tuning-form', 1440, 'dark');
    await page.getByRole('checkbox', { name: /^Clock/ }).uncheck();
    const form = page.getByRole('region', { name: 'Backtest' });
    await form.getByRole('radio', { name: 'Days', exact: true }).click();
    const days = form.locator('input[type=date]');
    const yesterday = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Chicago' }).format(Date.now() - DAY);
    for (const day of [days.first(), days.last()]) await day.fill(yesterday);
    await form.getByRole('button', { name: 'Traffic' }).click();
    await form.getByRole('button', { name: 'Run backtest' }).click();
    await form.locator('.backtest-result').waitFor({ timeout: 90_000 });
    await page.reload();
    await form.locator('.backtest-result').waitFor();
    await form.getByRole('radio', { name: 'Days', exact: true, checked: true }).waitFor();
    expect([await days.first().inputValue(), await days.last().inputValue()]).toEqual([yesterday, yesterday]);
    await form.getByRole('button', { name: 'Traffic', pressed: false }).waitFor();
    await form.getByRole('button', { name: 'Grid', pressed: true }).waitFor();
    await page.context().close();
  }, 180_000);

  it.each([
    ['/live?lang=zh', '.legend', '待确认'],
    ['/detection/precision?lang=zh', '.detection', '在有人评价过的事件中'],
    ['/detection/settings?lang=zh', '.tuning-form', '误报预算'],
  ])(
    'speaks Chinese where asked: %s',
    async (path, content, words) => {
      const page = await open(path, content, 1440, 'dark');
      await page.getByText(words).first().waitFor();
      await page.context().close();
    },
    60_000,
  );
});
