import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from './lock.js';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'citywatch-lock-'));
  path = join(dir, 'lock');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('withLock', () => {
  it('lets one in at a time and leaves nothing behind', async () => {
    let inside = 0;
    const body = async () => {
      expect(++inside).toBe(1);
      await new Promise(setImmediate);
      inside--;
      return 'done';
    };
    expect(await Promise.all([withLock(path, 'x', body), withLock(path, 'x', body)])).toEqual(['done', 'done']);
    expect(existsSync(path)).toBe(false);
  });

  it('is free again after a failure', async () => {
    await expect(withLock(path, 'x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(path, 'x', async () => 1)).toBe(1);
  });

  it('is taken over from a process that is gone', async () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, identity: 'another boot:1' }));
    expect(await withLock(path, 'x', async () => 1)).toBe(1);
  });

  it('is taken over from a crash in the middle of writing it', async () => {
    writeFileSync(path, '');
    expect(await withLock(path, 'x', async () => 1)).toBe(1);
  });
});
