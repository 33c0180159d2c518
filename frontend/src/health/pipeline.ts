import type { ConsumerHealth, PipelineAnswer, Severity } from '@citywatch/contracts';

/** The steps of a reading's path, in order. */
export const STEPS = ['kafka', 'writer', 'database', 'detector', 'peers', 'correlator', 'screens'] as const;
export type Step = (typeof STEPS)[number];

/** What is wrong with a step: a key below `health.fault` and its figures. Times in ms. */
export interface Fault {
  readonly severity: Severity;
  readonly key: 'noKafka' | 'stopped' | 'behind' | 'missing' | 'overBudget' | 'fillsUp' | 'noLink';
  /** When it was last well, or how long it will take, by the key. */
  readonly time: number | null;
  readonly count: number | null;
}

export interface StepHealth {
  readonly step: Step;
  readonly fault: Fault | null;
  /** True where a setting switches it off: it does nothing, which is no fault. */
  readonly off?: boolean;
  /** Messages a second; null while only one answer is known. */
  readonly rate: number | null;
  /** Messages that wait; null where unknown, undefined where the step has no queue. */
  readonly lag?: number | null;
  readonly updatedAt?: number | null;
  /** Bytes used; only of the database. */
  readonly bytes?: number;
}

/** Behind by more than this much work, ms: minor, then major. */
export const BEHIND_MINOR = 60_000;
export const BEHIND_MAJOR = 300_000;
/** Who compares neighbours holds each minute until every sensor's detector has told it: so much more is usual, ms. */
export const PEERS_PATIENCE = 240_000;
/** The detector saves every 30 s; twice that and some more without a move, while messages wait, is a stop. */
export const STOPPED_AFTER = 120_000;
const DAY = 86_400_000;
export const GIGABYTE = 1e9;
/** 0.12 and 7.20 GB, but 50 GB. */
export const gigabyteDecimals = (bytes: number): number => (bytes < 10 * GIGABYTE ? 2 : 0);
/** Answers kept for rates: the detector's figures move only when it saves. */
export const WINDOW = 180_000;

/** Answers of the last WINDOW ms with a new one added, oldest first. An answer that is no newer changes nothing. */
export function remember(answers: readonly PipelineAnswer[], next: PipelineAnswer): readonly PipelineAnswer[] {
  const last = answers.at(-1);
  if (last !== undefined && last.serverTime >= next.serverTime) return answers;
  return [...answers.filter((answer) => answer.serverTime > next.serverTime - WINDOW), next];
}

/** A consumer by what its name ends in: an installation may put a prefix before it. */
export const consumerOf = (answer: PipelineAnswer, name: string): ConsumerHealth | undefined =>
  answer.consumers.find((consumer) => consumer.name === name) ??
  answer.consumers.find((consumer) => consumer.name.endsWith(name));

/** A consumer that has not moved for so long, ms, stands still; before that nobody knows: the detector moves every 30 s only. */
const STILL_AFTER = 45_000;

/** Messages a second between the oldest and the newest answer in which the consumer had moved; null where that is not known yet. */
export function rateOf(answers: readonly PipelineAnswer[], name: string): number | null {
  const states = answers.flatMap((answer) => {
    const consumer = consumerOf(answer, name);
    return consumer?.updatedAt == null ? [] : [{ consumed: consumer.consumed, at: consumer.updatedAt }];
  });
  const first = states.at(0);
  const last = states.at(-1);
  if (first === undefined || last === undefined) return null;
  if (last.at > first.at) return Math.max(0, last.consumed - first.consumed) / ((last.at - first.at) / 1_000);
  return answers[answers.length - 1].serverTime - answers[0].serverTime > STILL_AFTER ? 0 : null;
}

/** @param patience how much longer than usual messages may wait, ms */
function consumerFault(
  consumer: ConsumerHealth | undefined,
  rate: number | null,
  now: number,
  patience: number,
): Fault | null {
  if (consumer === undefined) return { severity: 'major', key: 'missing', time: null, count: null };
  const { lag, updatedAt } = consumer;
  if (lag === null || lag === 0) return null;
  if (updatedAt !== null && now - updatedAt > STOPPED_AFTER)
    return { severity: 'critical', key: 'stopped', time: updatedAt, count: lag };
  if (rate === null || rate === 0) return null;
  const behind = (lag / rate) * 1_000;
  if (behind <= BEHIND_MINOR + patience) return null;
  return { severity: behind > BEHIND_MAJOR + patience ? 'major' : 'minor', key: 'behind', time: behind, count: lag };
}

