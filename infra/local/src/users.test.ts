import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownProcess } from './records.js';
import { enter, leave } from './users.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'citywatch-users-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('users of an instance', () => {
  it('the only one is the last', () => {
    enter(dir);
    expect(leave(dir)).toBe(true);
  });

  it('is not the last while another runs', () => {
    writeFileSync(join(dir, '1.json'), JSON.stringify(ownProcess()));
    enter(dir);
    expect(leave(dir)).toBe(false);
  });

  it('forgets who was killed', () => {
    writeFileSync(join(dir, '1.json'), JSON.stringify({ pid: process.pid, identity: 'another boot:1' }));
    writeFileSync(join(dir, '2.json'), '{');
    enter(dir);
    expect(leave(dir)).toBe(true);
    expect(readdirSync(dir)).toEqual([]);
  });
});
