import type { Role } from '@citywatch/contracts';

/** Somebody signed in, as the guard and the sockets know them. */
export interface Session {
  /** SHA-256 of the token, hex: what the table and notifications hold. */
  readonly id: string;
  readonly user: string;
  readonly role: Role;
  readonly expiresAt: number;
}
