import {
  ForecastLane,
  ForecastPool,
  type Forecaster,
  type ForecastSettings,
  type ShadowWord,
} from '@citywatch/detection';
import { loadForecaster } from '@citywatch/forecaster';

/** Which models take part, by version; null: none. */
export interface ForecastConfig {
  /** Its anomalies count. */
  readonly model: string | null;
  /** It runs beside, and what it would have raised is counted. */
  readonly shadow: string | null;
}

export const FORECAST_ROLES = ['live', 'shadow'] as const;
export type ForecastRole = (typeof FORECAST_ROLES)[number];

/** A model's part in detection, for people who look after the system. */
export interface ForecastReport {
  readonly role: ForecastRole;
  readonly version: string;
  readonly forecasts: number;
  /** Why it takes no part, or null. */
  readonly problem: string | null;
}

type Load = (version: string) => Forecaster;

/**
 * The forecasting models of one process. A model that cannot be loaded, or fails later, takes no part: detection goes on without
 * it, and `reports` says so.
 */
export class ForecastModels {
  readonly settings: ForecastSettings;
  /** How often the model in shadow said what. */
  readonly shadowWords: Record<ShadowWord, number> = { agreed: 0, 'held-back': 0, alone: 0 };
  private readonly pools: Readonly<Record<ForecastRole, ForecastPool | null>>;
  private readonly problems: Partial<Record<ForecastRole, string>> = {};

  constructor(
    private readonly config: ForecastConfig,
    load: Load = loadForecaster,
  ) {
    this.pools = { live: this.pool('live', load), shadow: this.pool('shadow', load) };
    this.settings = { live: this.pools.live, shadow: this.shadow() };
  }

  get reports(): ForecastReport[] {
    return FORECAST_ROLES.flatMap((role) => {
      const version = this.versionOf(role);
      if (version === null) return [];
      const pool = this.pools[role];
      const problem = this.problems[role] ?? pool?.failure ?? null;
      return [{ role, version, forecasts: pool?.forecasts ?? 0, problem }];
    });
  }

  /** In words, what does not take part though it should. */
  get warnings(): string[] {
    return this.reports.flatMap(({ role, version, problem }) =>
      problem === null ? [] : [`the ${role} forecasting model ${version} takes no part: ${problem}`],
    );
  }

  private versionOf(role: ForecastRole): string | null {
    return role === 'live' ? this.config.model : this.config.shadow;
  }

  private pool(role: ForecastRole, load: Load): ForecastPool | null {
    const version = this.versionOf(role);
    if (version === null) return null;
    try {
      return new ForecastPool(load(version));
    } catch (error) {
      this.problems[role] = (error as Error).message;
      return null;
    }
  }

  private shadow(): ForecastSettings['shadow'] {
    const pool = this.pools.shadow;
    if (pool === null) return null;
    const lanes = new WeakMap<object, ForecastLane>();
    return {
      pool,
      laneOf: (state) => {
        const lane = lanes.get(state) ?? new ForecastLane();
        lanes.set(state, lane);
        return lane;
      },
      said: (word) => this.shadowWords[word]++,
    };
  }
}
