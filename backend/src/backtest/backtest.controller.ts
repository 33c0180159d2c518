import { BacktestRequest, type BacktestAnswer, type BacktestListAnswer } from '@citywatch/contracts';
import { Controller, Delete, Get, HttpCode, Inject, Post } from '@nestjs/common';
import * as z from 'zod';
import { Body, CurrentSession, Params, Route } from '../api/route.guard.js';
import * as answers from '../api/trust-answers.js';
import type { Session } from '../auth/session.js';
import { BacktestService } from './backtest.service.js';

const BacktestPath = z.object({ id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'the id of a backtest') });

@Controller('api/backtests')
export class BacktestController {
  constructor(@Inject(BacktestService) private readonly service: BacktestService) {}

  @Post()
  @HttpCode(202)
  @Route({
    allow: 'tune-detection',
    summary: 'Runs a changed setting beside the one in force over stored history; ask for the answer with its id',
    body: BacktestRequest,
    answer: answers.backtest,
    status: 202,
    errors: [409, 429],
  })
  start(@Body() request: BacktestRequest, @CurrentSession() session: Session): Promise<BacktestAnswer> {
    return this.service.start(request, session.user);
  }

  @Get()
  @Route({
    allow: 'tune-detection',
    summary: 'One’s own backtests, newest first',
    answer: answers.backtestList,
  })
  list(@CurrentSession() session: Session): Promise<BacktestListAnswer> {
    return this.service.list(session.user);
  }

  @Get(':id')
  @Route({
    allow: 'tune-detection',
    summary: 'How far a backtest is, and what came of it',
    params: BacktestPath,
    answer: answers.backtest,
    errors: [404],
  })
  one(@Params() { id }: z.infer<typeof BacktestPath>): Promise<BacktestAnswer> {
    return this.service.answer(id);
  }

  @Delete(':id')
  @HttpCode(204)
  @Route({
    allow: 'tune-detection',
    summary: 'Cancels one’s own backtest, or forgets it; administrators anybody’s',
    params: BacktestPath,
    answer: null,
    status: 204,
    errors: [404],
  })
  cancel(@Params() { id }: z.infer<typeof BacktestPath>, @CurrentSession() session: Session): Promise<void> {
    return this.service.cancel(id, session);
  }
}
