import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@citywatch/testkit';
import { createPool, type Pool } from '@citywatch/timescale';
import { parseDetectorConfig } from './config.js';
import type { Adoption } from './detection-changes.js';
import { DetectionChangesRepository } from './detection-changes.repository.js';
import { DetectionChangesService } from './detection-changes.service.js';

let database: TestDatabase;
let pool: Pool;
let repository: DetectionChangesRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 1 });
  repository = new DetectionChangesRepository(pool, 'detector');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const offsets = async (partition: number): Promise<number[]> =>
  ((await repository.loadAdoptions('t', [partition])).get(partition) ?? []).map(({ fromOffset }) => fromOffset);

test('adoptions are loaded by partition in order of their offsets; of two at one offset the newer numbers count', async () => {
  await repository.storeAdoption('t', 0, { fromOffset: 20, version: 2, feedback: 5 }, 0);
  await repository.storeAdoption('t', 0, { fromOffset: 10, version: 1, feedback: 0 }, 0);
  await repository.storeAdoption('t', 0, { fromOffset: 20, version: 1, feedback: 7 }, 0);
  await new DetectionChangesRepository(pool, 'other').storeAdoption(
    't',
    0,
    { fromOffset: 1, version: 1, feedback: 0 },
    0,
  );
  expect(await repository.loadAdoptions('t', [0, 1])).toEqual(
    new Map([
      [
        0,
        [
          { fromOffset: 10, version: 1, feedback: 0 },
          { fromOffset: 20, version: 2, feedback: 7 },
        ],
      ],
    ]),
  );
});

test('a thousand are kept, and beyond them all that a restart from the checkpoint still asks for', async () => {
  const fill = (partition: number) =>
    pool.query(
      `insert into detection_adoption select 'detector', 't', $1, o * 10, 0, o from generate_series(1, 1000) as o`,
      [partition],
    );
  const next = { fromOffset: 20_000, version: 0, feedback: 2_000 };
  await fill(1);
  await repository.storeAdoption('t', 1, next, 15_000);
  expect(await offsets(1)).toHaveLength(1_000);
  expect((await offsets(1))[0]).toBe(20);
  await fill(2);
  await repository.storeAdoption('t', 2, next, 15);
  expect((await offsets(2))[0]).toBe(10);
});

test('where the newest verdict is too old to be kept, it is not adopted again and again', async () => {
  const config = parseDetectorConfig({ DATABASE_URL: database.url, KAFKA_BROKERS: '127.0.0.1:9092' });
  const service = new DetectionChangesService(pool, 'detector', config);
  const adopted: Adoption[] = [];
  const detector = {
    adopted: { fromOffset: 3, version: 0, feedback: 7 },
    adopt: (adoption: Adoption) => adopted.push(adoption),
  };
  const held = { topic: 't', partition: 9, next: 5, caughtUp: true, stored: 0, detector };
  await service.adopt(held, 5);
  expect([adopted, await offsets(9)]).toEqual([[], []]);
  await pool.query(`insert into detection_setting values (1, now(), 'Ada', null, '{"detectors": []}', '{}')`);
  await service.learn();
  await service.adopt(held, 5);
  expect(adopted).toEqual([{ fromOffset: 5, version: 1, feedback: 7 }]);
  expect(await offsets(9)).toEqual([5]);
});
