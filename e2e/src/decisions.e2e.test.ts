import type { SimulatedIncident } from '@citywatch/simulator';
import { waitFor } from '@citywatch/testkit';
import type { Browser } from 'playwright-core';
import { besidesLostLink, openView, type View } from './browser.js';
import type { CityDriver } from './city-driver.js';
import type { Flow } from './flow.js';
import { Panel } from './panel.js';
import { ADMINISTRATOR, enrolFirst, enrolInvited, inviteOperator } from './people.js';
import { slowLink, type SlowLink } from './slow-link.js';
import { Stage } from './stage.js';
import type { StoredIncident } from './stored.repository.js';

const MINUTE = 60_000;
/** Branches of three feeders, each of a few transformers: far from each other, and together a small part of the grid. */
const BRANCHES = { first: 'grid-xlw8gj', second: 'grid-1scj61f', later: 'grid-rg0i8f' };
/** What feeds the second branch, by way of one transformer more. */
const ABOVE_SECOND = 'grid-10c6j3n';
const NOTE = 'Fuse F1-T7 replaced, load checked';

describe('what people decide about incidents', () => {
  let stage: Stage;
  let driver: CityDriver;
  let flow: Flow;
  let browser: Browser;
  let view: View;
  let link: SlowLink;
  let panel: Panel;
  const faults: SimulatedIncident[] = [];
  let kept: StoredIncident;

  beforeAll(async () => {
    const now = Date.now();
    // What begins in the past is not taken for a city that was silent since.
    stage = await Stage.start({ GAP_INTERVALS: '100' });
    // Eight days, so that each hour of workdays and of weekends has been seen twice.
    driver = await stage.city({ seed: 3, sensors: 200, days: 8, stepMinutes: 60, until: now - 8 * MINUTE });
    for (const where of [BRANCHES.first, BRANCHES.second])
      faults.push(driver.inject({ kind: 'feeder-fault', start: now - 5 * MINUTE, where, minutes: 60, seed: 1 }));
    // Their first minutes come at once: what neighbours say is known when a minute is over.
    await driver.catchUp();
    flow = stage.flow(driver, 2_000);
    browser = await stage.browser();
    view = await openView(browser);
    link = await slowLink(view.page);
    panel = new Panel(view.page);
    await enrolFirst(view.page, stage.system);
  }, 300_000);

  afterAll(() => stage?.end(), 120_000);

  const darkOf = ({ truth }: SimulatedIncident) =>
    [...new Set(truth.map(({ thing }) => thing))].filter((id) => driver.city.byId.get(id)?.kind === 'grid');
  const holds = (incident: StoredIncident | undefined, fault: SimulatedIncident) =>
    darkOf(fault).every((id) => incident?.things.includes(id));
  /** Waits until all of a branch is dark in one incident, and gives that. */
  const whole = async (fault: SimulatedIncident): Promise<StoredIncident> => {
    const found = async () => (await stage.found(fault)).find((incident) => holds(incident, fault));
    await stage.happens(found, `the fault of ${fault.place} is one incident`, 90_000);
    return (await found()) as StoredIncident;
  };

  it('says how many neighbours agree', async () => {
    [kept] = await Promise.all(faults.map(whole));
    await panel.open(kept.id);
    await panel.root
      .getByRole('region', { name: 'Why it alarmed' })
      .getByText(/; [1-9]\d* of \d+ neighbours agrees?\.$/)
      .waitFor({ timeout: 60_000 });
  }, 180_000);

  const merged = async () => (await stage.stored.incidents()).find(({ id }) => id === kept.id);

  it('keeps a merge when every process is killed', async () => {
    const other = await whole(faults[1]);
    expect(other.id).not.toBe(kept.id);
    await panel.merge(other.number);
    await stage.happens(async () => holds(await merged(), faults[1]), 'both are one incident', 20_000);
    for (const name of ['detector', 'peers', 'correlator', 'api'] as const) await stage.system.restart(name, 'SIGKILL');
    const before = flow.rounds;
    await waitFor(() => flow.rounds > before + 5, { what: 'reports flow on', timeout: 60_000 });
    await view.page.goto(`${stage.system.url}/live?incident=${kept.id}`);
    await panel.says(`Merged, ${ADMINISTRATOR.name}`).waitFor();
    await panel.says(`Took in INC-${other.number}`).waitFor();
    for (const fault of faults) expect(holds(await merged(), fault)).toBe(true);
    expect((await stage.stored.incidents()).map(({ id }) => id)).not.toContain(other.id);
    expect(await view.page.locator(`article[data-incident="${other.id}"]`).count()).toBe(0);
  }, 180_000);

  it('takes into the merged incident what fails later beside what was merged into it', async () => {
    const late = driver.inject({
      kind: 'feeder-fault',
      start: Date.now(),
      where: ABOVE_SECOND,
      minutes: 60,
      seed: 1,
    });
    expect(darkOf(late).length).toBeGreaterThan(darkOf(faults[1]).length);
    await stage.happens(async () => holds(await merged(), late), 'what fails above the branch joined', 60_000);
    expect((await stage.found(late)).map(({ id }) => id)).toEqual([kept.id]);
  }, 90_000);

  it('tells who was late what was decided, shows it, and keeps what was typed', async () => {
    const other = await openView(browser, { theme: 'light' });
    const admin = await view.context.newPage();
    await enrolInvited(other.page, await inviteOperator(admin, stage.system, 'Bo'));
    await admin.close();
    const bo = new Panel(other.page);
    await bo.open(kept.id);

    await panel.button(/^Acknowledge/).click();
    await bo.says(`Acknowledged, ${ADMINISTRATOR.name}`).waitFor();
    await panel.button('Resolve').click();
    const note = view.page.getByLabel('Note (may be left empty)');
    await note.fill(NOTE);
    link.hold();
    await bo.button('Assign').click();
    await other.page.getByLabel('To whom').fill('Crew 7');
    await other.page.getByRole('dialog').getByRole('button', { name: 'Assign', exact: true }).click();
    await bo.says('Acknowledged, Crew 7').waitFor();

    const dialog = view.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Resolve' }).click();
    await dialog.getByText(/^Bo assigned this to Crew 7 at [\d:]+, before you\. Look again, then decide\.$/).waitFor();
    expect(await note.inputValue()).toBe(NOTE);
    // The dialog hides the panel from who cannot see it.
    await view.page.locator('.detail').getByText('Acknowledged, Crew 7').waitFor();
    link.release();
    await dialog.getByRole('button', { name: 'Resolve' }).click();
    await panel.says(NOTE).waitFor();
    await bo.says(NOTE).waitFor();
    expect(other.errors).toEqual([]);
    await other.context.close();
  }, 120_000);

  it('shows of a later one what was done then', async () => {
    await panel.button('Useful').click();
    await panel.says('The level of these').waitFor();
    await panel.says(`Said by ${ADMINISTRATOR.name}`).waitFor();
    // Said once, beside the title.
    expect(await panel.root.locator(':is(.head, .feedback) .chip-verdict').allTextContents()).toEqual(['Useful']);
    const later = await whole(
      driver.inject({ kind: 'feeder-fault', start: Date.now(), where: BRANCHES.later, minutes: 60, seed: 1 }),
    );
    await panel.open(later.id);
    const past = panel.root
      .locator('.similar li')
      .filter({ hasText: `INC-${kept.number}` })
      .first();
    await past.getByText(/% alike$/).waitFor();
    await past.getByText('Useful').first().waitFor();
    await past.getByText(`Assigned to Crew 7, Bo`).waitFor();
    await past.getByText(NOTE).waitFor();
    // Chromium logs the one refusal.
    expect(besidesLostLink(view.errors).filter((text) => !text.includes('409'))).toEqual([]);
  }, 120_000);
});
