import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './config.js';
import { generatedFiles, outdated } from './generated.js';

/** `npm run generate`: writes the generated files that are not up to date. */
export async function main(): Promise<void> {
  const files = generatedFiles(root);
  const old = outdated(root, files);
  for (const { path, text } of files.filter((file) => old.includes(file.path))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`Wrote ${path}`);
  }
  if (!old.length) console.log('All generated files are up to date.');
}
