import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseMessage } from './parse-message.js';
import { OBSERVED_PROPERTIES } from './observed-property.js';

const document = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'messages.md'), 'utf8');

test('the examples of docs/messages.md are messages', () => {
  const examples = document.split('\n').filter((line) => line.startsWith('{"schema"'));
  expect(examples).toHaveLength(3);
  for (const example of examples) expect(parseMessage(Buffer.from(example))).toMatchObject({ ok: true });
});

test('its table has every property, with unit, plausible range and least step', () => {
  const plain = (value: number): string => value.toLocaleString('en-US').replace('-', '−');
  const rows = OBSERVED_PROPERTIES.map(
    ({ domain, id, unit, plausible: [low, high], step }) =>
      `${domain} | \`${id}\` | \`${unit}\` | ${plain(low)} to ${plain(high)} | ${step}`,
  );
  const told = document
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, domain]) => ['traffic', 'air-quality', 'grid'].includes(domain))
    .map((cells) => cells.slice(1, 6).join(' | '));
  expect(told).toEqual(rows);
});
