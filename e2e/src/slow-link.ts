import type { Page } from 'playwright-core';

/** A page whose news of incidents can be held back, as on a slow link; all else goes on. */
export interface SlowLink {
  hold(): void;
  /** Lets through what was held back, in order. */
  release(): void;
}

/** Sets it up; call it before the page is opened. */
export async function slowLink(page: Page): Promise<SlowLink> {
  let held: (() => void)[] | null = null;
  await page.routeWebSocket(/\/api\/live/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const pass = () => socket.send(message);
      if (held !== null && typeof message === 'string' && message.includes('"type":"incident"')) held.push(pass);
      else pass();
    });
  });
  return {
    hold: () => (held = []),
    release: () => {
      const waiting = held ?? [];
      held = null;
      for (const pass of waiting) pass();
    },
  };
}
