// Pagefind over pages made from records: the index is made by its Node API, the queries run in real Chromium, because its
// own search is a browser module with WebAssembly.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { readFileSync, rmSync, mkdtempSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { close as closeService, createIndex } from 'pagefind';
import { chromium } from 'playwright-core';

/** Makes the index below `folder`; gives the seconds it took. */
export async function build(pages, folder) {
  const from = performance.now();
  const { index } = await createIndex({ forceLanguage: 'en' });
  for (const { url, content } of pages) await index.addHTMLFile({ url, content });
  await index.writeFiles({ outputPath: path.join(folder, 'pagefind') });
  await closeService();
  return (performance.now() - from) / 1000;
}

const KINDS = { '.js': 'text/javascript', '.html': 'text/html' };

/** A host of a folder that notes what it sends. */
export async function host(folder) {
  const sent = [];
  const server = createServer((request, response) => {
    const file = path.join(folder, decodeURIComponent(new URL(request.url, 'http://host').pathname));
    const isThere = existsSync(file) && path.extname(file) !== '';
    if (isThere) sent.push(file);
    response.setHeader('Content-Type', isThere ? (KINDS[path.extname(file)] ?? 'application/octet-stream') : 'text/html');
    response.end(isThere ? readFileSync(file) : '<!doctype html><html lang="en"><title>x</title>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { base: `http://127.0.0.1:${server.address().port}/`, sent, close };
}

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--headless', '--disable-gpu'] });

/** `search` gives the paths of what Pagefind finds, the best first. */
export async function start(pages, pathOf) {
  const folder = mkdtempSync(path.join(tmpdir(), 'faqtual-pagefind-'));
  await build(pages, folder);
  const own = await host(folder);
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(own.base);
  const search = async (text) => {
    const urls = await page.evaluate(async (query) => {
      window.pagefind ??= await import('/pagefind/pagefind.js');
      const { results } = await window.pagefind.search(query);
      return Promise.all(results.slice(0, 60).map(async (result) => (await result.data()).url));
    }, text);
    return urls.map(pathOf);
  };
  const close = async () => {
    await browser.close();
    own.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { search, close };
}
