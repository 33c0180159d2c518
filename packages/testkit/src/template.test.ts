import { leftovers, templateName, testDatabaseName } from './template.js';

const now = Date.UTC(2026, 0, 2);
const hour = 3_600_000;

describe('templateName', () => {
  it('changes with a name, a text and the order', () => {
    const a = { name: '1.sql', checksum: 'a' };
    const b = { name: '2.sql', checksum: 'b' };
    const sets = [[a, b], [b, a], [a], [a, { ...b, checksum: 'c' }], [a, { ...b, name: '3.sql' }]];
    const names = sets.map(templateName);
    expect(new Set(names).size).toBe(sets.length);
    expect(names[0]).toMatch(/^citywatch_template_[0-9a-f]{16}$/);
  });
});

describe('leftovers', () => {
  it('are test databases past the age, and nothing else', () => {
    const old = testDatabaseName(now - hour - 1000, 'aa');
    const young = testDatabaseName(now - hour + 1000, 'bb');
    expect(leftovers([old, young, 'citywatch', 'postgres'], now, hour)).toEqual([old]);
  });
});
