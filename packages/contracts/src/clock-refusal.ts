/** Which bound a refused clock broke: too far after what it is held against, too far before it, or before all that is ever stored. */
export type ClockRelation = 'ahead' | 'behind' | 'too-old';

/** A report's clock that was refused; ms since the epoch. */
export interface ClockRefusal {
  readonly relation: ClockRelation;
  /** The report's phenomenonTime. */
  readonly time: number;
  /** What it is held against: its arrival, a replay's time, or the oldest time that is accepted. */
  readonly reference: number;
}

const RELATIONS: Readonly<Record<ClockRelation, string>> = {
  ahead: 'ahead of',
  behind: 'behind',
  'too-old': 'before the oldest time accepted,',
};

/**
 * The stored detail of a refused clock: what, where, what to do.
 * @param allowedMs how far it may be off; 0 where nothing is allowed
 */
export function renderClockRefusal({ relation, time, reference }: ClockRefusal, allowedMs: number): string {
  const off = plainDuration(Math.abs(time - reference));
  const bound = allowedMs > 0 ? `; at most ${plainDuration(allowedMs)} are accepted` : '';
  const [said, held] = [new Date(time).toISOString(), new Date(reference).toISOString()];
  return `phenomenonTime ${said} is ${off} ${RELATIONS[relation]} ${held}${bound}: set the sensor's clock`;
}

const INSTANT = String.raw`([+-]?\d[\dT:.-]*Z)`;
/** Also of details that were stored when durations were told in seconds. */
const DETAIL = new RegExp(`^phenomenonTime ${INSTANT} is .+? (${Object.values(RELATIONS).join('|')}) ${INSTANT}`);

/** Reads the detail of a refused clock, so that a screen can say it in its own language; null where it is none. */
export function parseClockRefusal(detail: string): ClockRefusal | null {
  const match = DETAIL.exec(detail);
  if (match === null) return null;
  const [, said, words, held] = match;
  const relation = (Object.keys(RELATIONS) as ClockRelation[]).find((one) => RELATIONS[one] === words);
  const [time, reference] = [Date.parse(said), Date.parse(held)];
  if (relation === undefined || Number.isNaN(time) || Number.isNaN(reference)) return null;
  return { relation, time, reference };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "7 h 32 min": its two largest units, rounded to the smaller. */
function plainDuration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / SECOND) * SECOND;
  const minutes = Math.round(ms / MINUTE) * MINUTE;
  const hours = Math.round(ms / HOUR) * HOUR;
  if (seconds < HOUR) return pair(seconds, [MINUTE, 'min'], [SECOND, 's']);
  if (minutes < DAY) return pair(minutes, [HOUR, 'h'], [MINUTE, 'min']);
  return pair(hours, [DAY, 'd'], [HOUR, 'h']);
}

function pair(ms: number, [large, largeName]: [number, string], [small, smallName]: [number, string]): string {
  const [n, rest] = [Math.floor(ms / large), (ms % large) / small];
  const parts = [n > 0 ? `${n} ${largeName}` : '', rest > 0 ? `${rest} ${smallName}` : ''];
  return parts.filter((part) => part !== '').join(' ');
}
