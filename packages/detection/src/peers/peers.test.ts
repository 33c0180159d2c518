import { describe, expect, test } from '@jest/globals';
import { RESIDUAL_OPEN, renderReason, type Residual } from '@citywatch/contracts';
import { drifting, PeerRoad, type Special } from '../testing/peer-road.js';
import { FEEDBACK_HALF_LIFE_MS, type Threshold } from '../feedback/thresholds.js';
import { contextOf, MONDAY, SETTINGS } from '../testing/synthetic.js';
import { anomalyId } from '../detector/slots.js';
import { loadPeerState, PEER_STATE_VERSION } from './peer-state.js';
import { DEFAULT_PEERS, leastDifference, MINUTE } from './settings.js';

const TWO_DAYS = 2 * 24 * 60;
const taught = (count?: number, kind?: 'road' | 'feeder' | 'air', detection = SETTINGS): PeerRoad =>
  new PeerRoad(count, kind, detection).run(TWO_DAYS);

describe('one sensor of six', () => {
  test('that drifts away is doubted, minor, in words, and no longer when it is back', () => {
    const road = taught();
    expect(road.story).toEqual([]);
    const from = road.minute;
    road.run(90, drifting(3, from, -0.06));
    expect(road.story).toEqual(['raised t2 below-neighbours']);
    const [{ anomaly, at }] = road.changes;
    expect(anomaly).toMatchObject({
      detector: 'peers',
      severity: 'minor',
      end: null,
      why: { channels: [{ channel: 'neighbours' }], neighbours: { agreeing: 0, asked: 5 } },
    });
    expect(at - from).toBeLessThanOrEqual(70 * MINUTE);
    expect(anomaly.start).toBeLessThan(at);
    expect(renderReason(anomaly.reason, 'en')).toMatch(/^Speed reads [\d.]+ km\/h less than its 5 neighbours expect$/);
    expect(renderReason(anomaly.reason, 'zh')).toMatch(/^车速比 5 个邻近传感器所预期的低 [\d.]+ km\/h$/);
    const back = road.minute;
    road.run(60);
    expect(road.story).toEqual(['raised t2 below-neighbours', 'cleared t2 below-neighbours']);
    expect(road.changes[1].anomaly.end).toBeLessThanOrEqual(back + 10 * MINUTE);
  });

  test('is doubted for reading too much as well, though faster traffic alarms nobody', () => {
    const road = taught();
    expect(road.run(90, drifting(5, road.minute, 0.06)).story).toEqual(['raised t4 above-neighbours']);
  });

  test('is not doubted before its neighbours are known, nor for less than matters', () => {
    const road = new PeerRoad();
    expect(road.run(DEFAULT_PEERS.warmSteps * 4, drifting(3, road.minute + 60 * MINUTE, -0.02)).story).toEqual([]);
    const known = taught();
    expect(known.run(600, (row) => (row.datastream === 3 ? { ...row, z: row.z - 1 } : row)).story).toEqual([]);
  });

  test('is believed after a day: that is how it reads now', () => {
    const road = taught();
    const moved: Special = (row) => (row.datastream === 3 ? { ...row, z: row.z - 6 } : row);
    road.run(2 * TWO_DAYS, moved);
    expect(road.story).toEqual(['raised t2 below-neighbours', 'cleared t2 below-neighbours']);
    const [raised, cleared] = road.changes;
    expect(cleared.at - raised.anomaly.start).toBeGreaterThan(DEFAULT_PEERS.regimeMs);
  });

  test('is not doubted while the kind runs in shadow, and ends as silently', () => {
    const road = taught(6, 'road', { ...SETTINGS, detectors: new Set(['seasonal']) });
    expect(road.run(120, drifting(3, road.minute, -0.06)).run(120).changes).toEqual([]);
  });
});

