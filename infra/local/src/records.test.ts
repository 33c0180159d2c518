import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOrphan, loadAllRunning, loadRunning, ownProcess, saveRecord } from './records.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'citywatch-records-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const gone = { pid: process.pid, identity: 'another boot:1' };

describe('process records', () => {
  it('are found while the process runs', () => {
    saveRecord(dir, { name: 'kafka', ...ownProcess() });
    expect(loadRunning(dir, 'kafka')).toEqual({ name: 'kafka', ...ownProcess() });
    expect(loadAllRunning(dir)).toHaveLength(1);
  });

  it('are removed when the pid belongs to another process now', () => {
    saveRecord(dir, { name: 'kafka', ...gone });
    expect(loadRunning(dir, 'kafka')).toBeUndefined();
    expect(existsSync(join(dir, 'kafka.json'))).toBe(false);
  });

  it.each(['', '{', '{"name":"kafka"}', 'null'])('are removed when they are damaged: %p', (text) => {
    writeFileSync(join(dir, 'kafka.json'), text);
    expect(loadAllRunning(dir)).toEqual([]);
    expect(existsSync(join(dir, 'kafka.json'))).toBe(false);
  });

  it('are none where there is no folder', () => {
    expect(loadAllRunning(join(dir, 'none'))).toEqual([]);
  });

  it('tell an orphan from what still has its owner or never had one', () => {
    const record = { name: 'kafka', ...ownProcess() };
    expect(isOrphan(record)).toBe(false);
    expect(isOrphan({ ...record, owner: ownProcess() })).toBe(false);
    expect(isOrphan({ ...record, owner: gone })).toBe(true);
  });
});
