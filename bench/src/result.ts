import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { load, machine, type Machine } from './machine.js';

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What it is to be, such as "≥ 0.65"; `met` says whether it is. */
  readonly target?: string;
  readonly met?: boolean;
}

export interface Result {
  readonly name: string;
  /** What was done, in one or two sentences. */
  readonly method: string;
  readonly figures: readonly Figure[];
}

export interface StoredResult extends Result {
  readonly command: string;
  readonly at: string;
  readonly machine: Machine;
  /** Load before it began: above 0.3 other work took part of the machine. */
  readonly loadBefore: number;
}

const folder = join(import.meta.dirname, '..', 'results');
const readme = join(import.meta.dirname, '..', 'README.md');

export const atLeast = (what: string, value: number, unit: string, limit: number): Figure => ({
  what,
  value: round(value),
  unit,
  target: `≥ ${limit}`,
  met: value >= limit,
});

export const atMost = (what: string, value: number, unit: string, limit: number): Figure => ({
  what,
  value: round(value),
  unit,
  target: `≤ ${limit}`,
  met: value <= limit,
});

export const figure = (what: string, value: number, unit: string): Figure => ({ what, value: round(value), unit });

/** Three significant digits; whole numbers from 1,000 on. */
function round(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}

/** The middle one, of an even number the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The value that a share of `p` lies at or below. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))];
}

/** Runs one benchmark and stores what it found. */
export async function store(name: string, run: () => Promise<Result>): Promise<StoredResult> {
  const loadBefore = load();
  const result = await run();
  const stored: StoredResult = {
    ...result,
    command: commandOf(name),
    at: new Date().toISOString(),
    machine: machine(),
    loadBefore,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(stored, null, 2)}\n`);
  return stored;
}

/** With a higher priority than usual other work on the machine counts less: that must be seen. */
function commandOf(name: string): string {
  const niceness = getPriority();
  return `${niceness === 0 ? '' : `nice -n ${niceness} `}npm run bench -- ${name}`;
}

/** Writes all stored results as one page, in the given order of names. */
export function writeReadme(order: readonly string[], about: string): void {
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
  const known = order.filter((name) => names.includes(name));
  const results = known.map((name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as StoredResult);
  writeFileSync(readme, `${about}\n\n${results.map(section).join('\n')}`);
}

function section({ name, method, figures, command, at, machine: on, loadBefore }: StoredResult): string {
  const rows = figures.map(({ what, value, unit, target, met }) => {
    const goal = target === undefined ? '' : `${target}${met ? '' : ' (missed)'}`;
    return `| ${what} | ${value.toLocaleString('en-US', { maximumFractionDigits: 4 })} ${unit} | ${goal} |`;
  });
  return [
    `## ${name}`,
    '',
    method,
    '',
    '| | measured | target |',
    '|---|---:|---|',
    ...rows,
    '',
    `\`${command}\`, ${at.slice(0, 10)}: ${on.cores} cores (${on.cpu}), ${on.memoryGiB} GiB, Node ${on.node}, ${on.platform}; load before ${loadBefore}.`,
    '',
  ].join('\n');
}
