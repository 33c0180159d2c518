import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '@citywatch/testkit';
import type { Browser } from 'playwright-core';
import { drawnShare, openView } from './browser.js';
import { enrolFirst } from './people.js';
import { Stage } from './stage.js';
import type { StoredRepository } from './stored.repository.js';
import type { System } from './system.js';

const root = join(import.meta.dirname, '..', '..');
/** The data sets stand beside the repository; they are not ours to commit. */
const data = join(root, '..', 'shared', 'data');

/** Parts of each file, long enough to learn from and to find something in. */
const SETS = [
  { name: 'Los Angeles traffic', file: 'traffic/los-angeles-speed-2012-03-01_05.csv', rows: 864, domain: 'traffic' },
  { name: 'Beijing air', file: 'air-quality/beijing-2016.csv', rows: 24_000, domain: 'air-quality' },
  { name: 'PJM load', file: 'grid/pjm-east-load-2016_2017.csv', rows: 17_000, domain: 'grid' },
] as const;

// Where the data is not there the tests are counted as skipped, never as passed.
const describeWithData = existsSync(data) ? describe : describe.skip;

describeWithData('the real data sets, replayed through Kafka', () => {
  let stage: Stage;
  let system: System;
  let stored: StoredRepository;
  let browser: Browser;

  beforeAll(async () => {
    stage = await Stage.start();
    ({ system, stored } = stage);
    browser = await stage.browser();
  }, 120_000);

  afterAll(() => stage?.end(), 60_000);

  async function replay(file: string, rows: number): Promise<number> {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(root, 'ingest/dist/main-replay.js'), join(data, file), '--rows', String(rows)],
      {
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          KAFKA_BROKERS: system.kafkaBrokers.join(','),
          TOPIC_PREFIX: system.topicPrefix,
        },
        maxBuffer: 64e6,
      },
    );
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { totals: { messages: number } };
    return last.totals.messages;
  }

  it.each(SETS)(
    '$name: every report is stored once, anomalies are found and joined into incidents',
    async ({ file, rows, domain }) => {
      const before = await stored.totals(system.topicPrefix);
      const messages = await replay(file, rows);
      const count = async () => (await stored.totals(system.topicPrefix)).messages - before.messages;
      await waitFor(async () => (await count()) >= messages, { what: 'the writer has read all', timeout: 180_000 });
      const after = await stored.totals(system.topicPrefix);
      expect(after.stored - before.stored).toBe(messages);
      expect([after.duplicate, after.quarantined]).toEqual([0, 0]);
      await waitFor(async () => (await stored.found(domain)).incidents > 0, {
        what: `incidents of ${domain}`,
        timeout: 180_000,
      });
      expect((await stored.found(domain)).anomalies).toBeGreaterThan(0);
    },
    400_000,
  );

  it('shows an incident of each on the map', async () => {
    const { page, context, errors } = await openView(browser);
    await enrolFirst(page, system);
    for (const { domain } of SETS) {
      const { newest } = await stored.found(domain);
      await page.goto(`${system.url}/live?incident=${newest}`);
      await page.locator('.detail, [aria-label="Incident"]').first().waitFor();
      await waitFor(async () => drawnShare(await page.locator('.map-canvas').screenshot()) > 0.002, {
        what: `the incident of ${domain} is drawn`,
        timeout: 30_000,
      });
    }
    await context.close();
    expect(errors).toEqual([]);
  }, 120_000);
});
