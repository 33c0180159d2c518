import { describe, expect, test } from '@jest/globals';
import { MONDAY } from '../testing/synthetic.js';
import { MinuteLane, type MinuteMeans } from './lane.js';
import { MINUTE } from './settings.js';

const SECOND = 1_000;
/** As plain figures. */
const meansOf = ({ means }: MinuteMeans): [datastream: number, mean: number][] =>
  [...means].map(([datastream, { sum, count }]) => [datastream, sum / count]);

/** Three Things report every 10 s for so many minutes. */
function feed(lane: MinuteLane, minutes: number, from = MONDAY): MinuteMeans[] {
  const closed: MinuteMeans[] = [];
  for (let time = from; time < from + minutes * MINUTE; time += 10 * SECOND)
    for (let thing = 1; thing <= 3; thing++) {
      lane.add(thing, `t${thing}`, time + thing * SECOND, 10 * thing + ((time / SECOND) % 60) / 10);
      closed.push(...lane.takeClosed());
    }
  return closed;
}

describe('a lane', () => {
  test('tells the mean of each minute by Datastream, when everybody is a minute past it', () => {
    const closed = feed(new MinuteLane(), 5);
    expect(closed.map(({ minute }) => (minute - MONDAY) / MINUTE)).toEqual([0, 1, 2]);
    expect(meansOf(closed[1])).toEqual([
      [1, 12.5],
      [2, 22.5],
      [3, 32.5],
    ]);
  });

  test('takes what comes in another order within the grace, and leaves out what comes later', () => {
    const lane = new MinuteLane();
    feed(lane, 2);
    lane.add(4, 't4', MONDAY + 50 * SECOND, 7);
    const [first] = feed(lane, 1, MONDAY + 2 * MINUTE);
    expect(meansOf(first)).toContainEqual([4, 7]);
    lane.add(4, 't4', MONDAY + 50 * SECOND, 900);
    const [second] = feed(lane, 1, MONDAY + 3 * MINUTE);
    expect([...second.means.keys()]).toEqual([1, 2, 3]);
  });

  test('is not carried ahead by one wrong clock, nor held back by slow sensors for more than such a clock may be ahead', () => {
    const lane = new MinuteLane();
    feed(lane, 2);
    lane.add(4, 'ahead', MONDAY + 6 * MINUTE, 1);
    expect(lane.takeClosed()).toEqual([]);
    const sparse = new MinuteLane();
    sparse.add(1, 'slow', MONDAY, 1);
    sparse.add(2, 'fast', MONDAY, 1);
    for (let i = 1; i <= 6; i++) sparse.add(2, 'fast', MONDAY + i * MINUTE, 1);
    expect(sparse.takeClosed()).toEqual([]);
    sparse.add(2, 'fast', MONDAY + 7 * MINUTE, 1);
    expect(sparse.takeClosed().map(({ minute }) => minute)).toEqual([MONDAY]);
  });

  test('keeps the last reading alone where a mean says nothing', () => {
    const lane = new MinuteLane();
    for (const [second, degrees] of [
      [10, 359],
      [20, 1],
    ])
      lane.add(1, 'vane', MONDAY + second * SECOND, degrees, true);
    expect(lane.flush().map(meansOf)).toEqual([[[1, 1]]]);
  });

  test('closes everything when nothing more is waited for, once', () => {
    const lane = new MinuteLane();
    feed(lane, 2);
    expect(lane.empty).toBe(false);
    expect(lane.flush().map(({ minute }) => (minute - MONDAY) / MINUTE)).toEqual([0, 1]);
    expect(lane.empty).toBe(true);
    expect(lane.until).toBe(MONDAY + 2 * MINUTE);
    expect(lane.flush()).toEqual([]);
  });

  test('goes on where it was saved, in the middle of a minute', () => {
    const [straight, stopped] = [new MinuteLane(), new MinuteLane()];
    feed(straight, 2.5);
    feed(stopped, 2.5);
    const from = MONDAY + 2.5 * MINUTE;
    expect(feed(MinuteLane.load(stopped.save()), 3, from)).toEqual(feed(straight, 3, from));
    expect(MinuteLane.load(new MinuteLane().save()).empty).toBe(true);
  });
});
