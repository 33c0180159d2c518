import { randomBytes } from 'node:crypto';
import { createProducer } from '@citywatch/stream';
import type { SenderConfig } from './config.js';
import type { InjectAnswer, InjectRequest } from './control.js';
import { ControlService } from './control.service.js';
import type { Reporter } from './reporter.js';
import { formatDuration } from './totals.js';

/** Asks the running city for an incident and says what it answers. Resolves to the exit code. */
export async function injectCommand(
  config: SenderConfig,
  request: InjectRequest,
  waitMs: number,
  reporter: Reporter,
): Promise<number> {
  const id = randomBytes(6).toString('hex');
  const producer = createProducer(config.stream);
  let timer: NodeJS.Timeout | undefined;
  let answered: (answer: InjectAnswer | undefined) => void = () => undefined;
  const answer = new Promise<InjectAnswer | undefined>((resolve) => (answered = resolve));
  const control = new ControlService({
    ...config,
    producer,
    onMessage: (message) => {
      if (message.type === 'incident' && message.id === id) answered(message.answer);
    },
  });
  try {
    await control.start();
    await control.publish({ type: 'inject', id, request });
    timer = setTimeout(() => answered(undefined), waitMs);
    return describe(await answer, request, waitMs, reporter);
  } finally {
    clearTimeout(timer);
    await control.stop();
    await producer.close();
  }
}

function describe(
  answer: InjectAnswer | undefined,
  { kind }: InjectRequest,
  waitMs: number,
  reporter: Reporter,
): number {
  if (!answer) {
    reporter.warn(
      `no simulated city answered within ${formatDuration(waitMs)}. Is one running? npm start, or npm run simulate. If one starts now, it still does it.`,
    );
    return 1;
  }
  if (!answer.ok) {
    reporter.warn(answer.error);
    return 1;
  }
  const { place, things, start, end } = answer;
  reporter.info(
    `${kind} at ${place}: ${things} ${things === 1 ? 'Thing' : 'Things'} from ${new Date(start).toISOString()} for ${formatDuration(end - start)}`,
    { ...answer },
  );
  return 0;
}
