import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isRunning, parseProcStat, processIdentity, signalAndWait } from './pids.js';

const stat = (name: string, state: string) =>
  `42 (${name}) ${state} 1 42 42 0 -1 4194304 100 0 0 0 1 2 0 0 20 0 1 0 987654 1000 200 18446744073709551615`;

describe('parseProcStat', () => {
  it('is boot and start, whatever the name holds', () => {
    expect(parseProcStat(stat('node', 'S'), 'boot')).toBe('boot:987654');
    expect(parseProcStat(stat('a) R (b', 'S'), 'boot')).toBe('boot:987654');
  });

  it('takes a zombie as gone', () => {
    expect(parseProcStat(stat('node', 'Z'), 'boot')).toBeUndefined();
  });
});

describe('a process', () => {
  it('is known by its identity, not by its pid alone', () => {
    const own = processIdentity(process.pid);
    expect(own).toBeDefined();
    expect(isRunning(process.pid, own as string)).toBe(true);
    expect(isRunning(process.pid, `${own}0`)).toBe(false);
  });

  it('is gone after its signal', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const identity = processIdentity(child.pid as number) as string;
    const closed = once(child, 'close');
    expect(await signalAndWait(child.pid as number, identity, 'SIGKILL', 5_000)).toBe(true);
    await closed;
    expect(processIdentity(child.pid as number)).toBeUndefined();
  });
});
