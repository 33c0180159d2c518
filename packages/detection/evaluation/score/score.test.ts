import { describe, expect, test } from '@jest/globals';
import { attribute } from './attribute.js';
import { anomaly, event, HOUR, incident, MINUTE, runOf } from './example-run.js';
import { figuresOf } from './figures.js';
import { bestFits, countPairs, pairF1 } from './pairs.js';
import { scoreCity } from './score.js';
import { bootstrap, quantile } from './statistics.js';

const crash = event('crash', 'e1', HOUR, 2 * HOUR, ['a', 'b', 'c']);
const stuck = event('stuck', 'e2', 3 * HOUR, 4 * HOUR, ['d']);
const unseen = { ...stuck, id: 'e3', truth: [{ ...stuck.truth[0], thing: 'e', visible: false }], touched: ['e'] };
const anomalies = [
  anomaly('1', 'a', HOUR + 4 * MINUTE),
  anomaly('2', 'b', HOUR + 2 * MINUTE),
  anomaly('3', 'z', HOUR + 3 * MINUTE, { detector: 'rate' }),
];

describe('pairs of Things', () => {
  const pairs = (members: string[][], everyThing = false) => {
    const run = runOf(
      [crash, stuck],
      anomalies,
      members.map((some, i) => incident(`i${i}`, some)),
    );
    return countPairs(run, attribute(run), everyThing);
  };

  test('are right where incident and event agree', () => {
    expect(pairs([['1', '2'], ['3']])).toEqual({ both: 1, onlyFound: 0, onlyTrue: 0 });
    expect(pairs([['1', '2', '3']])).toEqual({ both: 1, onlyFound: 2, onlyTrue: 0 });
    expect(pairs([['1'], ['2']])).toEqual({ both: 0, onlyFound: 0, onlyTrue: 1 });
    expect(pairs([['1', '2']], true)).toEqual({ both: 1, onlyFound: 0, onlyTrue: 2 });
  });

  test('F1 is their harmonic mean', () => {
    expect(pairF1({ both: 2, onlyFound: 1, onlyTrue: 1 })).toBeCloseTo(2 / 3);
    expect(pairF1({ both: 0, onlyFound: 1, onlyTrue: 0 })).toBe(0);
    expect(pairF1({ both: 0, onlyFound: 0, onlyTrue: 0 })).toBeNaN();
  });

  test('an incident of info joins nobody', () => {
    const run = runOf([crash], anomalies, [incident('i', ['1', '2'], { severity: 'info' })]);
    expect(countPairs(run, attribute(run), false)).toEqual({ both: 0, onlyFound: 0, onlyTrue: 1 });
  });

  test('the fit is that of the best incident', () => {
    const run = runOf([crash], anomalies, [incident('i', ['1', '2', '3']), incident('j', ['1'])]);
    expect(bestFits(run, attribute(run))).toEqual([4 / 5]);
  });
});

describe('a city', () => {
  const run = runOf([crash, stuck, unseen], anomalies, [
    incident('i', ['1', '2']),
    incident('j', ['3'], { severity: 'minor', notifications: 0 }),
  ]);
  const score = scoreCity(run);

  test('counts what can be seen, when it was said first, and what is false', () => {
    expect(score.events).toEqual([
      { kind: 'crash', delay: 2 * MINUTE },
      { kind: 'stuck', delay: null },
    ]);
    expect([score.invisible, score.sensorWeeks, score.falseAlarms]).toEqual([1, 10, { rate: 1 }]);
    expect(score.aboveInfo).toEqual({ all: 2, right: 1 });
    expect(score.aboveMinor).toEqual({ all: 1, right: 1 });
    expect(score.remarks.map((text) => text.split(' ').slice(2, 4).join(' '))).toEqual([
      'missed stuck',
      'false rate',
      'wrong incident',
    ]);
  });

  test('its figures are shares, rates and minutes', () => {
    const figures = figuresOf([score]);
    expect(figures.recall.value).toBe(0.5);
    expect(figures.recallByKind.crash?.value).toBe(1);
    expect(figures.falseAlarms.value).toBe(0.1);
    expect(figures.precisionAboveInfo.value).toBe(0.5);
    expect(figures.delayP50.value).toBe(2);
  });

  test('an outage of a substation counts incidents and calls', () => {
    const outage = event('substation', 's', HOUR, 2 * HOUR, ['a', 'b']);
    const parts = [incident('i', ['1']), incident('j', ['2'], { notifications: 2 })];
    expect(scoreCity(runOf([outage], anomalies, parts)).substations).toEqual([
      { things: 2, incidents: 2, notifications: 3 },
    ]);
  });

  test.each([
    [[['1'], ['2']], 'one each'],
    [[['1', '2']], 'joined'],
    [[['1'], ['2', '4', '1']], 'strayed'],
    [
      [
        ['1', '2'],
        ['4', '1'],
      ],
      'joined',
    ],
    [[['1']], 'missed'],
    [[['1'], ['1'], ['2']], 'several'],
  ])('two at once in incidents %j are %s', (members, expected) => {
    const twins = [event('crash', 't1', HOUR, 2 * HOUR, ['a']), event('crash', 't2', HOUR, 2 * HOUR, ['b'])];
    const incidents = members.map((some, i) => incident(`i${i}`, some));
    const four = [...anomalies, anomaly('4', 'b', HOUR + 5 * MINUTE)];
    expect(scoreCity(runOf(twins, four, incidents)).twins).toEqual([expected]);
  });
});

describe('statistics', () => {
  test('a quantile is a value that occurred', () => {
    expect([0, 0.5, 0.9, 1].map((p) => quantile([1, 2, 3, 4], p))).toEqual([1, 2, 4, 4]);
    expect(quantile([], 0.5)).toBeNaN();
  });

  test('a bootstrap is the same each time and holds the value', () => {
    const values = Array.from({ length: 40 }, (_, i) => i % 4);
    const mean = (some: readonly number[]) => some.reduce((a, b) => a + b, 0) / some.length;
    const interval = bootstrap(values, mean);
    expect(bootstrap(values, mean)).toEqual(interval);
    expect(interval.value).toBe(1.5);
    // The standard error of the mean is 1.118 / √40 = 0.177.
    expect(interval.low).toBeGreaterThan(1.5 - 2.5 * 0.177);
    expect(interval.low).toBeLessThan(1.5 - 1.5 * 0.177);
    expect(interval.high).toBeGreaterThan(1.5 + 1.5 * 0.177);
  });

  test('of nothing there is no interval', () => {
    expect(bootstrap([], () => NaN)).toEqual({ value: NaN, low: NaN, high: NaN });
  });
});
