export interface ThrottleLimits {
  readonly windowMs: number;
  /** Failed attempts in the window, for one name from one address. */
  readonly attempts: number;
  /** And for one address, whatever the names. */
  readonly attemptsPerAddress: number;
}

interface Count {
  failures: number;
  readonly since: number;
}

/** Names and addresses remembered; a flood of new ones forgets the oldest. */
const MAX_KEYS = 10_000;

/**
 * Slows password guessing. Failures are counted for name and address together: counted for the name alone, a stranger
 * could lock anyone out. Pure: the time is passed in.
 */
export class Throttle {
  private readonly counts = new Map<string, Count>();

  constructor(private readonly limits: ThrottleLimits) {}

  /** ms until another attempt is taken; 0: now. */
  waitMs(name: string, address: string, now: number): number {
    return Math.max(
      this.wait(`n${name.toLowerCase()}\n${address}`, this.limits.attempts, now),
      this.wait(`a${address}`, this.limits.attemptsPerAddress, now),
    );
  }

  failed(name: string, address: string, now: number): void {
    this.count(`n${name.toLowerCase()}\n${address}`, now);
    this.count(`a${address}`, now);
  }

  /**
   * Takes back a failure counted too early, and forgives the name's others. The address keeps its own: it may be trying
   * many names.
   */
  succeeded(name: string, address: string): void {
    this.counts.delete(`n${name.toLowerCase()}\n${address}`);
    const count = this.counts.get(`a${address}`);
    if (count !== undefined) count.failures = Math.max(0, count.failures - 1);
  }

  private wait(key: string, limit: number, now: number): number {
    const count = this.counts.get(key);
    if (count === undefined || count.failures < limit) return 0;
    return Math.max(0, count.since + this.limits.windowMs - now);
  }

  private count(key: string, now: number): void {
    const count = this.counts.get(key);
    if (count !== undefined && now < count.since + this.limits.windowMs) {
      count.failures++;
      return;
    }
    this.counts.delete(key);
    if (this.counts.size >= MAX_KEYS) this.counts.delete(this.counts.keys().next().value as string);
    this.counts.set(key, { failures: 1, since: now });
  }
}
