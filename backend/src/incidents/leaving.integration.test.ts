import { jest } from '@jest/globals';
import type { Severity } from '@citywatch/contracts';
import { createTestDatabase, testConfig, waitFor, type TestDatabase } from '@citywatch/testkit';
import { DetectionHarness, type OwnProcess } from '../../testing/detection-harness.js';
import { raiseAnomalies } from '../../testing/raised.js';

jest.setTimeout(60_000);

/** Exhaust that was read before its jam leaves the incident of another jam: as it is stored, and after a correlator was killed. */
let database: TestDatabase;
let harness: DetectionHarness;
let correlator: OwnProcess;
const base = Date.now() - 120_000;
const start = (): OwnProcess => harness.start('correlator', { INCIDENT_WAIT_MINOR_MS: '100' });

beforeAll(async () => {
  database = await createTestDatabase();
  harness = new DetectionHarness({ brokers: testConfig().kafkaBrokers, databaseUrl: database.url, prefix: 'leaving.' });
  await harness.describeRoad();
  // 2.4 km south of the station beside the road.
  await harness.pool.query(
    `insert into thing (id, operator_id, domain, name, longitude, latitude, interval_seconds, described)
     values ('far', 'op', 'air-quality', 'Far station', -87.63, 41.8584, 10, true)`,
  );
  await harness.pool.query(
    "insert into datastream (thing_id, property, unit) values ('far', 'no2', ''), ('far', 'co', '')",
  );
  correlator = start();
});
afterAll(async () => {
  await harness.close();
  await database.drop();
});

const raise = (things: readonly string[], property: string, severity: Severity, seconds: number) =>
  raiseAnomalies(harness.pool, { name: property, things, property, severity, start: base + seconds * 1_000 });

interface Row {
  readonly number: number;
  readonly id: string;
  readonly members: string[];
  readonly notes: string[];
}
/** Incidents by number, with what is in them and what their histories note, once they are of these members. */
const settled = (...wanted: readonly string[][]): Promise<Row[]> =>
  waitFor(
    async () => {
      const { rows } = await harness.pool.query<Row>(
        `select i.number::int, i.id,
           array(select m.anomaly_id from incident_member m where m.incident_id = i.id order by 1) as members,
           array(select e.note from incident_event e where e.incident_id = i.id and e.note is not null) as notes
         from incident i where i.closed_at is null order by i.number`,
      );
      return JSON.stringify(rows.map(({ members }) => members)) === JSON.stringify(wanted) ? rows : null;
    },
    { what: `incidents of ${JSON.stringify(wanted)}`, timeout: 20_000 },
  );

test('a station that a jam does not explain becomes an incident of its own that says where it was', async () => {
  await raise(['air', 'far'], 'no2', 'minor', 0);
  await settled(['no2-air', 'no2-far']);
  await raise(['t0', 't1'], 'speed', 'critical', 30);
  const [jam, left] = await settled(['no2-air', 'speed-t0', 'speed-t1'], ['no2-far']);
  expect(left.notes).toEqual([`@split-from:${jam.number}`]);
  const { rows } = await harness.pool.query('select incident_id, other_id from incident_apart');
  expect(rows.flatMap((row) => Object.values(row as object)).sort()).toEqual(expect.arrayContaining([jam.id, left.id]));
});

test('after a kill -9 the two stay two, and each takes in its own', async () => {
  await harness.end(correlator, 'SIGKILL');
  correlator = start();
  await raise(['t2'], 'speed', 'critical', 40);
  await raise(['far'], 'co', 'minor', 45);
  await settled(['no2-air', 'speed-t0', 'speed-t1', 'speed-t2'], ['co-far', 'no2-far']);
});
