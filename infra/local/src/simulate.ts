import { runTool } from './tool.js';

/** `npm run simulate -- …` */
export const main = (args: string[]): Promise<void> => runTool('ingest/dist/main-simulate.js', args, ['kafka']);
