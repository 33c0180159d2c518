import { describe, expect, test } from '@jest/globals';
import { decodeControl, encodeControl, type ControlMessage } from './control.js';

const back = (message: ControlMessage) => {
  const { key, value } = encodeControl(message);
  return decodeControl(Buffer.from(key), Buffer.from(value));
};

describe('the simulator’s topic', () => {
  test.each<ControlMessage>([
    { type: 'inject', id: 'a1', request: { kind: 'crash', where: 'Kennedy/Expy', minutes: 5 } },
    { type: 'inject', id: 'a2', request: { kind: 'gap' } },
    { type: 'incident', id: 'a1', answer: { ok: false, error: 'no such place' } },
    {
      type: 'incident',
      id: 'a1',
      answer: {
        ok: true,
        city: 'seed-1-sensors-10',
        kind: 'fire',
        start: 1,
        end: 2,
        seed: 3,
        place: 'Loop',
        things: 4,
      },
    },
    {
      type: 'sent',
      city: 'seed-1-sensors-10',
      spans: [
        [1, 2],
        [3, 4],
      ],
    },
  ])('%j comes back', (message) => {
    expect(back(message)).toEqual(message);
  });

  test.each([
    ['inject/a', null],
    ['inject/a', '{"kind":"meteor"}'],
    ['inject/a', '{'],
    ['inject/a', 'null'],
    ['inject', '{"kind":"crash"}'],
    ['incident/a', '{"ok":true,"kind":"crash"}'],
    ['sent/a', '{"spans":[[1]]}'],
    ['other/a', '{}'],
  ])('%s %s is passed over', (key, value) => {
    expect(decodeControl(Buffer.from(key), value === null ? null : Buffer.from(value))).toBeUndefined();
  });

  test('a message without a key is passed over', () => {
    expect(decodeControl(null, Buffer.from('{}'))).toBeUndefined();
  });
});
