import { formatJson, formatLine, formatMessage, printable } from './format.js';

const message = {
  id: 3,
  topic: 'telemetry.grid.v1',
  partition: 1,
  offset: 42,
  key: Buffer.from('k'),
  value: Buffer.from('a\u001b[31mred\n\u202eeman'),
  headers: { 'x\n': 'y' },
  code: 'bad-field',
  detail: 'thing is "\u0007"',
  receivedAt: new Date(0),
  quarantinedAt: new Date(1_000),
  replayedAt: null,
};

describe('a stranger’s message on a terminal', () => {
  it('shows control and direction characters instead of obeying them', () => {
    expect(printable('a\u001b[2J\u009b\u202eb\tc')).toBe('a\\u001b[2J\\u009b\\u202eb\\u0009c');
    expect(formatLine(message)).not.toMatch(/\p{Cc}/u);
    expect(formatMessage(message).replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
  });

  it('leaves other text alone', () => {
    expect(printable('Straße 街 <b>')).toBe('Straße 街 <b>');
  });
});

it('an export loses nothing', () => {
  const bytes = Buffer.from([0, 255, 1]);
  const line = JSON.parse(formatJson({ ...message, value: bytes, key: null })) as {
    key: null;
    value: string;
    offset: number;
  };
  expect(Buffer.from(line.value, 'base64').equals(bytes)).toBe(true);
  expect(line).toMatchObject({ key: null, offset: 42, receivedAt: '1970-01-01T00:00:00.000Z' });
});
