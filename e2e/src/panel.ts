import type { Locator, Page } from 'playwright-core';

/** The incident panel, as an operator uses it. */
export class Panel {
  readonly root: Locator;

  constructor(private readonly page: Page) {
    this.root = page.getByRole('complementary', { name: 'Incident', exact: true });
  }

  /** Opens it by its card in the queue. */
  async open(incident: string): Promise<void> {
    await this.page.locator(`article[data-incident="${incident}"] button.open`).click();
    await this.root.waitFor();
  }

  button(name: string | RegExp, pressed?: boolean): Locator {
    return this.root.getByRole('button', { name, pressed });
  }

  says(text: string | RegExp): Locator {
    return this.root.getByText(text).first();
  }

  /** An act of its menu, by the beginning of its name. */
  async act(name: string): Promise<void> {
    await this.button('More acts').click();
    await this.page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click();
  }

  /** Merges another incident, by its number, into the shown one. */
  async merge(number: number): Promise<void> {
    await this.act('Merge');
    const choice = this.root.locator('label').filter({ hasText: new RegExp(`INC-${number}(?!\\d)`) });
    await choice.getByRole('radio').check();
    await this.button(/^Merge INC-/).click();
  }
}
