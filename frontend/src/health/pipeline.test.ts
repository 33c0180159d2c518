import type { ConsumerHealth, PipelineAnswer } from '@citywatch/contracts';
import {
  arrivalRate,
  BEHIND_MAJOR,
  BEHIND_MINOR,
  daysLeft,
  pathHealth,
  PEERS_PATIENCE,
  rateOf,
  remember,
  STOPPED_AFTER,
  WINDOW,
} from './pipeline';

const T = 1_800_000_000_000;
const consumer = (name: string, over: Partial<ConsumerHealth> = {}): ConsumerHealth => ({
  name,
  consumed: 1_000,
  stored: 1_000,
  duplicate: 0,
  quarantined: 0,
  lag: 0,
  updatedAt: T,
  ...over,
});
const answer = (at: number, writer: Partial<ConsumerHealth>, over: Partial<PipelineAnswer> = {}): PipelineAnswer => ({
  serverTime: at,
  consumers: [consumer('writer', writer), consumer('detector'), consumer('peers'), consumer('correlator')],
  off: [],
  quarantine: { total: 0, waiting: 0 },
  database: { bytes: 1e9, budgetBytes: 0, oldest: null },
  ...over,
});
const live = { kind: 'live' } as const;
const faultOf = (answers: readonly PipelineAnswer[], step: string) =>
  pathHealth(answers, live).find((s) => s.step === step)?.fault ?? null;

describe('rates', () => {
  const two = [
    answer(T, { consumed: 1_000 }),
    answer(T + 10_000, { consumed: 2_640, lag: 360, updatedAt: T + 10_000 }),
  ];

  it('are the difference of two answers, by the consumer’s own clock', () => {
    expect(rateOf(two, 'writer')).toBe(164);
    expect(rateOf(two, 'detector')).toBeNull();
    expect(rateOf([...two, answer(T + 45_001, {})], 'detector')).toBe(0);
    expect(rateOf(two.slice(0, 1), 'writer')).toBeNull();
  });

  it('count what piled up as arrived', () => {
    expect(arrivalRate(two)).toBe(200);
    expect(arrivalRate([answer(T, { lag: null }), answer(T + 1, { lag: null })])).toBeNull();
  });

  it('never fall below nothing when a consumer starts anew', () => {
    expect(
      rateOf([answer(T, { consumed: 9_000 }), answer(T + 1_000, { consumed: 5, updatedAt: T + 1_000 })], 'writer'),
    ).toBe(0);
  });
});

describe('memory of answers', () => {
  it('holds those of the window and drops an answer that is no newer', () => {
    const first = answer(T, {});
    const kept = remember(remember([first], answer(T + 1, {})), answer(T + WINDOW, {}));
    expect(kept.map((a) => a.serverTime)).toEqual([T + 1, T + WINDOW]);
    expect(remember(kept, first)).toBe(kept);
  });
});

