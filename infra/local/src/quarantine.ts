import { runTool } from './tool.js';

/** `npm run quarantine -- …` */
export const main = (args: string[]): Promise<void> =>
  runTool('ingest/dist/main-quarantine.js', args, ['kafka', 'database']);
