import {
  EnrolRequest,
  SignInRequest,
  type EnrolmentCheckAnswer,
  type Role,
  type SessionAnswer,
} from '@citywatch/contracts';
import { Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import * as z from 'zod';
import * as answers from '../api/answers.js';
import { ApiError } from '../api/api-error.js';
import type { ApiConfig } from '../api/config.js';
import { cookieName, sessionCookie, sessionToken } from '../api/cookie.js';
import { Body, CurrentSession, Query, Route, type ApiRequest } from '../api/route.guard.js';
import { API_CONFIG } from '../api/tokens.js';
import { AccountService } from './account.service.js';
import type { Session } from './session.js';
import { SessionService } from './session.service.js';

const LinkQuery = z.object({ token: z.string().min(20).max(128) });

/** Signing in and out, and using a one-time link. */
@Controller('api')
export class SessionController {
  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(AccountService) private readonly accounts: AccountService,
    @Inject(SessionService) private readonly sessions: SessionService,
  ) {}

  @Get('session')
  @Route({ allow: 'signed-in', summary: 'Who is signed in, and the city', answer: answers.session })
  current(@CurrentSession() session: Session): SessionAnswer {
    return this.answer(session.user, session.role);
  }

  @Post('session')
  @HttpCode(200)
  @Route({
    allow: 'anyone',
    summary: 'Sign in; sets the session cookie',
    body: SignInRequest,
    answer: answers.session,
    errors: [429],
  })
  async signIn(
    @Body() body: z.infer<typeof SignInRequest>,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionAnswer> {
    const { name, role } = await this.accounts.checkPassword(body.name, body.password, request.ip ?? 'unknown');
    await this.open(name, request, response);
    return this.answer(name, role);
  }

  @Delete('session')
  @HttpCode(204)
  @Route({ allow: 'signed-in', summary: 'Sign out: the session and its sockets end', answer: null, status: 204 })
  async signOut(@CurrentSession() session: Session, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.close(session);
    response.setHeader('Set-Cookie', sessionCookie(null, this.config.session.secureCookie, 0));
  }

  @Get('enrolment')
  @Route({
    allow: 'anyone',
    summary: 'What a one-time link is good for',
    query: LinkQuery,
    answer: answers.enrolmentCheck,
    errors: [404],
  })
  checkLink(@Query() query: z.infer<typeof LinkQuery>): Promise<EnrolmentCheckAnswer> {
    return this.accounts.checkLink(query.token);
  }

  @Post('enrolment')
  @HttpCode(200)
  @Route({
    allow: 'anyone',
    summary: 'Use a one-time link: set name and password, and sign in',
    body: EnrolRequest,
    answer: answers.session,
    errors: [404, 409],
  })
  async enrol(
    @Body() body: z.infer<typeof EnrolRequest>,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionAnswer> {
    const name = await this.accounts.enrol(body.token, body.name, body.password);
    const token = await this.open(name, request, response);
    const session = await this.sessions.find(token);
    if (session === null) throw new ApiError(403, 'forbidden', 'this account is disabled; ask an administrator');
    return this.answer(name, session.role);
  }

  /** A new session, always with a new token; one that the browser brought along ends. */
  private async open(name: string, request: ApiRequest, response: Response): Promise<string> {
    const { secureCookie, absoluteMs } = this.config.session;
    const old = sessionToken(request.headers.cookie, cookieName(secureCookie));
    const oldSession = old === null ? null : await this.sessions.find(old);
    if (oldSession !== null) await this.sessions.close(oldSession);
    const token = await this.sessions.open(name);
    response.setHeader('Set-Cookie', sessionCookie(token, secureCookie, absoluteMs));
    return token;
  }

  private answer(name: string, role: Role): SessionAnswer {
    return { user: { name, role }, city: this.config.city };
  }
}
