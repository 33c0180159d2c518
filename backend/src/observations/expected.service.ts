import {
  expectedAt,
  holidaysOf,
  loadState,
  zoneOffset,
  type Calendar,
  type DatastreamState,
} from '@citywatch/detection';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiConfig } from '../api/config.js';
import { API_CONFIG } from '../api/tokens.js';
import { HistoryRepository } from './history.repository.js';

export interface ExpectedBand {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}
type BandRow = readonly [time: number, expected: number, low: number, high: number];

/** The detector saves its states every 30 s; reading them more often brings nothing. */
const CACHE_MS = 60_000;
/** States that are read for one figure of the city; each is up to 2 KB. */
export const SAMPLE = 500;

/** What the detector expects, from its saved states. While it is still learning a Datastream there is nothing to say. */
@Injectable()
export class ExpectedService {
  private readonly calendar: Calendar;
  private readonly states = new Map<number, { readonly until: number; readonly state: DatastreamState | null }>();

  constructor(
    @Inject(API_CONFIG) config: ApiConfig,
    @Inject(HistoryRepository) private readonly repository: HistoryRepository,
  ) {
    this.calendar = { offsetAt: zoneOffset(config.city.timeZone), holidayOn: holidaysOf(config.detection.holidays) };
  }

  /** The band at these times (ms), from today's state: what is expected of such a moment, not what once was. */
  async at(id: number, times: readonly number[]): Promise<BandRow[]> {
    if (times.length === 0) return [];
    const [row] = await this.repository.loadStates([id]);
    const state = row === undefined ? null : loadState(row.version, row.state);
    if (state === null) return [];
    return times.flatMap((time): BandRow[] => {
      const band = expectedAt(state, time, this.calendar.offsetAt, this.calendar.holidayOn);
      return band === null ? [] : [[time, band.expected, band.low, band.high]];
    });
  }

  /** The bands now of at most SAMPLE of these Datastreams, evenly chosen. */
  async now(ids: readonly number[], now: number): Promise<Map<number, ExpectedBand>> {
    const step = Math.max(1, ids.length / SAMPLE);
    const chosen = Array.from({ length: Math.min(ids.length, SAMPLE) }, (_, i) => ids[Math.floor(i * step)]);
    await this.refresh(
      chosen.filter((id) => (this.states.get(id)?.until ?? 0) <= now),
      now,
    );
    const bands = new Map<number, ExpectedBand>();
    for (const id of chosen) {
      const state = this.states.get(id)?.state;
      const band = state ? expectedAt(state, now, this.calendar.offsetAt, this.calendar.holidayOn) : null;
      if (band !== null) bands.set(id, band);
    }
    return bands;
  }

  private async refresh(ids: readonly number[], now: number): Promise<void> {
    if (ids.length === 0) return;
    for (const [id, { until }] of this.states) if (until + CACHE_MS < now) this.states.delete(id);
    const rows = await this.repository.loadStates(ids);
    for (const id of ids) this.states.set(id, { until: now + CACHE_MS, state: null });
    for (const { id, version, state } of rows)
      this.states.set(id, { until: now + CACHE_MS, state: loadState(version, state) });
  }
}