describe('what people said of a doubt', () => {
  /** What is said of the third sensor, off by so many spreads for half an hour; each is so wide that only rarity decides. */
  const story = (off: number, threshold: Threshold | null, others: Threshold | null = null): string[] => {
    const road = taught();
    for (let id = 1; id <= road.count; id++) road.bank.follow(id, id === 3 ? threshold : others);
    const moved: Special = (row) => ({ ...row, scale: 15, z: row.datastream === 3 ? row.z - off : row.z });
    return road.run(30, moved).story;
  };
  const borderline = [0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4].find((off) => story(off, null).length > 0) ?? NaN;
  const noise = { from: MONDAY, shift: 0.5 };

  test('moves the level of that Datastream, and of no other', () => {
    expect(story(borderline, null)).toEqual(['raised t2 below-neighbours']);
    expect(story(borderline, noise)).toEqual([]);
    expect(story(borderline, null, { from: MONDAY, shift: 2 })).toEqual(['raised t2 below-neighbours']);
  });

  test('fades by the time of what is judged', () => {
    const old = { from: MONDAY - 10 * FEEDBACK_HALF_LIFE_MS, shift: 0.5 };
    expect(story(borderline, old)).toEqual(['raised t2 below-neighbours']);
  });

  test('is nothing to a Datastream that nobody described', () => {
    const { bank } = taught();
    bank.follow(99, noise);
    expect([bank.size, bank.knows(99)]).toEqual([6, false]);
  });
});

describe('all move together', () => {
  test('a feeder fault is nobody’s own fault: no doubt, and no veto', () => {
    const feeder = taught(6, 'feeder');
    const from = feeder.minute;
    const dark: Special = (row) => ({ ...row, z: -40, open: RESIDUAL_OPEN.seasonal, since: from });
    feeder.run(45, dark).run(120);
    expect(feeder.changes).toEqual([]);
    // Those that fell later were no neighbours of a fault yet: each asked counts what it saw while it was young.
    expect(feeder.agreements.at(-1)).toMatchObject({ neighbours: { agreeing: 5, asked: 5 } });
  });

  test('nor is what half of them feel, each in its measure', () => {
    const road = taught();
    const jam: Special = (row) => ({ ...row, z: row.z - 0.8 * row.datastream });
    expect(road.run(120, jam).changes).toEqual([]);
  });

  test('one that nothing happened to is not doubted for what its neighbours do', () => {
    const road = taught();
    const others: Special = (row) => (row.datastream === 1 ? row : { ...row, z: row.z - 5 });
    expect(road.run(60, others).story.filter((text) => text.includes('t0'))).toEqual([]);
  });
});

describe('neighbours of a measured anomaly', () => {
  const crash =
    (agreeing: readonly number[], at: number): Special =>
    (row) => {
      if (row.datastream === 1) return { ...row, z: -8, open: RESIDUAL_OPEN.rate, since: at };
      return agreeing.includes(row.datastream) ? { ...row, z: -7 } : row;
    };

  test('are counted: those that deviate the same way at the same time', () => {
    const road = taught();
    road.run(1, crash([2, 4], road.minute));
    expect(road.agreements).toMatchObject([{ datastream: 1, neighbours: { agreeing: 2, asked: 5 } }]);
    expect(road.agreements[0].id).toMatch(/^a-[0-9a-f]{16}$/);
  });

  test('are told again only as more of them agree, and only while the anomaly is young', () => {
    const road = taught();
    const at = road.minute;
    road
      .run(2, crash([], at))
      .run(2, crash([2], at))
      .run(10, crash([2, 3], at))
      .run(5, crash([2, 3, 4], at));
    expect(road.agreements.map(({ neighbours }) => neighbours.agreeing)).toEqual([0, 1, 2]);
  });

  test.each(['seasonal', 'rate', 'forecast'] as const)('are asked of what %s measured, by its own id', (detector) => {
    const road = taught();
    const at = road.minute;
    const measured: Special = (row) => ({ ...row, z: -8, open: RESIDUAL_OPEN[detector], since: at });
    road.run(1, (row, minute) => (row.datastream < 3 ? measured(row, minute) : row));
    expect(road.agreements[0]).toMatchObject({
      id: anomalyId(contextOf('speed', 10_000, 't0'), detector, at),
      neighbours: { agreeing: 1, asked: 5 },
    });
  });

  test('that are silent or doubted themselves are not asked', () => {
    const road = taught();
    const at = road.minute;
    const with4Silent: Special = (row, minute) => {
      if (row.datastream === 4) return null;
      if (row.datastream === 5) return { ...row, open: RESIDUAL_OPEN.doubt };
      return crash([2], at)(row, minute);
    };
    road.run(5, (row) => (row.datastream === 4 ? null : row)).run(1, with4Silent);
    expect(road.agreements.at(-1)?.neighbours).toEqual({ agreeing: 1, asked: 3 });
  });
});

