import { describe, expect, test } from '@jest/globals';
import { propertyIndex, QUALITY } from '@citywatch/contracts';
import type { AnomalyChange, DatastreamContext } from '../detector/context.js';
import { foundQuality } from '../detector/quality-flags.js';
import { createState, S } from '../detector/state.js';
import { step, tick } from '../detector/step.js';
import { DAY, HOUR, MONDAY, SETTINGS, gauss, seeded } from '../testing/synthetic.js';
import { doubtClock } from './clock.js';
import type { Lane } from './lane.js';
import { bitsOf, fitOf, relationOf } from './relations.js';
import { stepThing } from './thing.js';

const FIVE = 300_000;
type Results = Readonly<Record<string, number>>;

/** A Thing under test. `reference` is what the clock here says. */
class Box {
  readonly lanes: Lane[];
  readonly changes: AnomalyChange[] = [];

  constructor(
    properties: readonly string[],
    private readonly interval = FIVE,
  ) {
    this.lanes = properties.map((property, i) => {
      const context: DatastreamContext = {
        datastream: i + 1,
        thing: 't1',
        property,
        domain: 'traffic',
        interval,
        watchGap: i === 0,
      };
      return { state: createState(propertyIndex(property)), context };
    });
  }

  report(time: number, results: Results, reference = time): void {
    for (const { state, context } of this.lanes)
      this.changes.push(
        ...step(state, context, SETTINGS, { time, result: results[context.property], quality: 0, live: true }),
      );
    this.changes.push(...stepThing(this.lanes, SETTINGS, { time, reference }));
  }

  run(from: number, to: number, resultsAt: (time: number) => Results): this {
    for (let time = from; time < to; time += this.interval) this.report(time, resultsAt(time));
    return this;
  }

  get story(): string[] {
    return this.changes.map(({ kind, anomaly }) => `${kind} ${anomaly.detector} ${anomaly.property}`);
  }
}

/** A loop detector with a daily course: its three readings fit together within two per cent. */
function loop(seed: number): (time: number) => Results {
  const random = seeded(seed);
  return (time) => {
    const hour = ((time - MONDAY) / HOUR) % 24;
    const flow = 900 + 700 * Math.sin((hour / 24) * 2 * Math.PI) + 30 * gauss(random);
    const speed = 62 - 0.01 * flow + gauss(random);
    const occupancy = ((flow / speed) * 0.65 * (1 + 0.02 * gauss(random))) / 2;
    return { speed: Number(speed.toFixed(1)), flow: Math.round(flow), occupancy: Number(occupancy.toFixed(1)) };
  };
}

const LOOP = ['speed', 'flow', 'occupancy'];
const THEN = MONDAY + 4 * DAY + 9 * HOUR;

