import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseMapping } from './mapping.js';

const folder = join(import.meta.dirname, '..', '..', 'mappings');
const valid = {
  name: 'Test',
  domain: 'grid',
  operator: 'test',
  interval: 60,
  time: { column: 't' },
  things: { id: 'one', longitude: 1, latitude: 2 },
  results: { voltage: { column: 'v' } },
};
const parse = (change: object) => parseMapping(JSON.stringify({ ...valid, ...change }));

describe('mappings', () => {
  test.each(readdirSync(folder).filter((file) => file.endsWith('.json')))('%s is one', (file) => {
    expect(parseMapping(readFileSync(join(folder, file), 'utf8')).results.size).toBeGreaterThan(0);
  });

  test('the least there can be', () => {
    expect(parse({})).toMatchObject({
      domain: 'grid',
      time: { column: 't', zone: 'UTC', endsPeriodSeconds: 0 },
      things: { kind: 'one', id: 'one', name: '{id}' },
    });
    expect(parse({}).results.get('voltage')).toEqual({ column: 'v', factor: 1, missing: [], compass: false });
  });

  test.each([
    [{ domain: 'water' }, /domain must be one of/],
    [{ name: 7 }, /name must be a text/],
    [{ interval: 'often' }, /interval must be a number/],
    [{ time: {} }, /time must have column/],
    [{ time: { start: '2012-03-01T00:00:00' } }, /time.stepSeconds/],
    [{ things: { id: 'a b', longitude: 1, latitude: 2 } }, /things.id is "a b"/],
    [{ things: { column: 'x' } }, /things.places must be an object/],
    [{ results: {} }, /names no property/],
    [{ results: { speed: { column: 'v' } } }, /results.speed is not a property of grid/],
    [{ results: { voltage: { column: 'v', missing: 'NA' } } }, /results.voltage.missing must be a list/],
    [{ results: { voltage: { column: 'v', compass: 'yes' } } }, /compass must be true or false/],
    [{ results: { voltage: {} } }, /results.voltage.column/],
  ])('%j is refused by name', (change, message) => {
    expect(() => parse(change)).toThrow(message);
  });
});