describe('holes', () => {
  test('fewer than three neighbours say nothing', () => {
    const least: Special = (row) => (row.datastream > 4 ? null : row);
    const few: Special = (row) => (row.datastream > 3 ? null : row);
    const road = taught();
    const drift = drifting(1, road.minute, -0.06);
    const both =
      (hole: Special): Special =>
      (row, minute) => {
        const told = hole(row, minute);
        return told === null ? null : drift(told, minute);
      };
    expect(road.run(90, both(least)).story).toEqual(['raised t0 below-neighbours']);
    const other = taught();
    expect(other.run(90, both(few)).story).toEqual([]);
  });

  test('a doubted sensor that falls silent is let go where it was last heard', () => {
    const road = taught();
    road.run(90, drifting(3, road.minute, -0.06));
    const last = road.minute;
    road.run(150, (row) => (row.datastream === 3 ? null : row));
    expect(road.story).toEqual(['raised t2 below-neighbours', 'cleared t2 below-neighbours']);
    expect(road.changes[1].anomaly.end).toBe(last);
  });

  test('rows of Datastreams that nobody described are left out', () => {
    const road = taught();
    const strange: Residual = { datastream: 99, z: 50, scale: 1, expected: 1, open: 0, since: 0 };
    expect(road.bank.take(road.minute, [strange, ...road.rows()])).toEqual({ changes: [], agreements: [] });
  });
});

test('the order of rows within a minute makes no difference', () => {
  const shuffled = (rows: Residual[]): Residual[] =>
    [...rows].sort((a, b) => ((a.datastream * 7) % 5) - ((b.datastream * 7) % 5));
  const [one, other] = [new PeerRoad(), new PeerRoad()];
  one.run(TWO_DAYS).run(90, drifting(3, one.minute, -0.06));
  other.run(TWO_DAYS, undefined, shuffled).run(90, drifting(3, other.minute, -0.06), (rows) => [...rows].reverse());
  expect(other.changes).toEqual(one.changes);
  expect(other.changes).toHaveLength(1);
});

test('goes on where it was saved, in the middle of a step and of a doubt', () => {
  const [straight, stopped] = [taught(), taught()];
  const drift = drifting(3, straight.minute, -0.06);
  straight.run(120, drift).run(60);
  stopped.run(2, drift).restart().run(85, drift).restart().run(33, drift).run(60);
  expect(stopped.changes).toEqual(straight.changes);
  expect(stopped.changes).toHaveLength(2);
});

test('states of another version or length are learnt anew', () => {
  const [{ bytes }] = new PeerRoad().run(5).bank.takeDirty();
  expect(bytes.byteLength).toBe(288);
  expect(loadPeerState(PEER_STATE_VERSION, bytes)).not.toBeNull();
  expect(loadPeerState('peers-0', bytes)).toBeNull();
  expect(loadPeerState(PEER_STATE_VERSION, bytes.slice(8))).toBeNull();
});

test('what matters: less than for a lone reading, in both directions, never for the wind’s direction', () => {
  expect(leastDifference(0, 60)).toBeCloseTo(9);
  expect(leastDifference(0, 20)).toBeCloseTo(7.2);
  expect(leastDifference(13, 180)).toBe(Infinity);
});
