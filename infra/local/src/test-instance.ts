import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, settings } from './config.js';
import { down, up, type Urls } from './instance.js';
import { ownProcess } from './records.js';
import { instancePaths } from './settings.js';
import { enter, leave } from './users.js';

const instance = 'test';
const usersDir = join(instancePaths(root, instance).dir, 'users');

/** Joins the instance of the tests, which is started by the first who comes. */
export async function enterTestInstance(): Promise<Urls> {
  enter(usersDir);
  return (await up(settings, instance, ownProcess())).urls;
}

/** Leaves it; it ends with the last who uses it, unless it was started by hand (`stack up --instance test`). */
export async function leaveTestInstance(): Promise<void> {
  if (!existsSync(usersDir)) return;
  await down(settings, instance, (records) => leave(usersDir) && records.some((record) => record.owner !== undefined));
}
