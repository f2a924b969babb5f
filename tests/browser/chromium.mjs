// Real Chromium with an empty profile, and a watch over all that a page must not do.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const ARGUMENTS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** Opens a browser with what `options` ask of its pages; `close` ends it and throws its profile away. */
export async function open(options = {}) {
  const profile = await mkdtemp(path.join(tmpdir(), 'faqtual-chromium-'));
  const forget = () => rm(profile, { recursive: true, force: true, maxRetries: 5 });
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ARGUMENTS, timeout: 60_000,
      viewport: { width: 1280, height: 900 }, ...options,
    });
    context.setDefaultTimeout(20_000);
    return { context, close: () => context.close().finally(forget) };
  } catch (error) {
    await forget();
    throw error;
  }
}

/**
 * Notes each error on the console, each uncaught one, each breach of the content security policy and each request
 * that does not stay below `base`. To be called before the first page; the list grows.
 */
export async function watch(context, base) {
  const faults = [];
  const note = (page, fault) => faults.push(`${page?.url() ?? '?'}: ${fault}`);
  context.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type())) note(message.page(), `console: ${message.text()}`);
  });
  context.on('weberror', (error) => note(error.page(), `uncaught: ${error.error()}`));
  context.on('request', (request) => {
    if (!request.url().startsWith(base)) faults.push(`a request to ${request.url()}`);
  });
  // A request that goes on while the test goes to the next page is given up by the browser: no fault.
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    if (reason !== 'net::ERR_ABORTED') faults.push(`${request.url()}: ${reason}`);
  });
  await context.exposeBinding('faqtualBreach', ({ page }, what) => note(page, `policy: ${what}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.faqtualBreach(`${event.effectiveDirective} forbids ${event.blockedURI} ${event.sample}`);
    });
  });
  return faults;
}

/** Follows a link by a click, and arrives where it says. */
export async function follow(page, link) {
  const wanted = await link.evaluate((element) => element.href);
  await link.click();
  await page.waitForURL(wanted);
}

/** Waits until the element stands in the viewport and nothing covers its beginning. */
export async function assertInSight(page, selector) {
  const found = await page.waitForFunction((wanted) => {
    const element = document.querySelector(wanted);
    const { left, top, width, height } = element.getBoundingClientRect();
    if (!width || !height || top < 0 || top >= innerHeight || left < 0) return false;
    const above = document.elementFromPoint(left + Math.min(width / 2, 4), top + Math.min(height / 2, 4));
    return element.contains(above) || above?.contains(element);
  }, selector);
  assert.ok(await found.jsonValue());
}
