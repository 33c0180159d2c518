import type { Page } from 'playwright-core';
import type { System } from './system.js';

export const ADMINISTRATOR = { name: 'Test administrator', password: 'correct horse battery' };

/** Uses the one-time link as the first administrator would; ends on the live map. */
export async function enrolFirst(page: Page, system: System): Promise<void> {
  await page.goto(system.adminLink());
  await page.locator('#enrol-name').fill(ADMINISTRATOR.name);
  await choosePassword(page);
}

/** The administrator adds an operator on the users screen; gives the link with which that person enrols. */
export async function inviteOperator(page: Page, system: System, name: string): Promise<string> {
  await page.goto(new URL('/users', system.url).toString());
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Add user' }).click();
  return page.locator('#one-time-link').inputValue();
}

/** Uses the one-time link of a person whose name is given; ends on the live map. */
export async function enrolInvited(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await choosePassword(page);
}

async function choosePassword(page: Page): Promise<void> {
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
