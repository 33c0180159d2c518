import { unlink, writeFile } from 'node:fs/promises';
import {
  ROLES,
  may,
  type EnrolmentAnswer,
  type EnrolmentCheckAnswer,
  type Role,
  type UserAnswer,
} from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { ApiError, notFound } from '../api/api-error.js';
import type { ApiConfig } from '../api/config.js';
import { LogService } from '../api/log.service.js';
import { API_CONFIG } from '../api/tokens.js';
import { AccountRepository } from './account.repository.js';
import { newToken, SecretService, tokenHash } from './secret.service.js';
import { Throttle } from './throttle.js';

const linkPath = (token: string): string => `/enrol?token=${token}`;
/** Said for a wrong name, a wrong password and a disabled account alike: the answer tells nothing about who exists. */
const wrongPassword = () => new ApiError(401, 'wrong-password', 'that name and password do not match');

/** Accounts: signing in, one-time links, and what administrators do with users. */
@Injectable()
export class AccountService {
  private readonly throttle: Throttle;

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(AccountRepository) private readonly repository: AccountRepository,
    @Inject(SecretService) private readonly secrets: SecretService,
    @Inject(LogService) private readonly log: LogService,
  ) {
    const { signInWindowMs, signInAttempts, signInAttemptsPerAddress } = config.session;
    this.throttle = new Throttle({
      windowMs: signInWindowMs,
      attempts: signInAttempts,
      attemptsPerAddress: signInAttemptsPerAddress,
    });
  }

  /** @throws ApiError 401 where name and password do not match, 429 after too many tries */
  async checkPassword(name: string, password: string, address: string): Promise<{ name: string; role: Role }> {
    const wait = this.throttle.waitMs(name, address, Date.now());
    if (wait > 0) {
      const seconds = Math.ceil(wait / 1_000);
      throw new ApiError(
        429,
        'too-many-attempts',
        `too many tries; wait ${seconds} s`,
        {},
        { 'Retry-After': String(seconds) },
      );
    }
    // Counted before the answer is known: tries that run side by side must not get past the limit.
    this.throttle.failed(name, address, Date.now());
    const credentials = await this.repository.loadCredentials(name);
    if (!(await this.secrets.verifyPassword(credentials?.hash ?? null, password)) || credentials === null) {
      this.log.pino.warn({ name, address }, 'sign-in refused');
      throw wrongPassword();
    }
    this.throttle.succeeded(name, address);
    return { name: credentials.name, role: credentials.role };
  }

  listUsers(): Promise<UserAnswer[]> {
    return this.repository.listUsers();
  }

  listAssignees(): Promise<{ name: string; role: Role }[]> {
    return this.repository.listAssignees(ROLES.filter((role) => may(role, 'acknowledge')));
  }

  /** @throws ApiError 409 where the name is taken */
  async createUser(name: string, role: Role): Promise<EnrolmentAnswer> {
    if (!(await this.repository.insertUser(name, role)))
      throw new ApiError(409, 'name-taken', `there is already a user ${name}`);
    return this.newLink(name);
  }

  /** @throws ApiError 404, or 409 where nobody would be left to manage users */
  async updateUser(name: string, change: { role?: Role; disabled?: boolean }): Promise<UserAnswer> {
    const user = await this.repository.updateUser(name, change);
    if (user === 'unknown') throw notFound(`the user ${name}`);
    if (user === 'last-administrator')
      throw new ApiError(409, 'last-administrator', `${name} is the last administrator; make another one first`);
    return user;
  }

  /** A new one-time link for somebody, to start with or because the password is lost. @throws ApiError 404 */
  async newLink(name: string): Promise<EnrolmentAnswer> {
    const token = newToken();
    const expiresAt = await this.repository.insertEnrolment(tokenHash(token), name, this.config.session.enrolmentMs);
    if (expiresAt === null) throw notFound(`the user ${name}`);
    return { path: linkPath(token), expiresAt };
  }

  /** @throws ApiError 404 where the link is unknown, used or over */
  async checkLink(token: string): Promise<EnrolmentCheckAnswer> {
    const enrolment = await this.repository.loadEnrolment(tokenHash(token));
    if (enrolment === null) throw new ApiError(404, 'link-over', 'this link is not good any more; ask for a new one');
    return enrolment;
  }

  /** Uses a link. @returns the name to sign in as */
  async enrol(token: string, name: string, password: string): Promise<string> {
    // Before the costly hash: a made-up token must not cost 19 MiB and 25 ms.
    const link = await this.checkLink(token);
    if (link.name !== null && link.name !== name)
      throw new ApiError(400, 'bad-request', `body.name: this link is for ${link.name}`);
    const used = await this.repository.useEnrolment(tokenHash(token), name, await this.secrets.hashPassword(password));
    if (used === 'unknown') throw new ApiError(404, 'link-over', 'this link is not good any more; ask for a new one');
    if (used === 'name-taken') throw new ApiError(409, 'name-taken', `there is already a user ${name}`);
    if (link.name === null) await this.removeLinkFile();
    return used.name;
  }

  /** At the start with no administrator: a link for the first one, valid a day. */
  async offerFirstLink(): Promise<void> {
    const token = newToken();
    if (!(await this.repository.insertFirstEnrolment(tokenHash(token), this.config.session.enrolmentMs))) {
      await this.removeLinkFile();
      return;
    }
    const link = new URL(linkPath(token), this.config.publicUrl).href;
    const file = this.config.session.firstAdminLinkFile;
    if (file === '')
      process.stdout.write(
        `No user yet. Make the first administrator, once, within ${this.config.session.enrolmentMs / 3_600_000} h: ${link}\n`,
      );
    else {
      await this.removeLinkFile();
      await writeFile(file, `${link}\n`, { mode: 0o600, flag: 'wx' });
      this.log.pino.info({ file }, 'no user yet: the link for the first administrator is in this file');
    }
  }

  private async removeLinkFile(): Promise<void> {
    const file = this.config.session.firstAdminLinkFile;
    if (file !== '')
      await unlink(file).catch((error: NodeJS.ErrnoException) =>
        error.code === 'ENOENT' ? undefined : Promise.reject(error),
      );
  }
}
