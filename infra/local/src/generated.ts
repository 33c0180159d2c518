import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { composeFile } from './compose.js';
import { dockerfile, generatedMark, images } from './images.js';

/** A committed file that is written by a program, with the text that it should have. */
export interface GeneratedFile {
  path: string;
  text: string;
}

const header = `# ${generatedMark} Source: infra/local/src/compose.ts
# \`docker compose up\` runs the whole system; \`docker compose logs api\` shows the first administrator's link.
`;

/** Folders of all workspaces, out of the root package.json's patterns. */
export function workspaceFolders(root: string): string[] {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { workspaces: string[] };
  return workspaces
    .flatMap((pattern) => {
      if (!pattern.endsWith('/*')) return [pattern];
      const base = pattern.slice(0, -2);
      return readdirSync(join(root, base))
        .sort()
        .map((name) => `${base}/${name}`);
    })
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}

/** Every file that `npm run generate` writes. */
export function generatedFiles(root: string): GeneratedFile[] {
  const workspaces = workspaceFolders(root);
  return [
    {
      path: 'docker-compose.yml',
      text: header + stringify(composeFile(), { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0 }),
    },
    ...images.map((image) => ({
      path: `infra/docker/${image.name}.Dockerfile`,
      text: dockerfile(image, workspaces),
    })),
  ];
}

/** Paths whose committed text is not what the program would write. */
export function outdated(root: string, files: readonly GeneratedFile[]): string[] {
  return files
    .filter(({ path, text }) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text)
    .map(({ path }) => path);
}
