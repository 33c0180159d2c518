import { createHash } from 'node:crypto';

/** Prefix of the databases that tests make, so that leftovers of a killed run can be told from anything else. */
export const testDatabasePrefix = 'citywatch_test_';
export const templatePrefix = 'citywatch_template_';

/** Name of the migrated template: another set of migrations gives another template. */
export function templateName(migrations: readonly { readonly name: string; readonly checksum: string }[]): string {
  const hash = createHash('sha256');
  for (const { name, checksum } of migrations) hash.update(`${name} ${checksum}\n`);
  return `${templatePrefix}${hash.digest('hex').slice(0, 16)}`;
}

/** `citywatch_test_<seconds, base 36>_<random>`: the age is in the name. */
export function testDatabaseName(nowMs: number, random: string): string {
  return `${testDatabasePrefix}${Math.floor(nowMs / 1000).toString(36)}_${random}`;
}

/** Test databases made more than `maxAgeMs` ago, which no run that still goes on can be using. */
export function leftovers(names: readonly string[], nowMs: number, maxAgeMs: number): string[] {
  return names.filter((name) => {
    if (!name.startsWith(testDatabasePrefix)) return false;
    const seconds = parseInt(name.slice(testDatabasePrefix.length).split('_')[0] ?? '', 36);
    return Number.isNaN(seconds) || nowMs - seconds * 1000 > maxAgeMs;
  });
}
