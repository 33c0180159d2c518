import {
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { may, type Permission } from '@citywatch/contracts';
import type { Request } from 'express';
import type * as z from 'zod';
import { SessionService } from '../auth/session.service.js';
import type { Session } from '../auth/session.js';
import { ApiError } from './api-error.js';
import type { ApiConfig } from './config.js';
import { cookieName, sessionToken } from './cookie.js';
import { parseInput } from './input.js';
import { originAllowed } from './origin.js';
import { API_CONFIG } from './tokens.js';

/** Who may use a route: anyone, anyone signed in, roles with (one of) the permissions, or also a scraper with the metrics token. */
export type Allow = 'anyone' | 'signed-in' | 'scraper' | Permission | readonly Permission[];

/** What a route says of itself: the guard, the input checks and the OpenAPI document all read this one. */
export interface RouteSpec {
  readonly allow: Allow;
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Schema of the answer, null for none, or the media type of one that is not JSON. */
  readonly answer: z.ZodType | null | string;
  /** Status of success; 200 by default. */
  readonly status?: number;
  /** Error statuses beside 400, 401 and 403. */
  readonly errors?: readonly number[];
}

const ROUTE = Symbol('RouteSpec');
export const Route = (spec: RouteSpec) => SetMetadata(ROUTE, spec);
export const routeSpec = (handler: object): RouteSpec | undefined =>
  Reflect.getMetadata(ROUTE, handler) as RouteSpec | undefined;

/** A request that the guard let through; session is there unless the route allows anyone. */
export interface ApiRequest extends Request {
  session?: Session;
}

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<ApiRequest>();

/** The signed-in person's session. */
export const CurrentSession = createParamDecorator(
  (_: unknown, context: ExecutionContext) => requestOf(context).session,
);

const checked = (where: 'query' | 'body' | 'params') =>
  createParamDecorator((_: unknown, context: ExecutionContext) => {
    const schema = routeSpec(context.getHandler())?.[where];
    if (schema === undefined)
      throw new Error(`${context.getHandler().name} takes its ${where} but gives no schema for it`);
    const request = requestOf(context);
    // What is not called JSON has not been read: all its fields would seem to be missing.
    if (where === 'body' && request.is('json') === false)
      throw new ApiError(415, 'not-json', 'send the body as JSON, with Content-Type: application/json');
    return parseInput(schema, request[where], where);
  });

/** The query, body or path, checked against the route's schema. */
export const Query = checked('query');
export const Body = checked('body');
export const Params = checked('params');

/** Denies by default: a route without @Route, or without a permission for the person's role, is not for them. */
@Injectable()
export class RouteGuard implements CanActivate {
  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(SessionService) private readonly sessions: SessionService,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Whoever sends over a socket was let in when it opened (live.adapter.ts), and is put out when the session ends.
    if (context.getType() === 'ws') return true;
    const spec = this.reflector.get<RouteSpec | undefined>(ROUTE, context.getHandler());
    if (spec === undefined) throw new ApiError(403, 'forbidden', 'this route names no permission');
    const request = requestOf(context);
    const token = sessionToken(request.headers.cookie, cookieName(this.config.session.secureCookie));
    const { origin, host } = request.headers;
    if (
      request.method !== 'GET' &&
      request.method !== 'HEAD' &&
      !originAllowed(origin, host, token !== null, this.config.allowedOrigins)
    )
      throw new ApiError(
        403,
        'wrong-origin',
        `requests from ${JSON.stringify(origin ?? 'no Origin')} are not taken here`,
      );
    if (spec.allow === 'anyone') return true;
    if (
      spec.allow === 'scraper' &&
      this.config.metricsToken !== '' &&
      request.headers.authorization === `Bearer ${this.config.metricsToken}`
    )
      return true;
    const session = token === null ? null : await this.sessions.find(token);
    if (session === null) throw new ApiError(401, 'not-signed-in', 'sign in first');
    request.session = session;
    if (!allowed(spec.allow, session)) throw new ApiError(403, 'forbidden', `the role ${session.role} may not do this`);
    return true;
  }
}

function allowed(allow: Allow, session: Session): boolean {
  if (allow === 'signed-in') return true;
  const permissions: readonly Permission[] =
    allow === 'scraper' ? ['read-health'] : typeof allow === 'string' ? [allow as Permission] : allow;
  return permissions.some((permission) => may(session.role, permission));
}