/** Without comparison with neighbours, sensors that drift alone are doubted late, and nothing else is missed: never more than minor. */
const atMostMinor = (fault: Fault | null): Fault | null => fault && { ...fault, severity: 'minor' };

/** Days until the disk budget is used up, at the bytes a message has taken so far and the present rate; null where that cannot be told. */
export function daysLeft(answer: PipelineAnswer, rate: number | null): number | null {
  const { bytes, budgetBytes } = answer.database;
  const stored = consumerOf(answer, 'writer')?.stored ?? 0;
  if (budgetBytes <= 0 || stored === 0 || rate === null || rate === 0) return null;
  return Math.max(0, budgetBytes - bytes) / ((bytes / stored) * rate * (DAY / 1_000));
}

function databaseFault(answer: PipelineAnswer, days: number | null): Fault | null {
  const { bytes, budgetBytes } = answer.database;
  if (budgetBytes > 0 && bytes >= budgetBytes)
    return { severity: 'critical', key: 'overBudget', time: null, count: null };
  if (days === null || days >= 7) return null;
  return { severity: days < 1 ? 'critical' : 'major', key: 'fillsUp', time: days * DAY, count: null };
}

/** The state of this screen's own link, from the live client. */
export type ScreenLink = { readonly kind: 'live' | 'other' } | { readonly kind: 'lost'; readonly since: number | null };

/** The path as steps, from the answers so far (oldest first, at least one). Only what is broken has a fault. */
export function pathHealth(answers: readonly PipelineAnswer[], link: ScreenLink): StepHealth[] {
  const answer = answers[answers.length - 1];
  const now = answer.serverTime;
  const consumer = (step: 'writer' | 'detector' | 'peers' | 'correlator', patience = 0): StepHealth => {
    const found = consumerOf(answer, step);
    const rate = rateOf(answers, step);
    return {
      step,
      rate,
      lag: found?.lag ?? null,
      updatedAt: found?.updatedAt ?? null,
      fault: consumerFault(found, rate, now, patience),
    };
  };
  const peers = (): StepHealth => {
    if (answer.off.includes('peers')) return { step: 'peers', rate: null, fault: null, off: true };
    const health = consumer('peers', PEERS_PATIENCE);
    return { ...health, fault: atMostMinor(health.fault) };
  };
  const writer = consumer('writer');
  const silent = answer.consumers.length > 0 && answer.consumers.every(({ lag }) => lag === null);
  const kafka: Fault | null = silent ? { severity: 'critical', key: 'noKafka', time: null, count: null } : null;
  const lost: Fault | null =
    link.kind === 'lost' ? { severity: 'critical', key: 'noLink', time: link.since, count: null } : null;
  return [
    { step: 'kafka', rate: arrivalRate(answers), fault: kafka },
    writer,
    {
      step: 'database',
      rate: null,
      updatedAt: writer.updatedAt,
      bytes: answer.database.bytes,
      fault: databaseFault(answer, daysLeft(answer, writer.rate)),
    },
    consumer('detector'),
    peers(),
    consumer('correlator'),
    { step: 'screens', rate: null, fault: lost },
  ];
}

/** Messages a second that reach Kafka: what the writer took, and what piled up before it. Null where Kafka does not answer. */
export function arrivalRate(answers: readonly PipelineAnswer[]): number | null {
  const known = answers.flatMap((answer) => {
    const writer = consumerOf(answer, 'writer');
    return writer === undefined || writer.lag === null
      ? []
      : [{ at: answer.serverTime, total: writer.consumed + writer.lag }];
  });
  const first = known.at(0);
  const last = known.at(-1);
  if (first === undefined || last === undefined || last.at <= first.at) return null;
  return Math.max(0, last.total - first.total) / ((last.at - first.at) / 1_000);
}