describe('readings that stand still', () => {
  test('all of a Thing are stuck after two repeats, one of them after many', () => {
    const healthy = loop(1);
    const box = new Box(LOOP).run(MONDAY, THEN, healthy);
    const last = healthy(THEN);
    box.report(THEN, last);
    box.report(THEN + FIVE, last);
    expect(box.story).toEqual([]);
    box.report(THEN + 2 * FIVE, last);
    expect(box.story).toEqual(['raised stuck speed', 'raised stuck flow', 'raised stuck occupancy']);
    expect(box.changes[0].anomaly).toMatchObject({ start: THEN, severity: 'minor', reason: { code: 'stuck' } });
    box.report(THEN + 3 * FIVE, { speed: last.speed + 1, flow: last.flow - 20, occupancy: last.occupancy + 1 });
    expect(box.story.slice(3)).toEqual(['cleared stuck speed', 'cleared stuck flow', 'cleared stuck occupancy']);
  });

  test('a sensor that was installed on a holiday, of which no hours are learnt, is stuck as on any other day', () => {
    const thanksgiving = MONDAY + 10 * DAY + 7 * HOUR;
    for (const start of [thanksgiving, thanksgiving - DAY]) {
      const healthy = loop(3);
      const box = new Box(LOOP, 30_000).run(start, start + 4 * HOUR, healthy);
      // Not at the end of what it has ever read: there a repeat says nothing.
      const last = healthy(start + 2 * HOUR);
      box.run(start + 4 * HOUR, start + 5 * HOUR, () => last);
      expect(box.story).toEqual(['raised stuck speed', 'raised stuck flow', 'raised stuck occupancy']);
    }
  });

  test('a coarse sensor that stays on one of its few values for long at night is not stuck; by day it is', () => {
    const random = seeded(8);
    let noise = 0;
    const healthy = (time: number): Results => {
      noise = 0.97 * noise + 0.243 * gauss(random);
      const hour = ((time - MONDAY) / HOUR) % 24;
      const occupancy = 3.2 + 14 * Math.max(0, Math.sin(((hour - 6) / 16) * Math.PI));
      return { occupancy: Math.round(occupancy * (1 + 0.12 * noise) * 2) / 2 };
    };
    const end = MONDAY + 9 * DAY + 13 * HOUR;
    const box = new Box(['occupancy'], 60_000).run(MONDAY, end, healthy);
    expect(box.story.filter((line) => line.includes('stuck'))).toEqual([]);
    const last = healthy(end);
    box.run(end, end + HOUR, () => last);
    expect(box.story.filter((line) => line.includes('stuck'))).toEqual(['raised stuck occupancy']);
  });

  test('a run that ends where the sensor would go next teaches how long its runs are, one that ends elsewhere does not', () => {
    const longestAfter = (next: number): number => {
      const box = new Box(['occupancy'], 60_000);
      const random = seeded(4);
      box.run(MONDAY, MONDAY + DAY, () => ({ occupancy: 15 + Math.floor(20 * random()) / 2 }));
      box.run(MONDAY + DAY, MONDAY + DAY + HOUR, () => ({ occupancy: 20 }));
      expect(box.story).toEqual(['raised stuck occupancy']);
      box.report(MONDAY + DAY + HOUR, { occupancy: next });
      expect(box.story).toEqual(['raised stuck occupancy', 'cleared stuck occupancy']);
      return box.lanes[0].state.n[S.longestRun];
    };
    expect(longestAfter(20.5)).toBeGreaterThanOrEqual(59);
    expect(longestAfter(24)).toBeLessThan(10);
  });

  test('one reading that repeats beside others that move needs two decades more', () => {
    const healthy = loop(2);
    const box = new Box(LOOP).run(MONDAY, THEN, healthy);
    const { speed } = healthy(THEN);
    const from = box.changes.length;
    let repeats = -1;
    for (let time = THEN; box.changes.length === from && repeats < 40; time += FIVE, repeats++)
      box.report(time, { ...healthy(time), speed });
    expect(box.story).toEqual(['raised stuck speed']);
    // 3.6 of the budget, 1.5 because repeats depend on each other, 2 for being alone, at up to 2 decades a repeat.
    expect(repeats).toBeGreaterThanOrEqual(4);
    expect(repeats).toBeLessThanOrEqual(12);
  });
});

describe('readings that contradict each other', () => {
  test('a reading that drifts is accused, with what the others say; it ends when they fit again', () => {
    const healthy = loop(3);
    const box = new Box(LOOP).run(MONDAY, THEN, healthy);
    expect(box.story).toEqual([]);
    box.run(THEN, THEN + HOUR, (time) => {
      const results = healthy(time);
      return { ...results, occupancy: Number((results.occupancy * 0.7).toFixed(1)) };
    });
    expect(box.story).toEqual(['raised consistency occupancy']);
    const { start, observed, expected, why } = box.changes[0].anomaly;
    expect(start).toBe(THEN);
    expect((observed ?? 0) / (expected ?? 1)).toBeCloseTo(0.7, 1);
    expect(why?.channels[0].channel).toBe('fit');
    box.run(THEN + HOUR, THEN + 2 * HOUR, healthy);
    expect(box.story).toEqual(['raised consistency occupancy', 'cleared consistency occupancy']);
  });

  test('one odd report is a slip, and a jam fits', () => {
    const healthy = loop(4);
    const box = new Box(LOOP).run(MONDAY, THEN, healthy);
    box.report(THEN, { ...healthy(THEN), occupancy: 3 });
    const jam = (time: number): Results => {
      const { flow } = healthy(time);
      return { speed: 12, flow: Math.round(flow / 2), occupancy: Number(((flow / 2 / 12) * 0.325).toFixed(1)) };
    };
    box.run(THEN + FIVE, THEN + HOUR, healthy).run(THEN + HOUR, THEN + 2 * HOUR, jam);
    expect(box.story.filter((line) => line.includes('consistency'))).toEqual([]);
    expect(box.story).toContain('raised seasonal speed');
  });

  test('which relation a Thing has, and what is too coarse to say', () => {
    const of = (...ids: string[]) => relationOf(bitsOf(ids.map((id) => propertyIndex(id))));
    expect(of('speed', 'flow')).toBeNull();
    const dust = of('pm25', 'pm10', 'no2');
    if (dust === null) throw new Error('no relation');
    expect(fitOf(dust, [10, 20])?.value).toBeCloseTo(Math.log(0.5), 9);
    expect(fitOf(dust, [0.5, 20])).not.toBeNull();
    expect(fitOf(dust, [0.4, 20])).toBeNull();
  });
});

