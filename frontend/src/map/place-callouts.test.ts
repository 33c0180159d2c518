import { placeCallouts, type CalloutBox } from './place-callouts';

const view = { left: 0, top: 0, right: 800, bottom: 600 };
const box = (id: string, left: number, top: number, size = 40): CalloutBox => ({
  id,
  hull: { left, top, right: left + size, bottom: top + size },
  width: 200,
  height: 40,
});

describe('placeCallouts', () => {
  it('stands to the right, and flips to the left at the edge', () => {
    expect(placeCallouts([box('a', 100, 100)], view).get('a')).toEqual({ left: 148, top: 100 });
    expect(placeCallouts([box('a', 700, 100)], view).get('a')).toEqual({ left: 492, top: 100 });
  });

  it('never covers an earlier one', () => {
    const placed = placeCallouts([box('a', 100, 100), box('b', 100, 110)], view);
    expect(placed.get('a')).toEqual({ left: 148, top: 100 });
    expect(placed.get('b')?.left).not.toBe(148);
    expect(placed.size).toBe(2);
  });

  it('leaves other hulls free where it can', () => {
    const placed = placeCallouts([box('a', 300, 100), box('b', 400, 100)], view);
    expect(placed.get('a')).toEqual({ left: 92, top: 100 });
  });

  it('keeps off the controls', () => {
    const legend = { left: 140, top: 95, right: 400, bottom: 200 };
    // No room to the left (it would leave the map) nor below (the legend): above.
    expect(placeCallouts([box('a', 100, 100)], view, [legend]).get('a')).toEqual({ left: 20, top: 52 });
  });

  it('leaves out what is out of view or fits nowhere', () => {
    expect(placeCallouts([box('a', 900, 100)], view).size).toBe(0);
    expect(placeCallouts([box('a', 10, 10)], { left: 0, top: 0, right: 100, bottom: 100 }).size).toBe(0);
  });
});
