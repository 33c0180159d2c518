import { PartitionGate } from './partition-gate.js';

describe('PartitionGate', () => {
  const at = { topic: 't', partition: 3 };

  it('opens only when the last reason has gone', () => {
    const calls: boolean[] = [];
    const gate = new PartitionGate((_, open) => calls.push(open));
    gate.close(at, 'loading');
    gate.close(at, 'user');
    gate.open(at, 'loading');
    expect(gate.isOpen(at)).toBe(false);
    gate.open(at, 'user');
    expect(gate.isOpen(at)).toBe(true);
    expect(calls).toEqual([false, false, true]);
  });

  it('does nothing where a reason was not given, and knows partitions apart', () => {
    const calls: boolean[] = [];
    const gate = new PartitionGate((_, open) => calls.push(open));
    gate.open(at, 'waiting');
    expect(calls).toEqual([]);
    gate.close(at, 'waiting');
    expect(gate.isOpen({ topic: 't', partition: 4 })).toBe(true);
    expect(gate.isOpen({ topic: 'u', partition: 3 })).toBe(true);
  });
});
