import { describe, expect, test } from '@jest/globals';
import { linesOf, parseCsvLine } from './csv.js';

describe('CSV', () => {
  test.each([
    ['a,b,,c', ['a', 'b', '', 'c']],
    ['', ['']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""hi""",', ['say "hi"', '']],
    [',"x"', ['', 'x']],
    ['"",""', ['', '']],
  ])('%s', (line, cells) => {
    expect(parseCsvLine(line)).toEqual(cells);
  });

  test.each(['"a', 'a"b', '"a"b,c', 'a,"b'])('%s is refused', (line) => {
    expect(() => parseCsvLine(line)).toThrow(/quote/);
  });

  test('lines keep their numbers; byte order mark, CR and empty lines are dropped', () => {
    expect(linesOf('\uFEFFa,b\r\n\r\n1,2\n')).toEqual([
      { number: 1, line: 'a,b' },
      { number: 3, line: '1,2' },
    ]);
  });
});
