import type { Domain, RoadPlace, FeederPlace, Severity } from '@citywatch/contracts';

/** What the correlator must know of a Thing. */
export interface ThingContext {
  readonly thing: string;
  readonly name: string;
  /** Name of the operator, for people. */
  readonly operator: string;
  readonly domain: Domain;
  readonly longitude: number;
  readonly latitude: number;
  readonly road: RoadPlace | null;
  readonly feeder: FeederPlace | null;
  /** Things it is fed through, nearest first; empty where it hangs on none. */
  readonly fedThrough: readonly string[];
  /** Usual ms between two reports; absent: faster than any window here. */
  readonly intervalMs?: number;
}

export interface CorrelationSettings {
  /** Two anomalies belong together when at most this long apart, ms; also how long a resolved incident is rejoined. */
  readonly windowMs: Readonly<Record<Domain, number>>;
  /** An anomaly that lasts takes in others for this long, ms. */
  readonly spanMs: Readonly<Record<Domain, number>>;
  /** One sensor's one property that is off again within this, ms, is its lone incident again, not another. */
  readonly againMs: number;
  /** Metres along the same carriageway; between detectors of different roads; between air stations; between two domains. */
  readonly roadMetres: number;
  readonly crossroadMetres: number;
  readonly airMetres: number;
  readonly domainMetres: number;
  /** Air stations with wind: so near they always belong together; else metres along the wind, and metres across it for each along. */
  readonly airNearMetres: number;
  readonly plumeMetres: number;
  readonly plumeSpread: number;
  /** Below this a wind has no direction, m/s. */
  readonly calmWind: number;
  /** Sensors of one operator, or one feeder, that fall silent within this are one failure, ms. */
  readonly silenceMs: number;
  readonly feederMs: number;
  /** How long a lone anomaly waits for company before it becomes an incident, ms, by its severity. */
  readonly waitMs: Readonly<Record<Severity, number>>;
  /** The same for doubts about a single sensor's data (stuck, range, gap, peers), ms. */
  readonly qualityWaitMs: number;
  /** Reports that detectors beside a jam may still owe before it counts as one of its own; 30 s at least. */
  readonly calmReports: number;
  /** Anomalies of one sensor that come and go within the window before it is an incident too. */
  readonly flaps: number;
  /**
   * More than this share of a kind at once, of at least so many Things, is one network-wide incident. Of a property of the air fewer
   * will do: weather comes over all its stations, of which a city has few.
   */
  readonly networkShare: number;
  readonly networkThings: number;
  readonly networkStations: number;
  /** From half that share on, single incidents of the kind are held back for so long to see what it becomes, ms. */
  readonly networkHoldMs: number;
  /** After all members cleared, ms. */
  readonly resolveMs: number;
  /** After a person resolved it further sensors do not open it again for so long, ms; 0: every one does. */
  readonly reopenGraceMs: number;
}

const MINUTE = 60_000;

export const DEFAULT_CORRELATION: CorrelationSettings = {
  windowMs: { traffic: 10 * MINUTE, grid: 10 * MINUTE, 'air-quality': 90 * MINUTE },
  spanMs: { traffic: 60 * MINUTE, grid: 60 * MINUTE, 'air-quality': 120 * MINUTE },
  againMs: 120 * MINUTE,
  roadMetres: 1_600,
  crossroadMetres: 300,
  airMetres: 3_000,
  domainMetres: 700,
  airNearMetres: 1_000,
  plumeMetres: 5_000,
  plumeSpread: 0.6,
  calmWind: 1,
  silenceMs: 2 * MINUTE,
  feederMs: 5 * MINUTE,
  waitMs: { info: 60_000, minor: 60_000, major: 20_000, critical: 10_000 },
  qualityWaitMs: 5 * MINUTE,
  calmReports: 2,
  flaps: 4,
  networkShare: 0.4,
  networkThings: 10,
  networkStations: 5,
  networkHoldMs: 90_000,
  resolveMs: 2 * MINUTE,
  reopenGraceMs: 5 * MINUTE,
};
