import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@citywatch/contracts';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { parseApiConfig, type ApiConfig } from '../src/api/config.js';
import { startApi } from '../src/api/create-api.module.js';
import { AccountService } from '../src/auth/account.service.js';
import { LiveSocket } from './live-socket.js';

// Real services on a busy machine; a test waits for conditions, so time it does not need costs nothing.
jest.setTimeout(60_000);

export const PASSWORD = 'a long enough password';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

/** A browser of one person: it keeps the cookie and says where its requests come from. */
export class Browser {
  cookie = '';

  constructor(readonly url: string) {}

  async request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: 'manual',
      headers: {
        origin: new URL(this.url).origin,
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const set = response.headers.getSetCookie()[0];
    if (set !== undefined) this.cookie = set.includes('Max-Age=0') ? '' : set.split(';')[0];
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') && text !== '';
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  }

  get = (path: string, headers?: Record<string, string>) => this.request('GET', path, undefined, headers);
  post = (path: string, body?: unknown) => this.request('POST', path, body);

  /** A live socket with this browser's cookie, opened by a page of `origin`; resolves when it is open. */
  live({ origin = new URL(this.url).origin, path = '/api/live' } = {}): Promise<LiveSocket> {
    const address = new URL(path, this.url.replace(/^http/, 'ws'));
    return LiveSocket.open(new WebSocket(address, { headers: { cookie: this.cookie, origin } }));
  }
}

export interface TestApi {
  readonly app: NestExpressApplication;
  readonly config: ApiConfig;
  readonly url: string;
  /** Somebody of this role, enrolled and signed in. */
  person(role: Role, name?: string): Promise<Browser>;
  stop(): Promise<void>;
}

/** The whole API on a free port. `env` is over the defaults of a test. */
export async function startTestApi(env: Record<string, string>): Promise<TestApi> {
  const folder = mkdtempSync(join(tmpdir(), 'citywatch-api-'));
  const config = parseApiConfig({
    API_PORT: '0',
    LOG_LEVEL: 'silent',
    LIVE_TICK_MS: '50',
    LIVE_POLL_MS: '200',
    FIRST_ADMIN_LINK_FILE: join(folder, 'link'),
    ...env,
  });
  const app = await startApi(config);
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    app,
    config,
    url,
    async person(role, name = `${role} ${Math.random().toString(36).slice(2, 8)}`) {
      const accounts = app.get(AccountService);
      const { path } = await accounts.createUser(name, role);
      const browser = new Browser(url);
      const token = new URL(path, url).searchParams.get('token');
      const answer = await browser.post('/api/enrolment', { token, name, password: PASSWORD });
      if (answer.status !== 200) throw new Error(`enrolling ${name}: ${JSON.stringify(answer.body)}`);
      return browser;
    },
    async stop() {
      await app.close();
      rmSync(folder, { recursive: true });
    },
  };
}
