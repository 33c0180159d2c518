import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './config.js';
import { generatedFiles, outdated } from './generated.js';
import { run } from './run.js';
import { enterTestInstance, leaveTestInstance } from './test-instance.js';

/** Programs of other rooms that write a committed file; a test of the same room fails where it is old. */
async function runWriters(databaseUrl: string): Promise<void> {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  for (const script of ['packages/timescale/dist/schema.command.js', 'backend/dist/main-openapi.js'])
    await run(process.execPath, [join(root, script)], { cwd: root, env });
}

/** `npm run generate`: writes every generated file that is committed. The dump of the schema needs the database. */
export async function main(): Promise<void> {
  const files = generatedFiles(root);
  const old = outdated(root, files);
  for (const { path, text } of files.filter((file) => old.includes(file.path))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  try {
    await runWriters((await enterTestInstance()).databaseUrl);
  } finally {
    await leaveTestInstance();
  }
  const changed = await run(
    'git',
    [
      'status',
      '--porcelain',
      '--',
      ...files.map(({ path }) => path),
      'packages/timescale/schema.sql',
      'backend/openapi.json',
    ],
    { cwd: root },
  );
  console.log(changed.trim() ? `Not committed yet:\n${changed.trimEnd()}` : 'All generated files are as committed.');
}
