// Other people's pages: a host of its own for one page, and what a browser meets there.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { serve } from './server.mjs';

const KINDS = { html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', json: 'application/json' };

/** A folder on a port of its own, with the headers that `_headers` asks for embeds. */
export async function published(root) {
  return serve((request, response) => {
    const file = path.join(root, new URL(request.url, 'http://host').pathname);
    const isThere = existsSync(file);
    response.statusCode = isThere ? 200 : 404;
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    response.setHeader('Content-Type', KINDS[path.extname(file).slice(1)] ?? 'text/plain');
    response.end(isThere ? readFileSync(file) : '');
  });
}

/** A page of somebody else's on a port of its own; `pages` give its HTML, `policy` its content security policy. */
export async function elsewhere(pages, policy) {
  return serve((request, response) => {
    const page = pages[new URL(request.url, 'http://host').pathname.slice(1)];
    if (policy) response.setHeader('Content-Security-Policy', policy);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.statusCode = page === undefined ? 404 : 200;
    response.end(page ?? '');
  });
}

export const page = (body, head = '', attributes = 'lang="en"') =>
  `<!DOCTYPE html>\n<html ${attributes}>\n<head><meta charset="utf-8"><title>Host</title>${head}</head>\n<body><main><h1>Host</h1><h2>Part</h2>\n${body}\n</main></body></html>\n`;

/** Shows a host page; `run` gets the page, the requests that were sent and what the browser complained of. */
export async function visit(context, body, run, { policy, head, attributes } = {}) {
  const other = await elsewhere({ 'host.html': page(body, head, attributes) }, policy);
  const tab = await context.newPage();
  const requests = [];
  const faults = [];
  tab.on('request', (request) => requests.push(request.url()));
  tab.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  tab.on('pageerror', (error) => faults.push(String(error)));
  try {
    await tab.addInitScript(() => {
      window.told = [];
      for (const what of ['load', 'error']) addEventListener(`faqtual:${what}`, ({ detail }) => window.told.push({ what, ...detail }));
    });
    await tab.goto(`${other.base}host.html`, { waitUntil: 'load' });
    await run(tab, { requests, faults, other });
  } finally {
    await tab.close();
    await other.close();
  }
}

/** Waits until so many elements have loaded or failed. */
export const told = (tab, count) => tab.waitForFunction((wanted) => window.told.length >= wanted, count);

/** Waits until the frame is as high as what it holds, within two pixels. */
export const fits = async (tab, inside) => {
  let last;
  for (let turn = 0; turn < 300; turn += 1) {
    const wanted = await inside.evaluate(() => document.documentElement.getBoundingClientRect().height);
    const found = await tab.locator('iframe').evaluate((own) => own.clientHeight);
    last = `${found} for ${wanted}`;
    if (Math.abs(wanted - found) <= 2) return;
    await tab.evaluate(() => new Promise((resolve) => { requestAnimationFrame(resolve); }));
  }
  assert.fail(`the frame is ${last} high`);
};
