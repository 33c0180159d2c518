import { runTool } from './tool.js';

/** `npm run replay -- …` */
export const main = (args: string[]): Promise<void> => runTool('ingest/dist/main-replay.js', args, ['kafka']);
