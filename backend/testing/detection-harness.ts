import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { REFERENCE_TIME_HEADER, TELEMETRY_TOPICS, type Domain } from '@citywatch/contracts';
import { createProducer, type StreamProducer } from '@citywatch/stream';
import { createPool, type Pool } from '@citywatch/timescale';

const ROOT = join(import.meta.dirname, '..', '..');
/** Processes of the pipeline, by the workspace that ships them. */
const ENTRIES = { detector: 'backend', correlator: 'backend', peers: 'backend', writer: 'ingest' } as const;
type Entry = keyof typeof ENTRIES;

export interface Reading {
  readonly domain: Domain;
  readonly thing: string;
  /** ms. */
  readonly time: number;
  readonly results: Readonly<Record<string, number>>;
}

/** A process of ours as it is shipped, to be killed. */
export class OwnProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<string>;
  output = '';

  constructor(entry: Entry, environment: Readonly<Record<string, string>>) {
    const env = { PATH: process.env.PATH, ...environment };
    const main = join(ROOT, ENTRIES[entry], 'dist', `main-${entry}.js`);
    this.child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (data: Buffer) => (this.output += data.toString()));
    this.ended = new Promise((resolve) => this.child.once('close', (code, signal) => resolve(signal ?? String(code))));
  }

  /** Ends it; answers its exit code, or the signal that ended it. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<string> {
    this.child.kill(signal);
    return this.ended;
  }
}

export interface HarnessOptions {
  readonly brokers: readonly string[];
  readonly databaseUrl: string;
  readonly prefix: string;
}

/** For tests: detectors and correlators as processes, the messages they judge, and what they stored. */
export class DetectionHarness {
  readonly pool: Pool;
  private readonly producer: StreamProducer;
  private readonly processes = new Set<OwnProcess>();
  private sequence = 0;

  constructor(private readonly options: HarnessOptions) {
    this.pool = createPool({ url: options.databaseUrl, max: 2, applicationName: 'harness' });
    this.producer = createProducer({ brokers: options.brokers, clientId: 'harness' });
  }

  start(entry: Entry, more: Readonly<Record<string, string>> = {}): OwnProcess {
    const started = new OwnProcess(entry, {
      KAFKA_BROKERS: this.options.brokers.join(','),
      DATABASE_URL: this.options.databaseUrl,
      TOPIC_PREFIX: this.options.prefix,
      GROUP_PREFIX: this.options.prefix,
      LOG_LEVEL: 'info',
      SESSION_TIMEOUT_MS: '6000',
      CHECKPOINT_MS: '300',
      CORRELATOR_TICK_MS: '20',
      CORRELATOR_STANDBY_MS: '100',
      INCIDENT_RESOLVE_MS: '1000',
      ...more,
    });
    this.processes.add(started);
    return started;
  }

