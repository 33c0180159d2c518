import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { BacktestAnswer, BacktestListAnswer, BacktestRequest, BacktestResult } from '@citywatch/contracts';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ApiError, badRequest, notFound } from '../api/api-error.js';
import type { ApiConfig } from '../api/config.js';
import { LogService } from '../api/log.service.js';
import { API_CONFIG } from '../api/tokens.js';
import type { Session } from '../auth/session.js';
import { SettingService } from '../detection-settings/setting.service.js';
import type { StoredBacktestOrder } from '../main-stored-backtest.js';
import { BacktestRepository } from './backtest.repository.js';

/** From the sources and from dist alike: a process needs the built file. */
const ENTRY = join(import.meta.dirname, '../../dist/main-stored-backtest.js');
const DAY = 86_400_000;
/** How often a backtest that runs or waits gives a sign of life, ms. */
const BEAT_MS = 1_000;
const LISTED = 20;
const RETRY = { 'Retry-After': '60' };

type Outcome = { readonly result: BacktestResult } | { readonly error: string };
type Said = { readonly progress: number } | Outcome;

interface Waiting {
  readonly id: string;
  readonly request: BacktestRequest;
  progress: number;
}

/** Runs backtests on stored history, one after the other, each in a process of its own: the API answers meanwhile. */
@Injectable()
export class BacktestService implements OnApplicationShutdown {
  private readonly waiting: Waiting[] = [];
  private child: ChildProcess | null = null;
  private running: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  private beating: Promise<void> = Promise.resolve();

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(BacktestRepository) private readonly repository: BacktestRepository,
    @Inject(SettingService) private readonly settings: SettingService,
    @Inject(LogService) private readonly log: LogService,
  ) {}

  /** @throws ApiError 400 for a range that cannot be, 409 while this person's last one runs, 429 where too many wait */
  async start(request: BacktestRequest, actor: string): Promise<BacktestAnswer> {
    const { maxDays, maxWaiting } = this.config.backtest;
    const { from, to } = request;
    if (from < 0) throw badRequest('body.from: ms since the epoch, not negative');
    if (from >= to) throw badRequest('body.from: must be before to');
    if (to > Date.now()) throw badRequest('body.to: must not be after now');
    if (to - from > maxDays * DAY) throw badRequest(`body.to: at most ${maxDays} days after from (BACKTEST_MAX_DAYS)`);
    const id = `b-${randomBytes(8).toString('hex')}`;
    const admission = await this.repository.admit(id, actor, request, maxWaiting);
    if (admission === 'busy')
      throw new ApiError(409, 'busy', 'your last backtest is not over: wait for it, or cancel it');
    if (admission === 'full')
      throw new ApiError(429, 'queue-full', `${maxWaiting} backtests run or wait already: try again later`, {}, RETRY);
    this.waiting.push({ id, request, progress: 0 });
    this.timer ??= setInterval(() => this.beat(), BEAT_MS);
    if (this.waiting.length === 1) this.running = this.next();
    return { id, state: 'running', progress: 0, request, error: null, result: null };
  }

  async list(actor: string): Promise<BacktestListAnswer> {
    return { backtests: await this.repository.listOf(actor, LISTED) };
  }

  /** @throws ApiError 404 */
  async answer(id: string): Promise<BacktestAnswer> {
    const found = await this.repository.load(id);
    if (found === null) throw notFound(`the backtest ${id}`);
    const { actor: _, ...answer } = found;
    return answer;
  }

  /** Ends it where it runs, wherever that is, and forgets it. @throws ApiError 404, and 403 where it is somebody else's */
  async cancel(id: string, session: Session): Promise<void> {
    const found = await this.repository.load(id);
    if (found === null) throw notFound(`the backtest ${id}`);
    if (found.actor !== session.user && session.role !== 'administrator')
      throw new ApiError(403, 'forbidden', `it is ${found.actor}'s backtest: only they or an administrator end it`);
    await this.repository.remove(id);
    this.beat();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    await this.beating;
    for (const { id } of this.waiting.splice(0))
      await this.finish(id, { error: 'the server was stopped; start it again' });
    this.child?.kill('SIGKILL');
    await this.running;
  }

  private async finish(id: string, outcome: Outcome): Promise<void> {
    await this.repository
      .finish(id, outcome)
      .catch((error: Error) => this.log.pino.warn({ reason: error.message }, 'the end of a backtest is not stored'));
  }

  /** Says that all of this process's backtests are alive; drops those that were cancelled. */
  private beat(): void {
    this.beating = this.beating
      .then(async () => {
        for (const item of [...this.waiting]) {
          if (await this.repository.keep(item.id, item.progress)) continue;
          const place = this.waiting.indexOf(item);
          if (place === 0) this.child?.kill('SIGKILL');
          else if (place > 0) this.waiting.splice(place, 1);
        }
      })
      .catch((error: Error) => this.log.pino.warn({ reason: error.message }, 'backtests could not be noted'));
  }

  /** Runs the first that waits, then the next. */
  private async next(): Promise<void> {
    const [item] = this.waiting;
    if (item === undefined) {
      if (this.timer !== null) clearInterval(this.timer);
      this.timer = null;
      return;
    }
    const outcome = await this.run(item).catch((error: Error) => ({ error: error.message }));
    await this.finish(item.id, outcome);
    if (this.waiting[0] === item) this.waiting.shift();
    await this.next();
  }

  private async run(item: Waiting): Promise<Outcome> {
    const { city, database, detection, backtest } = this.config;
    const order: StoredBacktestOrder = {
      database,
      job: {
        request: item.request,
        current: await this.settings.current(),
        timeZone: city.timeZone,
        holidays: detection.holidays,
        gapGraceMs: detection.gapGraceMs,
        peers: detection.peers,
        forecastModel: detection.forecast.model,
        correlation: detection.correlation,
        warmUpMs: backtest.warmUpDays * DAY,
        maxObservations: backtest.maxObservations,
        now: Date.now(),
      },
    };
    const child = fork(ENTRY, {
      execArgv: [`--max-old-space-size=${backtest.memoryMb}`],
      // It is told what it needs; the API's secrets are not for it.
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    this.child = child;
    return new Promise((resolve) => {
      let outcome: Outcome = {
        error: `it ended without an answer: most often it needs more memory than BACKTEST_MEMORY_MB (${backtest.memoryMb})`,
      };
      child.on('message', (said: Said) => {
        if ('progress' in said) item.progress = said.progress;
        else outcome = said;
      });
      child.on('error', (error) => (outcome = { error: error.message }));
      child.once('close', () => {
        this.child = null;
        resolve(outcome);
      });
      child.send(order);
    });
  }
}
