import { runTool } from './tool.js';

/** `npm run backtest -- …`: needs no services. */
export const main = (args: string[]): Promise<void> => runTool('backend/dist/main-backtest.js', args, []);
