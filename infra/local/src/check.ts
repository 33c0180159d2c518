import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions } from './arguments.js';
import { hasLimit, tooLong } from './check-lengths.js';
import { root } from './config.js';
import { generatedFiles, outdated } from './generated.js';
import { step } from './progress.js';
import { run } from './run.js';
import { UserError } from './user-error.js';

interface Check {
  name: string;
  title: string;
  run: () => Promise<unknown>;
}

const tool = (path: string, args: string[]) =>
  run(process.execPath, [join(root, 'node_modules', path), ...args], { cwd: root });
const folders = ['packages', 'ingest', 'backend', 'frontend', 'infra', 'e2e', 'bench'];

/** Tracked files and new ones that git does not ignore: what a commit would hold. */
async function files(): Promise<string[]> {
  const listed = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root });
  return listed.split('\n').filter((path) => path && existsSync(join(root, path)));
}

async function lengths(): Promise<void> {
  const paths = (await files()).filter(hasLimit);
  const long = tooLong(paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })));
  if (long.length) throw new UserError(long.join('\n'), 'Split them by what they are for.');
}

async function types(project: string): Promise<void> {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  await tool('typescript/bin/tsc', ['--noEmit', '-p', project]);
}

async function generated(): Promise<void> {
  const old = outdated(root, generatedFiles(root));
  if (old.length)
    throw new UserError(`${old.join('\n')}: not what the program writes.`, 'Write them again: npm run generate');
}

const checks: Check[] = [
  { name: 'types', title: 'Types', run: () => types('tsconfig.json') },
  { name: 'types-frontend', title: 'Types of the dashboard', run: () => types('frontend/tsconfig.json') },
  {
    name: 'lint',
    title: 'Lint',
    run: () => tool('eslint/bin/eslint.js', ['--cache', '--cache-location', 'node_modules/.cache/eslint/', '.']),
  },
  {
    name: 'imports',
    title: 'Import graph',
    run: () =>
      tool('dependency-cruiser/bin/dependency-cruise.mjs', ['--config', '.dependency-cruiser.cjs', ...folders]),
  },
  {
    name: 'format',
    title: 'Format',
    run: () => tool('prettier/bin/prettier.cjs', ['--check', '--cache', '--log-level', 'warn', '.']),
  },
  { name: 'lengths', title: 'File lengths', run: lengths },
  { name: 'generated', title: 'Generated files', run: generated },
];

/** `npm run check [-- name …]`: every check runs, even after one has failed. */
export async function main(args: string[]): Promise<void> {
  const { positionals } = parseOptions('check', args, { allowPositionals: true, options: {} });
  const unknown = positionals.find((name) => !checks.some((check) => check.name === name));
  if (unknown) throw new UserError(`"${unknown}" is no check: ${checks.map((check) => check.name).join(', ')}.`);
  const failed: string[] = [];
  for (const check of checks) {
    if (positionals.length && !positionals.includes(check.name)) continue;
    await step(check.title, check.run).catch((error: unknown) => {
      failed.push(check.title);
      const advice = error instanceof UserError && error.advice ? `\n${error.advice}` : '';
      console.error(`${error instanceof Error ? error.message : String(error)}${advice}\n`);
    });
  }
  if (failed.length)
    throw new UserError(
      `${failed.length} of the checks failed: ${failed.join(', ')}.`,
      'One alone: npm run check -- NAME',
    );
}
