import 'reflect-metadata';
import { createPool } from '@citywatch/timescale';
import { parseApiConfig } from './api/config.js';
import { AccountRepository } from './auth/account.repository.js';
import { newToken, tokenHash } from './auth/secret.service.js';

// Prints a new one-time link for a user, for when the only administrator has lost the password. Who can run it holds the
// database's password anyway. Takes the API's environment.
const name = process.argv[2];
if (name === undefined || name.startsWith('-')) {
  process.stderr.write(
    'node backend/dist/main-link.js NAME   prints a one-time link with which NAME sets a new password\n',
  );
  process.exit(2);
}
try {
  const config = parseApiConfig(process.env);
  const pool = createPool({ ...config.database, max: 1, applicationName: 'citywatch-link' });
  const token = newToken();
  const expiresAt = await new AccountRepository(pool).insertEnrolment(
    tokenHash(token),
    name,
    config.session.enrolmentMs,
  );
  await pool.end();
  if (expiresAt === null) throw new Error(`There is no user ${name}; names are written as in the list of users.`);
  const link = new URL(`/enrol?token=${token}`, config.publicUrl).href;
  process.stdout.write(`${link}\nValid once, until ${new Date(expiresAt).toISOString()}.\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
