import { createHash, randomBytes } from 'node:crypto';
import { hash, verify, type Options } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';

/** OWASP's first choice for argon2id: 19 MiB, 2 passes, 1 lane (about 25 ms). The library's default algorithm is argon2id. */
const ARGON2: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A new 256-bit token, base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What is stored of a token. It is random and long, so a plain hash is enough. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Passwords in and out of argon2id. */
@Injectable()
export class SecretService {
  /** Hash of a password that nobody has: checked where there is none, so that a name's existence does not show in the time. */
  private readonly decoy = hash(newToken(), ARGON2);

  hashPassword(password: string): Promise<string> {
    return hash(password.normalize('NFC'), ARGON2);
  }

  /** Whether the password belongs to the hash; a null hash never matches and takes as long. */
  async verifyPassword(stored: string | null, password: string): Promise<boolean> {
    const matches = await verify(stored ?? (await this.decoy), password.normalize('NFC'));
    return matches && stored !== null;
  }
}
