import type { SimulatedIncident } from '@citywatch/simulator';
import { waitFor } from '@citywatch/testkit';
import { announced, watchAnnouncements } from './announced.js';
import { besidesLostLink, type View } from './browser.js';
import type { CityDriver } from './city-driver.js';
import type { Flow } from './flow.js';
import { Panel } from './panel.js';
import { enrolFirst } from './people.js';
import { Stage } from './stage.js';
import type { System } from './system.js';

/** Sensors that the fault of the issue trips. */
const TRIPPED = 40;

describe('an incident that people can believe', () => {
  let stage: Stage;
  let system: System;
  let driver: CityDriver;
  let flow: Flow;
  let view: View;
  let panel: Panel;
  let fault: SimulatedIncident;
  let incident = '';

  beforeAll(async () => {
    stage = await Stage.start();
    ({ system } = stage);
    ({ driver, flow, view } = await stage.watchedCity());
    panel = new Panel(view.page);
    await enrolFirst(view.page, system);
    await watchAnnouncements(view.page);
  }, 300_000);

  afterAll(() => stage?.end(), 120_000);

  const found = () => stage.found(fault);
  const thingsOf = async (id?: string) => (await stage.stored.incidents()).find((one) => one.id === id)?.things ?? [];

  it('makes of a substation fault that trips 40 sensors one incident, one marker, one row and one notification', async () => {
    fault = substationFault(driver);
    const touched = [...new Set(fault.truth.map(({ thing }) => thing))];
    const isDark = (id: string) => driver.city.byId.get(id)?.kind === 'grid';
    const dark = touched.filter(isDark);
    expect(dark.length).toBeGreaterThanOrEqual(TRIPPED);
    // On a street that is empty at this hour a dark signal may slow nobody, so not every detector alarms.
    const isWhole = (things: readonly string[]) =>
      dark.every((id) => things.includes(id)) && things.some((id) => !isDark(id));
    await stage.happens(
      async () => isWhole((await found())[0]?.things ?? []),
      `all ${dark.length} dark sensors and a jam at a dark signal are members`,
      90_000,
    );
    expect(await found()).toHaveLength(1);
    [{ id: incident }] = await found();
    const { page } = view;
    await page.locator(`section[aria-label="To acknowledge"] article[data-incident="${incident}"]`).waitFor();
    await page.locator(`.callouts [data-incident="${incident}"]`).waitFor({ state: 'attached' });
    expect(await page.locator('article[data-incident]').count()).toBe(1);
    expect(await page.locator('.callouts [data-incident]').count()).toBe(1);
    // It is said once, by what was known then: the voltage sags for 4 s before it is gone.
    expect(await announced(page)).toEqual([
      expect.stringMatching(/^New critical incident: (Voltage off nominal on|Power lost)/),
    ]);
    await page
      .getByRole('heading', { name: /^Power lost/ })
      .first()
      .waitFor();
    expect((await stage.stored.events(incident)).filter((kind) => kind === 'opened')).toHaveLength(1);
  }, 180_000);

  it('says why in a sentence, with its members in order, its root and a chart', async () => {
    await panel.open(incident);
    await panel.root.getByRole('heading', { name: /^Why these \d+ are one incident$/ }).waitFor();
    await panel.root
      .getByText(/grid sensors on feeder|grid sensors within|sensors below/)
      .first()
      .waitFor();
    await panel.says('Likely root').waitFor();
    const why = panel.root.getByRole('region', { name: 'Why it alarmed' });
    await why.locator('.reason').waitFor();
    expect(await why.locator('.reason').innerText()).toMatch(/, expected .+\.$/);
    await why.locator('svg').first().waitFor({ timeout: 15_000 });
    expect(await panel.root.getByRole('list', { name: 'In order' }).getByRole('listitem').count()).toBeGreaterThan(1);
  }, 60_000);

  it('keeps a split, a pin and a judgement across a restart of every process, and takes a merge then', async () => {
    const { page } = view;
    await panel.act('Split');
    await panel.root.getByRole('checkbox').first().check();
    await panel.button('Make its own incident').click();
    await waitFor(async () => (await found()).length > 1, { what: 'the split-off incident is stored' });
    const apart = (await found()).find(({ id }) => id !== incident);
    expect(apart?.things).toHaveLength(1);
    await panel.act('Pin the sensors');
    await panel.says('Pinned: nothing joins or leaves by itself').waitFor();
    const pinned = await thingsOf(incident);
    expect(pinned).not.toContain(apart?.things[0]);
    await panel.button('Useful').click();
    await panel.says('The level of these').waitFor();
    for (const name of ['detector', 'correlator', 'api'] as const) await system.restart(name, 'SIGKILL');
    const before = flow.rounds;
    await waitFor(() => flow.rounds > before + 5, { what: 'reports flow on', timeout: 60_000 });
    await page.goto(`${system.url}/live?incident=${incident}`);
    await panel.says('Pinned: nothing joins or leaves by itself').waitFor();
    await panel.button('Useful', true).waitFor();
    expect(await thingsOf(incident)).toEqual(pinned);
    expect(await thingsOf(apart?.id)).toContain(apart?.things[0]);
    await panel.act('Take off the pin');
    await panel.merge(apart?.number ?? 0);
    // What alarms meanwhile may join it: it has at least what both had.
    await waitFor(async () => (await thingsOf(apart?.id)).length === 0, { what: 'both are one incident again' });
    expect(await thingsOf(incident)).toEqual(expect.arrayContaining([...pinned, apart?.things[0]]));
    expect(besidesLostLink(view.errors)).toEqual([]);
  }, 240_000);
});

/** Of the city's substations one whose fault trips enough sensors; the is 40. */
function substationFault(driver: CityDriver): SimulatedIncident {
  const substations = driver.city.things.filter((thing) => thing.kind === 'grid' && thing.role === 'substation');
  const reach = (at: number): number => {
    const fed = driver.city.fedBy.get(at) ?? [];
    return 1 + fed.reduce((sum, index) => sum + reach(index), 0);
  };
  const largest = substations.reduce((a, b) => (reach(b.index) > reach(a.index) ? b : a));
  return driver.inject({ kind: 'substation', start: Date.now(), minutes: 60, seed: 1, where: largest.metadata.thing });
}
