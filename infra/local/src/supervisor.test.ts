import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@citywatch/testkit';
import { isRunning } from './pids.js';
import { endProcess, loadRunning, ownProcess, saveRecord } from './records.js';
import { instancePaths, type InstancePaths } from './settings.js';
import { Supervisor, type ChildPlan } from './supervisor.js';

let root: string;
let paths: InstancePaths;
let said: string[];
let supervisor: Supervisor;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'citywatch-supervisor-'));
  paths = instancePaths(root, 'main');
  said = [];
  supervisor = new Supervisor(paths, root, (line) => said.push(line));
});
afterEach(async () => {
  supervisor.halt();
  const record = loadRunning(paths.run, 'it');
  if (record) await endProcess(paths.run, record);
  rmSync(root, { recursive: true, force: true });
});

function plan(script: string, more: Partial<ChildPlan> = {}): ChildPlan {
  writeFileSync(join(root, 'it.mjs'), script);
  return { name: 'it', entry: 'it.mjs', args: [], env: process.env, ...more };
}
const log = () => (existsSync(join(paths.logs, 'it.log')) ? readFileSync(join(paths.logs, 'it.log'), 'utf8') : '');
const stays = `console.log('begins'); setInterval(() => {}, 1000);`;

describe('Supervisor', () => {
  it('starts a process with its environment and arguments, and notes whose it is', async () => {
    const script = `console.log(process.argv[2], process.env.COLOUR); ${stays}`;
    await supervisor.start(plan(script, { args: ['7'], env: { ...process.env, COLOUR: 'green' } }));
    await waitFor(() => log().includes('7 green'), { what: 'its first line' });
    expect(loadRunning(paths.run, 'it')).toMatchObject({ name: 'it', owner: ownProcess() });
  });

  it('starts it again after a kill -9, with a word about it', async () => {
    await supervisor.start(plan(stays));
    const first = await waitFor(() => loadRunning(paths.run, 'it'), { what: 'a record' });
    await waitFor(() => log().includes('begins'), { what: 'its first line' });
    process.kill(first.pid, 'SIGKILL');
    await waitFor(() => (loadRunning(paths.run, 'it')?.pid ?? first.pid) !== first.pid, { what: 'another process' });
    expect(said[0]).toContain('it ended (SIGKILL); starting it again in 0.5 s.');
    expect(supervisor.failures('it')).toBe(1);
  });

  it('lets a process that is done be done', async () => {
    await supervisor.start(plan('', { once: true }));
    await waitFor(() => said.includes('it is done.'), { what: 'the end' });
    expect(loadRunning(paths.run, 'it')).toBeUndefined();
  });

  it('says why work that is done once failed, and leaves it', async () => {
    await supervisor.start(plan(`console.error('no such file'); process.exit(2);`, { once: true }));
    await waitFor(() => said.length, { what: 'a word' });
    expect(said).toEqual(['it failed:\n  | no such file']);
  });

  it('shows why a process crashed', async () => {
    await supervisor.start(plan(`console.error('no database'); process.exit(2);`));
    await waitFor(() => said.length >= 2, { what: 'two lines' });
    expect(said[0]).toContain('it ended (code 2)');
    expect(said[1]).toContain('| no database');
  });

  it('ends what an earlier one left under the name', async () => {
    await supervisor.start(plan(stays));
    const left = await waitFor(() => loadRunning(paths.run, 'it'), { what: 'a record' });
    supervisor.halt();
    saveRecord(paths.run, left);
    supervisor = new Supervisor(paths, root, () => undefined);
    await supervisor.start(plan(stays));
    expect(isRunning(left.pid, left.identity)).toBe(false);
  });
});
