import { placeWords, wordsWidth } from './place-words';

const text = 'No readings, 55 min';
const width = wordsWidth(text);

it('knows about how wide words are', () => {
  // Measured in Chromium: 105 px.
  expect(width).toBeGreaterThan(104);
  expect(width).toBeLessThan(115);
  expect(wordsWidth('无读数')).toBeGreaterThan(33);
});

it('puts words into a wide stretch, left of a narrow one, right of it where the left is taken', () => {
  expect(placeWords([{ start: 100, end: 300, text }], 0, 400)).toEqual([{ left: 200 - width / 2, text }]);
  expect(placeWords([{ start: 200, end: 210, text }], 0, 400)).toEqual([{ left: 195 - width, text }]);
  expect(placeWords([{ start: 20, end: 30, text }], 0, 400)).toEqual([{ left: 35, text }]);
});

it('leaves out what would meet other words or the edge', () => {
  const wide = { start: 0, end: 200, text };
  const [first, ...others] = placeWords([wide, { start: 240, end: 242, text: 'No readings, 6 s' }], 0, 300);
  expect(first.left + width).toBeLessThan(200);
  expect(others).toEqual([]);
  expect(placeWords([{ start: 20, end: 30, text }], 0, 100)).toEqual([]);
  expect(placeWords([{ start: NaN, end: NaN, text }], 0, 400)).toEqual([]);
});
