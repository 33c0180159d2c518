import { DEFAULT_MAX_MESSAGE_BYTES } from './parse-object.js';
import { parseThing } from './parse-thing.js';

const thing = {
  schema: 'thing.v1',
  thing: 't',
  operator: 'o',
  domain: 'grid',
  name: 'n',
  longitude: 0,
  latitude: 0,
  properties: ['load'],
  interval: 1,
};
const text = JSON.stringify(thing);

// The messages of the schema, good and bad, are in fixtures/ (fixtures.test.ts).
describe('parseThing', () => {
  it('refuses what is empty, too large or not UTF-8', () => {
    expect(parseThing(null)).toMatchObject({ code: 'empty' });
    expect(parseThing(Buffer.alloc(0))).toMatchObject({ code: 'empty' });
    expect(parseThing(Buffer.from([0xff]))).toMatchObject({ code: 'malformed-json' });
    expect(parseThing(Buffer.from(text.padEnd(DEFAULT_MAX_MESSAGE_BYTES)))).toMatchObject({ ok: true });
    expect(parseThing(Buffer.from(text.padEnd(DEFAULT_MAX_MESSAGE_BYTES + 1)))).toMatchObject({ code: 'too-large' });
  });

  it('never throws, however deep a message nests', () => {
    const deep = '['.repeat(7_000) + ']'.repeat(7_000);
    for (const message of [deep, text.replace('"n"', deep), text.replace('["load"]', deep)])
      expect(parseThing(Buffer.from(message), { maxBytes: 100_000 }).ok).toBe(false);
  });

  it('says which field is wrong', () => {
    const message = JSON.stringify({ ...thing, feeder: { id: 'f', parent: 'a b' } });
    expect(parseThing(Buffer.from(message))).toMatchObject({
      code: 'bad-field',
      detail: expect.stringMatching(/^feeder\.parent: /),
    });
  });
});
