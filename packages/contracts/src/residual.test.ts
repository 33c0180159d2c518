import { describe, expect, test } from '@jest/globals';
import {
  MAX_RESIDUAL_BYTES,
  MAX_RESIDUAL_ROWS,
  parseResiduals,
  residualText,
  type ResidualMessage,
} from './residual.js';

const MINUTE = 60_000 * 29_000_000;
const message: ResidualMessage = {
  source: 'telemetry.grid.v1/3',
  minute: MINUTE,
  until: MINUTE + 60_000,
  rows: [
    { datastream: 7, z: -1.25, scale: 2.5, expected: 231.123, open: 0, since: 0 },
    { datastream: 9, z: 12, scale: 0, expected: -3, open: 2, since: MINUTE - 1 },
    { datastream: 12, z: 4, scale: 1, expected: 7, open: 4, since: MINUTE - 60_000 },
  ],
};
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const wire = JSON.parse(residualText(message)) as Record<string, unknown>;

describe('residuals.v1', () => {
  test('comes back as it was sent, rows of calm Datastreams shorter', () => {
    expect(parseResiduals(bytes(wire))).toEqual({ ok: true, message });
    expect((wire.rows as unknown[][]).map((row) => row.length)).toEqual([4, 6, 6]);
    const idle = { ...message, until: null, rows: [] };
    expect(parseResiduals(bytes(JSON.parse(residualText(idle))))).toEqual({ ok: true, message: idle });
  });

  test('takes as many rows as a message may have, and bytes up to the limit, a telemetry message or not', () => {
    const longest = {
      datastream: 2 ** 31,
      z: -1.23456e-100,
      scale: 1.23456e-100,
      expected: -1.23456e-100,
      open: 4,
    } as const;
    const rows = Array.from({ length: MAX_RESIDUAL_ROWS }, () => ({ ...longest, since: MINUTE }));
    const full = residualText({ ...message, rows });
    expect(full.length).toBeLessThan(MAX_RESIDUAL_BYTES);
    expect(parseResiduals(Buffer.from(full))).toMatchObject({ ok: true });
    expect(parseResiduals(Buffer.from(full.padEnd(MAX_RESIDUAL_BYTES)))).toMatchObject({ ok: true });
    const larger = Buffer.from(full.padEnd(MAX_RESIDUAL_BYTES + 1));
    expect(parseResiduals(larger)).toMatchObject({ ok: false, code: 'too-large' });
    expect(parseResiduals(larger, { maxBytes: larger.length })).toMatchObject({ ok: true });
  });

  test.each([
    ['no value', null, 'empty'],
    ['text that is no JSON', new TextEncoder().encode('{"schema":'), 'malformed-json'],
    ['an array', bytes([]), 'not-an-object'],
    ['another schema', bytes({ ...wire, schema: 'residual.v2' }), 'wrong-schema'],
    ['no source', bytes({ ...wire, source: '' }), 'bad-field'],
    ['a time within a minute', bytes({ ...wire, minute: MINUTE + 1 }), 'bad-time'],
    ['a bound within a minute', bytes({ ...wire, until: MINUTE + 1 }), 'bad-time'],
    ['rows that are none', bytes({ ...wire, rows: 3 }), 'bad-field'],
    ['a short row', bytes({ ...wire, rows: [[1, 2, 3]] }), 'bad-field'],
    ['a row of text', bytes({ ...wire, rows: [[1, 2, 3, '4']] }), 'bad-field'],
    ['a spread below 0', bytes({ ...wire, rows: [[1, 2, -3, 4]] }), 'bad-field'],
    ['an unknown state', bytes({ ...wire, rows: [[1, 2, 3, 4, 5, 6]] }), 'bad-field'],
  ])('refuses %s', (_, value, code) => {
    expect(parseResiduals(value)).toMatchObject({ ok: false, code });
  });
});
