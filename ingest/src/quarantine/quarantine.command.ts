import { REPLAYED_HEADER } from '@citywatch/contracts';
import { createProducer, type StreamConfig, type StreamProducer } from '@citywatch/stream';
import { createPool, type DatabaseConfig, type Pool } from '@citywatch/timescale';
import { HELP, type QuarantineCommand } from './arguments.js';
import { formatJson, formatLine, formatMessage } from './format.js';
import {
  countQuarantine,
  listQuarantine,
  newestId,
  readQuarantine,
  replayPortion,
  type QuarantinedMessage,
  type Selection,
} from './quarantine.repository.js';

const PORTION = 200;

export interface QuarantineContext {
  readonly database: DatabaseConfig;
  readonly stream: () => StreamConfig;
  readonly print: (line: string) => void;
}

/** Runs one command; throws where it cannot. */
export async function runQuarantine(command: QuarantineCommand, context: QuarantineContext): Promise<void> {
  if (command.command === 'help') return context.print(HELP);
  const pool = createPool({ ...context.database, max: 2, applicationName: 'citywatch-quarantine' });
  try {
    if (command.command === 'list') await list(pool, command.selection, command.limit, context.print);
    else if (command.command === 'show') await show(pool, command.id, context.print);
    else if (command.command === 'export')
      for await (const message of readQuarantine(pool, command.selection)) context.print(formatJson(message));
    else context.print(`Sent ${await replay(pool, command.selection, context)} messages to their topics again`);
  } finally {
    await pool.end();
  }
}

async function list(pool: Pool, selection: Selection, limit: number, print: (line: string) => void): Promise<void> {
  const messages = await listQuarantine(pool, selection, limit);
  for (const message of messages) print(formatLine(message));
  const counts = await countQuarantine(pool);
  if (counts.length === 0) return print('The quarantine is empty');
  if (messages.length > 0) print('');
  for (const { code, all, waiting } of counts) print(`${code.padEnd(16)} ${all}, of which ${waiting} not replayed`);
}

async function show(pool: Pool, id: number, print: (line: string) => void): Promise<void> {
  const [message] = await listQuarantine(pool, { ids: [id] }, 1);
  if (!message) throw new Error(`There is no message ${id} in the quarantine; see \`list\`.`);
  print(formatMessage(message));
}

/**
 * Sends again what waits. A kill between sending and marking sends a message twice; the writer then finds the second one to be
 * a duplicate, for an observation is stored once.
 */
async function replay(pool: Pool, selection: Selection, context: QuarantineContext): Promise<number> {
  const producer = createProducer(context.stream(), { sendTimeoutMs: 20_000 });
  try {
    // What is still wrong comes back as a new entry; without a bound it would go round for ever.
    const upTo = await newestId(pool);
    let sent = 0;
    for (let after = 0; ;) {
      const { count, last } = await replayPortion(pool, selection, { after, upTo }, PORTION, (messages) =>
        send(producer, messages),
      );
      if (count === 0) return sent;
      sent += count;
      after = last;
    }
  } finally {
    await producer.close();
  }
}

/** With their own times, so that the clock check judges them as of their arrival. */
async function send(producer: StreamProducer, messages: readonly QuarantinedMessage[]): Promise<void> {
  const topics = new Map<string, QuarantinedMessage[]>();
  for (const message of messages) {
    const group = topics.get(message.topic);
    if (group) group.push(message);
    else topics.set(message.topic, [message]);
  }
  await producer.send(
    [...topics].map(([topic, group]) => ({
      topic,
      messages: group.map(({ id, key, value, headers, receivedAt }) => ({
        key,
        value,
        timestamp: receivedAt.getTime(),
        headers: { ...headers, [REPLAYED_HEADER]: String(id) },
      })),
    })),
  );
}
