import type { Page } from 'playwright-core';

interface HeardWindow {
  citywatchHeard?: string[];
}

/** Notes every text that the page announces at once (role alert), as a screen reader would say it. */
export async function watchAnnouncements(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const heard = (window.citywatchHeard = []);
    const last = new WeakMap();
    const note = () => {
      for (const element of document.querySelectorAll('[role="alert"]')) {
        const text = element.textContent.trim();
        if (text !== '' && last.get(element) !== text) heard.push(text);
        last.set(element, text);
      }
    };
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true, characterData: true });
    note();
  })()`);
}

/** What was announced since, in order. */
export const announced = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as HeardWindow).citywatchHeard ?? []);
