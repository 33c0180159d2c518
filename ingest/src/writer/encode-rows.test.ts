import { OBSERVED_PROPERTIES, propertyIndex } from '@citywatch/contracts';
import { RowEncoder } from './encode-rows.js';
import type { Accepted } from './outcome.js';

const PG_EPOCH_MS = Date.UTC(2000, 0, 1);
const accepted = (fields: Partial<Accepted['report']>, receivedAt = PG_EPOCH_MS): Accepted => {
  const datastreams = new Int32Array(OBSERVED_PROPERTIES.length);
  OBSERVED_PROPERTIES.forEach((_, i) => (datastreams[i] = 1000 + i));
  return {
    kind: 'accepted',
    message: { offset: 0, timestamp: 0, key: null, value: null, headers: {} },
    receivedAt,
    thing: { domain: 'traffic', datastreams },
    report: {
      domain: 'traffic',
      thing: 'a',
      operator: 'b',
      sequence: 0,
      phenomenonTime: PG_EPOCH_MS,
      properties: [propertyIndex('speed')],
      results: [0],
      qualities: [0],
      ...fields,
    },
  };
};

/** Reads a COPY stream back, as PostgreSQL would. */
function decode(data: Buffer): number[][] {
  expect(data.subarray(0, 11).toString('latin1')).toBe('PGCOPY\n\xff\r\n\0');
  let at = 19;
  const rows: number[][] = [];
  for (;;) {
    const columns = data.readInt16BE(at);
    at += 2;
    if (columns === -1) break;
    const row: number[] = [];
    for (let column = 0; column < columns; column++) {
      const width = data.readInt32BE(at);
      at += 4;
      if (column === 2) row.push(data.readDoubleBE(at));
      else
        row.push(
          width === 8 ? Number(data.readBigInt64BE(at)) : width === 4 ? data.readInt32BE(at) : data.readInt16BE(at),
        );
      at += width;
    }
    rows.push(row);
  }
  expect(at).toBe(data.length);
  return rows;
}

describe('RowEncoder', () => {
  it('writes one row a result', () => {
    const report = accepted(
      {
        properties: [propertyIndex('speed'), propertyIndex('flow')],
        results: [1.5, -0.25],
        qualities: [0, 1],
        sequence: 2 ** 40 + 3,
      },
      PG_EPOCH_MS + 7,
    );
    expect(decode(new RowEncoder().encode([report]))).toEqual([
      [1000, 0, 1.5, 2 ** 40 + 3, 0, 7_000],
      [1001, 0, -0.25, 2 ** 40 + 3, 1, 7_000],
    ]);
  });

  it.each([
    ['before PostgreSQL counts from', Date.UTC(1999, 11, 31), -86_400_000_000],
    ['one millisecond before', PG_EPOCH_MS - 1, -1_000],
    ['now', Date.UTC(2026, 10, 25), 848_880_000_000_000],
  ])('writes a time %s', (_, ms, microseconds) => {
    expect(decode(new RowEncoder().encode([accepted({ phenomenonTime: ms })]))[0][1]).toBe(microseconds);
  });

  it.each([Number.MAX_SAFE_INTEGER, 2 ** 32, 2 ** 32 - 1, 2 ** 31, 0])('writes sequence %d', (sequence) => {
    expect(decode(new RowEncoder().encode([accepted({ sequence })]))[0][3]).toBe(sequence);
  });

  it('reuses its buffer for fewer, more and again fewer rows', () => {
    const encoder = new RowEncoder();
    for (const count of [3, 1, 2_000, 3, 1_024, 1, 0]) {
      const list = Array.from({ length: count }, (_, i) => accepted({ results: [i] }));
      expect(decode(encoder.encode(list)).map((row) => row[2])).toEqual(list.map((_, i) => i));
    }
  });

  it('adds the place in the list where it is asked to', () => {
    const encoder = new RowEncoder(true);
    encoder.encode([accepted({})]);
    const rows = decode(
      encoder.encode([accepted({}), accepted({ properties: [0, 1], results: [1, 2], qualities: [0, 0] })]),
    );
    expect(rows.map((row) => row[6])).toEqual([0, 1, 1]);
  });

  it('refuses a report without its Thing: a row for Datastream 0 would be lost', () => {
    expect(() => new RowEncoder().encode([{ ...accepted({}), thing: null }])).toThrow(/resolve before/);
  });
});
