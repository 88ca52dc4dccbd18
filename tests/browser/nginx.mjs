// The site behind nginx with serve/nginx.conf, on a free port: only folder, port and paths for an unprivileged run are put in.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sample = join(dirname(fileURLToPath(import.meta.url)), '../../serve/nginx.conf');

/** A port that nobody uses. */
export const free = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

export async function nginx(dist) {
  const port = await free();
  const work = mkdtempSync(join(tmpdir(), 'mingbai-nginx-'));
  const site = readFileSync(sample, 'utf8').replace('listen 80;', `listen 127.0.0.1:${port};`).replace('root /srv/mingbai;', `root ${dist};`);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((it) => `${it}_temp_path ${work}/${it};`).join('\n');
  writeFileSync(
    join(work, 'nginx.conf'),
    // The files belong to whoever built them, so its workers stay that person.
    `${process.getuid?.() === 0 ? 'user root;\n' : ''}worker_processes 1;\npid ${work}/pid;\nerror_log ${work}/error.log;\ninclude /etc/nginx/modules-enabled/*.conf;\nevents {}\nhttp {\n${paths}\n${site}\n}\n`,
  );
  const child = spawn('nginx', ['-c', join(work, 'nginx.conf'), '-e', join(work, 'error.log'), '-g', 'daemon off;'], { stdio: 'inherit' });
  return opened('nginx', port, child, work);
}

/** Waits until a server answers; closing it ends it and takes its folder away. */
export async function opened(name, port, child, work) {
  const address = `http://127.0.0.1:${port}/`;
  for (let tries = 0; ; tries += 1) {
    try {
      await fetch(address);
      break;
    } catch (error) {
      if (tries === 100 || child.exitCode !== null) throw new Error(`${name} 没有开起来：${error.message}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  return {
    address,
    close: async () => {
      child.kill('SIGTERM');
      await new Promise((done) => child.once('exit', done));
      rmSync(work, { recursive: true, force: true });
    },
  };
}
