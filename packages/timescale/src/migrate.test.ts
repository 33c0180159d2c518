import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadMigrations, planMigrations } from './migrate.js';

const directories: string[] = [];
function directoryOf(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'migrations-'));
  directories.push(directory);
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(directory, name), sql);
  return directory;
}
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true })));

describe('migrations', () => {
  it('ours are numbered without a hole', () => {
    expect(loadMigrations().map(({ version }) => version)).toEqual(loadMigrations().map((_, i) => i + 1));
  });

  it('have the same checksum with either line end', () => {
    const [unix] = loadMigrations(directoryOf({ '0001_a.sql': 'select 1;\nselect 2;\n' }));
    const [dos] = loadMigrations(directoryOf({ '0001_a.sql': 'select 1;\r\nselect 2;\r\n' }));
    expect(dos.checksum).toBe(unix.checksum);
  });

  it.each([
    ['a hole', { '0001_a.sql': '', '0003_b.sql': '' }],
    ['a number twice', { '0001_a.sql': '', '0001_b.sql': '' }],
    ['a name without a number', { 'a.sql': '' }],
  ])('refuses %s', (_, files) => {
    expect(() => loadMigrations(directoryOf(files))).toThrow(/without a hole/);
  });

  it('applies what is missing, and refuses a changed or an unknown past', () => {
    const ours = loadMigrations(directoryOf({ '0001_a.sql': 'a', '0002_b.sql': 'b' }));
    expect(planMigrations(ours, [])).toEqual(ours);
    expect(planMigrations(ours, ours.slice(0, 1))).toEqual(ours.slice(1));
    expect(planMigrations(ours, ours)).toEqual([]);
    expect(() => planMigrations(ours, [{ ...ours[0], checksum: 'other' }])).toThrow(/0001_a\.sql was changed/);
    expect(() => planMigrations(ours, [...ours, { version: 3, name: '0003_c.sql', checksum: '' }])).toThrow(/newer/);
  });
});