  async end(running: OwnProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<string> {
    this.processes.delete(running);
    return running.end(signal);
  }

  /**
   * Ten detectors of one road 150 m apart, the first furthest along, and an air station beside it, as their metadata would describe them. So near
   * that each pair belongs together: the order in which partitions catch up then makes no second incident that must merge.
   */
  async describeRoad(): Promise<void> {
    await this.pool.query("insert into operator (id, name) values ('op', 'Operator') on conflict do nothing");
    await this.pool.query(
      `insert into thing (id, operator_id, domain, name, longitude, latitude, interval_seconds, road, described)
       select 't' || i, 'op', 'traffic', 'Detector ' || i, -87.63, 41.88 + i * 0.00135, 10,
         jsonb_build_object('id', 'halsted-n', 'name', 'Halsted St', 'position', (9 - i) * 150, 'direction', 'S'), true
       from generate_series(0, 9) as i
       union all select 'air', 'op', 'air-quality', 'Air station', -87.63, 41.88, 10, null, true`,
    );
    await this.pool.query(
      `insert into datastream (thing_id, property, unit)
       select 't' || i, p, '' from generate_series(0, 9) as i, unnest('{speed,occupancy}'::text[]) as p
       union all select 'air', 'no2', ''`,
    );
  }

  /** Sends readings in their order, as a replay of their own time. */
  async send(readings: readonly Reading[]): Promise<void> {
    const messages = new Map<string, { key: string; value: string; headers: Record<string, string> }[]>();
    for (const { domain, thing, time, results } of readings) {
      const topic = this.options.prefix + TELEMETRY_TOPICS[domain].name;
      const phenomenonTime = new Date(time).toISOString();
      const report = {
        schema: `${domain}.v1`,
        thing,
        operator: 'op',
        sequence: this.sequence++,
        phenomenonTime,
        results,
      };
      const list = messages.get(topic) ?? [];
      messages.set(topic, list);
      list.push({ key: thing, value: JSON.stringify(report), headers: { [REFERENCE_TIME_HEADER]: phenomenonTime } });
    }
    await this.producer.send([...messages].map(([topic, list]) => ({ topic, messages: list })));
  }

  /** Everything that detection says, in an order of its own: equal for equal messages, whatever happened meanwhile. */
  async anomalies(): Promise<unknown[]> {
    const { rows } = await this.pool.query(
      `select a.id, d.thing_id, d.property, a.detector, a.start_time, a.end_time, a.severity, a.score, a.observed, a.expected, a.reason,
         (select count(*)::int from anomaly_event e where e.anomaly_id = a.id) as events
       from anomaly a join datastream d on d.id = a.datastream_id order by a.id`,
    );
    return rows as unknown[];
  }

  async incidents(): Promise<{ id: string; severity: string; over: boolean; members: string[]; opened: number }[]> {
    const { rows } = await this.pool.query<{
      id: string;
      severity: string;
      over: boolean;
      members: string[];
      opened: number;
    }>(
      `select i.id, i.severity, i.title, i.reason, i.root, i.area, i.things, i.started_at, i.resolved_at is not null as over,
         (select count(*)::int from incident_event e where e.incident_id = i.id and e.kind = 'opened') as opened,
         array(select m.anomaly_id from incident_member m where m.incident_id = i.id order by 1) as members
       from incident i order by i.id`,
    );
    return rows;
  }

  /** What is open of messages, of the anomaly log and of anomalies: all 0 when everything has been judged and joined. */
  async behind(sent: number): Promise<number> {
    const { rows } = await this.pool.query<{ behind: number }>(
      `select ($1 - coalesce((select sum(consumed) from consumer_offset where consumer = $2), 0))::int
         + (select count(*)::int from anomaly_event where sequence >=
             coalesce((select next_offset from consumer_offset where consumer = $3), 0)) as behind`,
      [sent, `${this.options.prefix}detector`, `${this.options.prefix}correlator`],
    );
    return rows[0].behind;
  }

  async close(): Promise<void> {
    await Promise.all([...this.processes].map((running) => this.end(running, 'SIGKILL')));
    await this.producer.close();
    await this.pool.end();
  }
}

/** 30 minutes of the road at 10 s: 8 quiet ones, a queue that grows upstream, exhaust that follows, and the way back. */
export function crashOnRoad(from: number): Reading[] {
  const readings: Reading[] = [];
  for (let step = 0; step < 180; step++) {
    const time = from + step * 10_000;
    // The queue reaches a detector every 20 s, and all are free again after 22 minutes.
    const queued = (i: number) => step >= 50 + 2 * i && step < 132;
    const noise = (i: number) => ((step * 7 + i * 13) % 10) / 5 - 1;
    for (let i = 0; i < 10; i++) {
      const results = queued(i)
        ? { speed: 9 + noise(i), occupancy: 62 + noise(i) }
        : { speed: 62 + noise(i), occupancy: 9 + noise(i) };
      readings.push({ domain: 'traffic', thing: `t${i}`, time: time + i * 900, results });
    }
    const no2 = step >= 60 && step < 132 ? 140 : 22;
    readings.push({ domain: 'air-quality', thing: 'air', time: time + 9_500, results: { no2: no2 + noise(3) } });
  }
  return readings;
}