describe('faults', () => {
  const pair = (lag: number, age = 0) => [
    answer(T, { consumed: 0, updatedAt: T - 10_000 }),
    answer(T + age, { consumed: 1_000, lag, updatedAt: T }),
  ];

  it('has none on a healthy path', () => {
    expect(pathHealth(pair(0), live).map(({ step, fault }) => [step, fault])).toEqual([
      ['kafka', null],
      ['writer', null],
      ['database', null],
      ['detector', null],
      ['peers', null],
      ['correlator', null],
      ['screens', null],
    ]);
  });

  it('is behind by more than a minute of work, and gravely by more than five', () => {
    const messages = (ms: number) => (ms / 1_000) * 100;
    expect(faultOf(pair(messages(BEHIND_MINOR)), 'writer')).toBeNull();
    expect(faultOf(pair(messages(BEHIND_MINOR) + 1), 'writer')).toMatchObject({ severity: 'minor', key: 'behind' });
    expect(faultOf(pair(messages(BEHIND_MAJOR) + 1), 'writer')).toMatchObject({ severity: 'major' });
  });

  it('has stopped when messages wait and nothing moves', () => {
    expect(faultOf(pair(5, STOPPED_AFTER), 'writer')?.key).not.toBe('stopped');
    expect(faultOf(pair(5, STOPPED_AFTER + 1), 'writer')).toEqual({
      severity: 'critical',
      key: 'stopped',
      time: T,
      count: 5,
    });
    expect(faultOf(pair(0, STOPPED_AFTER + 1), 'writer')).toBeNull();
  });

  it('is a missing consumer where none has ever saved', () => {
    const only = answer(T, {}, { consumers: [consumer('blue.writer')] });
    expect(faultOf([only], 'writer')).toBeNull();
    expect(faultOf([only], 'detector')).toMatchObject({ key: 'missing' });
  });

  it('of the comparison with neighbours is never more than minor, and begins later: it holds whole minutes', () => {
    const two = (lag: number, age = 0) =>
      [T, T + age].map((at, i) => {
        const peers = consumer('peers', { consumed: i * 1_000, lag, updatedAt: T - 10_000 + i * 10_000 });
        return answer(at + i, {}, { consumers: [consumer('writer'), peers] });
      });
    const messages = (ms: number) => (ms / 1_000) * 100;
    expect(faultOf(two(messages(BEHIND_MINOR + PEERS_PATIENCE)), 'peers')).toBeNull();
    const behind = { severity: 'minor', key: 'behind' };
    expect(faultOf(two(messages(BEHIND_MINOR + PEERS_PATIENCE) + 1), 'peers')).toMatchObject(behind);
    expect(faultOf(two(messages(BEHIND_MAJOR + PEERS_PATIENCE) + 1), 'peers')).toMatchObject(behind);
    expect(faultOf(two(5, STOPPED_AFTER), 'peers')).toMatchObject({ severity: 'minor', key: 'stopped' });
    const never = answer(T, {}, { consumers: [consumer('writer')] });
    expect(faultOf([never], 'peers')).toMatchObject({ severity: 'minor', key: 'missing' });
  });

  it('is none of what a setting switches off, whatever it left behind', () => {
    const left = consumer('peers', { lag: 900, updatedAt: T - STOPPED_AFTER - 1 });
    for (const consumers of [[consumer('writer'), left], [consumer('writer')]])
      expect(pathHealth([answer(T, {}, { consumers, off: ['peers'] })], live)[4]).toEqual({
        step: 'peers',
        rate: null,
        fault: null,
        off: true,
      });
  });

  it('is Kafka’s where nobody knows how much waits', () => {
    const silent = answer(T, {}, { consumers: ['writer', 'detector'].map((name) => consumer(name, { lag: null })) });
    expect(faultOf([silent], 'kafka')).toMatchObject({ severity: 'critical', key: 'noKafka' });
  });

  it('is the screen’s where its link is lost', () => {
    const path = pathHealth(pair(0), { kind: 'lost', since: T });
    expect(path.at(-1)?.fault).toMatchObject({ key: 'noLink', time: T });
  });
});

describe('disk', () => {
  const database = (bytes: number, budgetBytes: number) => ({ database: { bytes, budgetBytes, oldest: null } });

  it('lasts what the budget leaves at the present rate', () => {
    // 1,000 bytes a message at 1,000 a second are 86.4 GB a day.
    const full = answer(T, { stored: 1_000_000 }, database(1e9, 1e9 + 86.4e9 * 2));
    expect(daysLeft(full, 1_000)).toBeCloseTo(2, 6);
  });

  it('cannot be told without a budget or a rate', () => {
    expect(daysLeft(answer(T, {}, database(1e9, 0)), 100)).toBeNull();
    expect(daysLeft(answer(T, {}, database(1e9, 2e9)), null)).toBeNull();
  });

  it('is critical when the budget is used up', () => {
    expect(faultOf([answer(T, {}, database(2e9, 2e9))], 'database')).toMatchObject({
      severity: 'critical',
      key: 'overBudget',
    });
  });
});
