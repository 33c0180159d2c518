import type { Page } from 'playwright-core';
import type { System } from './system.js';

export const ADMINISTRATOR = { name: 'Test administrator', password: 'correct horse battery' };

/** Uses the one-time link as the first administrator would; ends on the live map. */
export async function enrolFirst(page: Page, system: System): Promise<void> {
  await page.goto(system.adminLink());
  await page.locator('#enrol-name').fill(ADMINISTRATOR.name);
  await page.locator('#enrol-password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.locator('.legend').waitFor();
}

/** Signs in by the form and ends where `path` leads. */
export async function signIn(page: Page, system: System, path = '/live'): Promise<void> {
  await page.goto(new URL(path, system.url).toString());
  await page.locator('#sign-in-name').fill(ADMINISTRATOR.name);
  await page.locator('#sign-in-password').fill(ADMINISTRATOR.password);
  await page.locator('button[type=submit]').click();
  await page.locator('#sign-in-name').waitFor({ state: 'detached' });
}
