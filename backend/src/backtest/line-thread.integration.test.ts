import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { linesOf, type LineSource } from './line-source.js';
import { linesOfThread } from './line-thread.js';

const folder = mkdtempSync(join(tmpdir(), 'line-thread-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lines = Array.from({ length: 20_000 }, (_, i) =>
  JSON.stringify({
    schema: 'grid.v1',
    thing: `g${i % 50}`,
    operator: 'op',
    sequence: i,
    phenomenonTime: new Date(Date.UTC(2026, 10, 18) + i * 1_000).toISOString(),
    results: { voltage: 240 + (i % 7) / 10 },
  }),
);
const text = `${lines.slice(0, 9_000).join('\n')}\n{\n\n${lines.slice(9_000).join('\n')}`;

/** All that a source gives, whatever its chunks were. */
async function read(source: LineSource, files: readonly string[]) {
  const all = { files: new Set<number>(), numbers: [] as number[], names: [] as string[], others: [] as unknown[] };
  for await (const { file, packed } of source(files)) {
    all.files.add(file);
    for (const number of packed.numbers) all.numbers.push(number);
    all.names.push(...packed.names);
    all.others.push(...packed.others);
  }
  return all;
}

const stdin = () => Readable.from([Buffer.from(text.slice(0, 100_001)), Buffer.from(text.slice(100_001))]);

test('a thread reads what this one reads, from files and from stdin', async () => {
  const [one, other] = [join(folder, 'one.ndjson'), join(folder, 'other.ndjson')];
  writeFileSync(one, text);
  writeFileSync(other, `${lines[0]}\n`);
  const files = [one, '-', other];
  const here = await read(linesOf(stdin()), files);
  expect(here.numbers.length).toBeGreaterThan(9 * 2 * lines.length);
  expect(here.others).toHaveLength(2);
  expect(await read(linesOfThread(stdin()), files)).toEqual(here);
});

test('a file that is not there is named; whoever stops early gets no more', async () => {
  await expect(read(linesOfThread(stdin()), [join(folder, 'none')])).rejects.toThrow(/none cannot be read/);
  writeFileSync(join(folder, 'one.ndjson'), text);
  let chunks = 0;
  for await (const { packed } of linesOfThread(stdin())([join(folder, 'one.ndjson')])) {
    chunks += packed.numbers.length > 0 ? 1 : 0;
    break;
  }
  expect(chunks).toBe(1);
});

test('what it says before anybody listens is kept', async () => {
  const file = join(folder, 'one.ndjson');
  writeFileSync(file, text);
  const early = linesOfThread(stdin())([file]);
  const missing = linesOfThread(stdin())([join(folder, 'none')]);
  // Threads that began later are through: these have spoken.
  for (let i = 0; i < 3; i++) await read(linesOfThread(stdin()), [file]);
  expect(await read(() => early, [])).toEqual(await read(linesOf(stdin()), [file]));
  await expect(read(() => missing, [])).rejects.toThrow(/none cannot be read/);
});
