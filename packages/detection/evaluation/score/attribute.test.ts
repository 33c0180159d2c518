import { describe, expect, test } from '@jest/globals';
import { anomaly, event, incident, runOf, HOUR, MINUTE } from './example-run.js';
import { attribute, GRACE_MS, judgeIncidents, TAIL_MS } from './attribute.js';

const crash = event('crash', 'e1', HOUR, 2 * HOUR, ['a', 'b'], { touched: ['a', 'b', 'c'] });

describe('what an anomaly is of', () => {
  const whatOf = (thing: string, raisedAt: number, property = 'speed') =>
    attribute(runOf([crash], [anomaly('x', thing, raisedAt, { property })]))[0].what;

  test('found, from the onset to the end of the grace', () => {
    expect(whatOf('a', HOUR)).toBe('found');
    expect(whatOf('a', 2 * HOUR + GRACE_MS)).toBe('found');
    expect(whatOf('a', 2 * HOUR + GRACE_MS + 1)).toBe('side effect');
    expect(whatOf('a', HOUR - 1)).toBe('false');
  });

  test('a side effect: another property, a Thing that is hardly touched, or the tail', () => {
    expect(whatOf('a', HOUR, 'travelTime')).toBe('side effect');
    expect(whatOf('c', HOUR)).toBe('side effect');
    expect(whatOf('b', 2 * HOUR + TAIL_MS)).toBe('side effect');
    expect(whatOf('b', 2 * HOUR + TAIL_MS + 1)).toBe('false');
  });

  test('false: on a Thing that nothing happened to', () => {
    expect(whatOf('z', HOUR + 1)).toBe('false');
  });

  test('its delay counts from the onset at its own Thing', () => {
    const spreading = { ...crash, truth: crash.truth.map((entry, i) => ({ ...entry, from: HOUR + i * 10 * MINUTE })) };
    const [found] = attribute(runOf([spreading], [anomaly('x', 'b', HOUR + 12 * MINUTE)]));
    expect(found.delay).toBe(2 * MINUTE);
  });
});

describe('what an incident is of', () => {
  const others = event('gap', 'e2', HOUR, 2 * HOUR, ['d']);
  const anomalies = [
    ...['a', 'b'].map((thing) => anomaly(thing, thing, HOUR + MINUTE)),
    anomaly('d', 'd', HOUR + MINUTE),
    ...['y', 'z'].map((thing) => anomaly(thing, thing, HOUR + MINUTE)),
  ];
  const eventOf = (members: string[]) => {
    const run = runOf([crash, others], anomalies, [incident('i', members)]);
    return judgeIncidents(run, attribute(run))[0].event?.id ?? null;
  };

  test('the event of more than half of its Things', () => {
    expect(eventOf(['a', 'b', 'y'])).toBe('e1');
    expect(eventOf(['a', 'y'])).toBeNull();
    expect(eventOf(['a', 'd'])).toBeNull();
    expect(eventOf(['d'])).toBe('e2');
    expect(eventOf(['y', 'z'])).toBeNull();
  });
});
