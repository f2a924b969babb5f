// A static host on a free loopback port: serves the folder under a sub-path, with the headers of its own `_headers`.
import path from 'node:path';
import { serve } from './server.mjs';
import { bytes, files, text } from './site.mjs';

const KINDS = {
  html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', json: 'application/json',
  svg: 'image/svg+xml', csv: 'text/csv; charset=utf-8', txt: 'text/plain; charset=utf-8', xml: 'application/xml',
};
const served = new Set(files);

/** The rules of `_headers`: a path or a beginning of one, and the headers for it. */
function rules() {
  const found = [];
  for (const line of text('_headers').split('\n').filter((line) => line.trim() && !line.startsWith('#'))) {
    if (!/^\s/.test(line)) found.push({ place: line.trim(), headers: [] });
    else found.at(-1).headers.push(/^\s+([^:]+):\s*(.*)$/.exec(line).slice(1));
  }
  return found;
}

const holds = (place, file) => (place.endsWith('*') ? `/${file}`.startsWith(place.slice(0, -1)) : `/${file}` === place);

/**
 * Starts the host; `extra` are pages that are not of the folder, by name.
 * Gives the site's address, what was asked for in vain, and how to end it.
 */
export async function host(below, extra = {}) {
  const applied = rules();
  const failed = [];
  const { base, close } = await serve((request, response) => {
    const asked = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    const within = asked.startsWith(below) ? asked.slice(below.length) : undefined;
    const file = within === '' || within?.endsWith('/') ? `${within}index.html` : within;
    // As real hosts do, the headers of all rules that fit are joined.
    for (const [name, value] of applied.filter((rule) => holds(rule.place, file ?? '')).flatMap((rule) => rule.headers)) {
      response.setHeader(name, [response.getHeader(name), value].filter(Boolean).join(', '));
    }
    const found = file !== undefined && (file in extra || served.has(file));
    if (!found) failed.push(asked);
    response.statusCode = found ? 200 : 404;
    response.setHeader('Content-Type', KINDS[found ? path.extname(file).slice(1) : 'html'] ?? 'application/octet-stream');
    response.end(found ? (extra[file] ?? bytes(file)) : bytes('404.html'));
  });
  return { base: base + below.slice(1), failed, close };
}
