// Serves a folder as it is, on a free port of this machine.
import { createServer } from 'node:http';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
  '.bin': 'application/octet-stream',
};

/** Where a host that shows no .html leads: x.html to x, index.html and x/ likewise, a folder to its slash. */
function cleaned(folder, path) {
  if (path.endsWith('/index.html') || path.endsWith('/index')) return path.replace(/index(\.html)?$/, '');
  if (path.endsWith('.html')) return path.slice(0, -'.html'.length);
  if (!path.endsWith('/') && existsSync(join(folder, path, 'index.html'))) return `${path}/`;
  if (path !== '/' && path.endsWith('/') && existsSync(join(folder, `${path.slice(0, -1)}.html`))) return path.slice(0, -1);
  return path;
}

/**
 * `cut(bytes)` lets that many bytes more through and then breaks every line; `cut()` mends it.
 * With `clean` it shows pages without their .html, as some hosts do.
 */
export async function serve(folder, { clean = false } = {}) {
  let left = Infinity;
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
    if (clean && cleaned(folder, path) !== path) {
      response.writeHead(308, { location: cleaned(folder, path) });
      response.end();
      return;
    }
    try {
      const name = join(folder, path.endsWith('/') ? join(path, 'index.html') : path);
      const file = clean && !extname(name) ? `${name}.html` : name;
      const body = await readFile(file);
      const sent = Math.min(body.length, left);
      left -= sent;
      if (left === 0 && sent < body.length) {
        response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-length': body.length });
        response.write(body.subarray(0, sent), () => response.destroy());
        return;
      }
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', ...(clean ? { 'x-shown-as': path } : {}) });
      response.end(body);
    } catch {
      const missing = await readFile(join(folder, '404.html')).catch(() => '');
      response.writeHead(404, { 'content-type': TYPES['.html'] });
      response.end(missing);
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close(), cut: (bytes = Infinity) => { left = bytes; } };
}
