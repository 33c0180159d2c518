import type { Page } from 'playwright-core';

interface SeenWindow {
  citywatchSeen?: Record<string, number>;
}

/** Notes in the page when each incident is first in the queue and first on the map; ms since the epoch. */
export async function watchIncidents(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const seen = (window.citywatchSeen = {});
    const note = () => {
      for (const element of document.querySelectorAll('[data-incident]')) {
        const where = element.closest('.callouts') ? 'map' : 'list';
        seen[where + ' ' + element.getAttribute('data-incident')] ??= Date.now();
      }
    };
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
    note();
  })()`);
}

/** When the incident first stood there, or undefined. */
export async function seenAt(page: Page, where: 'list' | 'map', incident: string): Promise<number | undefined> {
  const seen = await page.evaluate(() => (globalThis as SeenWindow).citywatchSeen ?? {});
  return seen[`${where} ${incident}`];
}
