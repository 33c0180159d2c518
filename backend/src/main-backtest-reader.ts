import { parentPort, workerData } from 'node:worker_threads';
import { linesOf } from './backtest/line-source.js';
import { sendLines } from './backtest/line-thread.js';

/** A thread: files in, their lines out, parsed and packed. */
if (parentPort !== null) await sendLines(linesOf(process.stdin)(workerData as string[]), parentPort);
