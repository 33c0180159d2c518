import { Inject, Injectable } from '@nestjs/common';
import type { ApiConfig } from '../api/config.js';
import { API_CONFIG } from '../api/tokens.js';
import { newToken, tokenHash } from './secret.service.js';
import type { Session } from './session.js';
import { SessionRepository } from './session.repository.js';

/** Server-side sessions: the browser holds a random token, the table its hash. */
@Injectable()
export class SessionService {
  private readonly touching = new Set<string>();

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(SessionRepository) private readonly repository: SessionRepository,
  ) {}

  /** Signs somebody in; the token goes into the cookie and nowhere else. */
  async open(user: string): Promise<string> {
    const token = newToken();
    const { idleMs, absoluteMs } = this.config.session;
    await this.repository.insertSession(tokenHash(token), user, idleMs, absoluteMs);
    return token;
  }

  /** The session of a token, or null where it is over, unknown, or its user disabled. Being found keeps it alive. */
  async find(token: string): Promise<Session | null> {
    const found = await this.repository.loadSession(tokenHash(token));
    if (found === null) return null;
    const { id } = found.session;
    if (found.stale && !this.touching.has(id)) {
      // A page that loads asks for many things at once: one of them is enough, the others would queue for the row.
      this.touching.add(id);
      await this.touch([id]).finally(() => this.touching.delete(id));
    }
    return found.session;
  }

  /** Those of the sessions that still count. An open socket keeps its session alive, up to the absolute limit. */
  async stillValid(ids: readonly string[]): Promise<Session[]> {
    const sessions = await this.repository.validSessions(ids);
    if (sessions.length > 0) await this.touch(sessions.map(({ id }) => id));
    return sessions;
  }

  close(session: Session): Promise<void> {
    return this.repository.deleteSession(session.id);
  }

  deleteExpired(): Promise<void> {
    return this.repository.deleteExpired();
  }

  private touch(ids: readonly string[]): Promise<void> {
    return this.repository.touchSessions(ids, this.config.session.idleMs, this.config.session.absoluteMs);
  }
}
