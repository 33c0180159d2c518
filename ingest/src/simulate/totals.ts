/** What was sent: messages, results, and for each property how many and their sum, to compare with what is stored. */
export interface Totals {
  readonly messages: number;
  readonly results: number;
  readonly byTopic: Readonly<Record<string, number>>;
  readonly byProperty: Readonly<Record<string, { readonly count: number; readonly sum: number }>>;
}

export class Tally {
  #messages = 0;
  #results = 0;
  readonly #topics = new Map<string, number>();
  readonly #properties = new Map<string, { count: number; sum: number }>();

  add(topic: string, results: Readonly<Record<string, number>>): void {
    this.#messages += 1;
    this.#topics.set(topic, (this.#topics.get(topic) ?? 0) + 1);
    for (const property in results) {
      this.#results += 1;
      const known = this.#properties.get(property);
      if (known) {
        known.count += 1;
        known.sum += results[property];
      } else this.#properties.set(property, { count: 1, sum: results[property] });
    }
  }

  get messages(): number {
    return this.#messages;
  }

  totals(): Totals {
    return {
      messages: this.#messages,
      results: this.#results,
      byTopic: Object.fromEntries(this.#topics),
      byProperty: Object.fromEntries([...this.#properties].map(([id, { count, sum }]) => [id, { count, sum }])),
    };
  }
}

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
export const formatNumber = (value: number): string => number.format(value);

/** "45 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The totals in words, one line a property. */
export function describeTotals({ messages, results, byTopic, byProperty }: Totals): string {
  const topics = Object.entries(byTopic).map(([topic, count]) => `${topic} ${formatNumber(count)}`);
  const properties = Object.entries(byProperty).map(
    ([id, { count, sum }]) =>
      `  ${id.padEnd(24)}${formatNumber(count).padStart(12)} readings, sum ${number.format(sum)}`,
  );
  const head = `Sent ${formatNumber(messages)} messages with ${formatNumber(results)} readings`;
  return [topics.length > 0 ? `${head} (${topics.join(', ')})` : head, ...properties].join('\n');
}