describe('a clock that is off', () => {
  const TEN = 10_000;
  const off = -4 * HOUR;
  const warm = (box: Box) => box.run(MONDAY, MONDAY + DAY, (time) => ({ speed: 50 + ((time / TEN) % 7) }));

  test('two reports in a row that are off by the same time are told, and the Thing is not silent', () => {
    const box = warm(new Box(['speed'], FIVE));
    const at = MONDAY + DAY;
    box.report(at + off, { speed: 50 }, at);
    expect(box.story).toEqual([]);
    box.report(at + FIVE + off, { speed: 51 }, at + FIVE);
    expect(box.story).toEqual(['raised clock speed']);
    expect(box.changes[0]).toMatchObject({
      at: at + FIVE,
      anomaly: { start: at, severity: 'info', reason: { code: 'clock-behind', params: { seconds: 4 * 3_600 } } },
    });
    const [{ state, context }] = box.lanes;
    expect(tick(state, context, SETTINGS, at + 3 * FIVE)).toEqual([]);
    expect(tick(state, context, SETTINGS, at + 4 * FIVE)).toHaveLength(1);
    box.report(at + 5 * FIVE, { speed: 52 });
    expect(box.story.slice(1).sort()).toEqual(['cleared clock speed', 'cleared gap speed']);
  });

  test('what overtakes its own past with a wrong clock is flagged, until the clock is right again', () => {
    const box = warm(new Box(['speed'], FIVE));
    const at = MONDAY + DAY;
    const [{ state }] = box.lanes;
    for (let now = at; now < at + 4 * HOUR - FIVE; now += FIVE) box.report(now + off, { speed: 50 + (now % 7) }, now);
    expect(foundQuality(state, at - FIVE)).toBe(0);
    box.report(at + FIVE, { speed: 52 }, at + FIVE - off);
    expect(foundQuality(state, at + FIVE)).toBe(QUALITY.clock);
    box.report(at + 5 * HOUR, { speed: 53 });
    expect(foundQuality(state, at + 5 * HOUR)).toBe(0);
  });

  test('a burst of old messages, and one alone, are no wrong clock', () => {
    const box = warm(new Box(['speed'], FIVE));
    const at = MONDAY + DAY;
    for (let i = 0; i < 50; i++) box.report(at + off + i * FIVE, { speed: 50 }, at + i * 20);
    box.report(at + FIVE, { speed: 50 });
    box.report(at + FIVE + off, { speed: 50 }, at + FIVE);
    box.report(at + 2 * FIVE, { speed: 51 });
    expect(box.story).toEqual([]);
  });

  test('of the future it is told from reports that nobody stores', () => {
    const box = warm(new Box(['speed'], FIVE));
    const at = MONDAY + DAY;
    const doubt = (reference: number) =>
      doubtClock(box.lanes[0], SETTINGS, { time: reference + 5 * HOUR, reference }, box.changes);
    doubt(at);
    doubt(at + FIVE);
    doubt(at + 2 * FIVE);
    expect(box.story).toEqual(['raised clock speed']);
    expect(box.changes[0].anomaly.reason).toEqual({ code: 'clock-ahead', params: { seconds: 5 * 3_600 } });
  });
});
