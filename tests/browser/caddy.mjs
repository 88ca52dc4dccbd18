// The site behind Caddy with serve/Caddyfile, on a free port: only folder and port are put in, and it asks nobody for a certificate.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { free, opened } from './nginx.mjs';

const sample = join(dirname(fileURLToPath(import.meta.url)), '../../serve/Caddyfile');

export async function caddy(dist) {
  const port = await free();
  const work = mkdtempSync(join(tmpdir(), 'mingbai-caddy-'));
  const site = readFileSync(sample, 'utf8').replace(/^:80 /m, `http://127.0.0.1:${port} `).replace('root * /srv/mingbai', `root * ${dist}`);
  const file = join(work, 'Caddyfile');
  writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n}\n${site}`);
  const child = spawn('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], { stdio: ['ignore', 'ignore', 'ignore'], env: { ...process.env, HOME: work, XDG_DATA_HOME: work, XDG_CONFIG_HOME: work } });
  return opened('caddy', port, child, work);
}
