import { versions } from './versions.js';

/** One image of ours: what it runs, and the rooms of the repository that this needs. */
export interface ImagePlan {
  name: string;
  entry: string;
  /** Workspace whose production packages are installed. */
  workspace: string;
  rooms: string[];
  /** The dashboard's pages, which the API serves. */
  frontend?: boolean;
}

const packages = (...names: string[]) => names.map((name) => `packages/${name}`);
const forIngest = [...packages('contracts', 'simulator', 'stream', 'timescale'), 'ingest'];
const forBackend = [...packages('contracts', 'detection', 'forecaster', 'stream', 'timescale'), 'backend'];

export const images: readonly ImagePlan[] = [
  {
    name: 'prepare',
    entry: 'infra/local/dist/main-prepare.js',
    workspace: 'infra/local',
    rooms: [...packages('contracts', 'stream', 'timescale'), 'infra/local'],
  },
  { name: 'writer', entry: 'ingest/dist/main-writer.js', workspace: 'ingest', rooms: forIngest },
  { name: 'detector', entry: 'backend/dist/main-detector.js', workspace: 'backend', rooms: forBackend },
  { name: 'peers', entry: 'backend/dist/main-peers.js', workspace: 'backend', rooms: forBackend },
  { name: 'correlator', entry: 'backend/dist/main-correlator.js', workspace: 'backend', rooms: forBackend },
  { name: 'api', entry: 'backend/dist/main-api.js', workspace: 'backend', rooms: forBackend, frontend: true },
  { name: 'simulator', entry: 'ingest/dist/main-simulate.js', workspace: 'ingest', rooms: forIngest },
];

export const generatedMark = 'Written by `npm run generate`; do not edit.';

/** Manifests of all workspaces: npm checks the whole lock file, whichever part it installs. */
function copyManifests(workspaces: readonly string[]): string[] {
  return [
    'COPY package.json package-lock.json .npmrc ./',
    ...workspaces.map((workspace) => `COPY ${workspace}/package.json ${workspace}/`),
  ];
}

/**
 * Dockerfile of one process. The first stage is the same text in each, so that it is built once for all; nothing of it
 * but compiled code and production packages reaches the image, which runs as the unprivileged user `node`.
 */
export function dockerfile(image: ImagePlan, workspaces: readonly string[]): string {
  const manifests = copyManifests(workspaces);
  const lines = [
    `# ${generatedMark} Source: infra/local/src/images.ts`,
    `FROM ${versions.nodeImage} AS build`,
    'WORKDIR /app',
    ...manifests,
    'RUN npm ci --no-audit --no-fund',
    'COPY . .',
    'RUN node scripts/build.mjs && cd frontend && node ../node_modules/vite/bin/vite.js build --logLevel warn',
    '',
    `FROM ${versions.nodeImage} AS modules`,
    'WORKDIR /app',
    ...manifests,
    `RUN npm ci --no-audit --no-fund --omit=dev --workspace=${image.workspace}`,
    '',
    `FROM ${versions.nodeImage}`,
    'WORKDIR /app',
    'ENV NODE_ENV=production',
    'COPY --from=modules /app/node_modules node_modules',
    ...image.rooms.map((room) => `COPY --from=build /app/${room} ${room}`),
    ...(image.frontend ? ['COPY --from=build /app/frontend/dist frontend/dist'] : []),
    'COPY infra/docker/entrypoint.sh /usr/local/bin/entrypoint.sh',
    'USER node',
    'ENTRYPOINT ["entrypoint.sh"]',
    `CMD ["node", "--enable-source-maps", "${image.entry}"]`,
  ];
  return `${lines.join('\n')}\n`;
}
