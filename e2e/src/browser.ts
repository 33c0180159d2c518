import { PNG } from 'pngjs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** Software GL, and none of Chromium's own traffic: no network but the page's. */
const ARGUMENTS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    headless: true,
    args: ARGUMENTS,
  });

export interface View {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, uncaught exceptions and failed requests since the page was opened. */
  readonly errors: readonly string[];
}

export interface ViewOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly locale?: string;
}

/** A browser of its own (own cookies) with one page; every error that the page meets is collected. */
export async function openView(
  browser: Browser,
  { width = 1600, height = 1000, theme = 'dark', locale = 'en-US' }: ViewOptions = {},
): Promise<View> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    // Who is not signed in yet is told so by a 401, which Chromium always logs.
    const signedOut = message.text().includes('401') && message.location().url.endsWith('/api/session');
    if (message.type() === 'error' && !signedOut) errors.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A page that is left cancels what it was loading.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED')
      errors.push(`request: ${request.url()} ${request.failure()?.errorText}`);
  });
  return { page, context, errors };
}

/** Errors of a page but for those that an API which is killed under it always leaves. */
export const besidesLostLink = (errors: readonly string[]): string[] =>
  errors.filter((text) => !/ERR_CONNECTION_|ERR_EMPTY_RESPONSE|WebSocket|502/.test(text));

/** Share of pixels of a PNG that differ from its most frequent colour: 0 for an empty canvas. */
export function drawnShare(png: Buffer): number {
  const { data } = PNG.sync.read(png);
  const counts = new Map<number, number>();
  for (let i = 0; i < data.length; i += 4) {
    const colour = data.readUIntBE(i, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return 1 - Math.max(...counts.values()) / (data.length / 4);
}
