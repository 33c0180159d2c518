import { parseQuarantineArguments } from './arguments.js';

describe('parseQuarantineArguments', () => {
  it.each([
    [[], { command: 'help' }],
    [['list', '--help'], { command: 'help' }],
    [['list'], { command: 'list', selection: {}, limit: 50 }],
    [
      ['list', '--code', 'empty', '--waiting', '--limit', '3'],
      { command: 'list', selection: { code: 'empty', waiting: true }, limit: 3 },
    ],
    [['show', '12'], { command: 'show', id: 12 }],
    [['replay', '--id', '1', '--id', '2'], { command: 'replay', selection: { ids: [1, 2] } }],
    [['export', '--code', 'wrong-key'], { command: 'export', selection: { code: 'wrong-key' } }],
  ])('%j', (args, expected) => {
    expect(parseQuarantineArguments(args)).toEqual(expected);
  });

  it.each([
    [['remove'], /no command/],
    [['show'], /needs one ID/],
    [['show', '1', '2'], /needs one ID/],
    [['show', 'x'], /whole number/],
    [['list', '--code', 'odd'], /--code is "odd"/],
    [['list', '--limit', '-1'], /limit/],
    [['replay', '7'], /takes no "7"/],
    [['list', '--what'], /--what/],
  ])('%j is refused', (args, message) => {
    expect(() => parseQuarantineArguments(args)).toThrow(message);
  });
});
