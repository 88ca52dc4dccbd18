// Chromium 73 and 78, as npm carries them: phones of 2019. They are driven over a pipe with a few words of their protocol.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { coded, command } from './walk.mjs';

const VISIT = {
  date: '2020-06-01',
  insured_in: '都昌县',
  care: 'inpatient',
  grade: 'tertiary',
  tier: 'city',
  place: 'same_prefecture',
  referred: true,
  person: { groups: { 建档立卡贫困人口: true } },
  bill: { total: '50000', in_scope: '42000' },
};

/** The browser of this package, unpacked once beside it. */
function unpacked(name) {
  const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  const packed = readdirSync(join(folder, 'bin')).find((it) => it.startsWith('chromium'));
  const program = join(folder, 'bin', 'unpacked', 'chromium');
  if (!existsSync(program)) {
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(`${program}.part`, brotliDecompressSync(readFileSync(join(folder, 'bin', packed))), { mode: 0o755 });
    renameSync(`${program}.part`, program);
  }
  return program;
}

/** A page of that browser: `go`, `run` (an expression), `until` (an expression that must become true). */
export async function start(name) {
  const home = mkdtempSync(join(tmpdir(), 'mingbai-'));
  const child = spawn(
    unpacked(name),
    ['--headless', '--no-sandbox', '--single-process', '--no-zygote', '--disable-gpu', '--no-first-run', '--remote-debugging-pipe', `--user-data-dir=${home}`, '--window-size=360,640'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: home } },
  );
  const waiting = new Map();
  const wrong = [];
  let last = 0;
  let rest = '';
  child.stdio[4].setEncoding('utf8').on('data', (text) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop();
    for (const part of parts) {
      const message = JSON.parse(part);
      if (message.method === 'Runtime.exceptionThrown') wrong.push(message.params.exceptionDetails.exception?.description ?? message.params.exceptionDetails.text);
      if (message.method === 'Log.entryAdded' && message.params.entry.level === 'error') wrong.push(message.params.entry.text);
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
    }
  });
  child.stdio[3].on('error', () => {});
  let session;
  const send = (method, params = {}) =>
    new Promise((done, fail) => {
      last += 1;
      const timer = setTimeout(() => fail(new Error(`${name}：${method} 没有回音`)), 120_000);
      waiting.set(last, (message) => {
        clearTimeout(timer);
        if (message.error) fail(new Error(`${method}：${message.error.message}`));
        else done(message.result);
      });
      child.stdio[3].write(`${JSON.stringify({ id: last, method, params, ...(session ? { sessionId: session } : {}) })}\0`);
    });
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  session = (await send('Target.attachToTarget', { targetId, flatten: true })).sessionId;
  for (const part of ['Page', 'Runtime', 'Log']) await send(`${part}.enable`);
  const run = async (expression) => (await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })).result.value;
  return {
    wrong,
    run,
    go: (url) => send('Page.navigate', { url }),
    until: async (expression) => {
      for (const end = Date.now() + 120_000; Date.now() < end; await new Promise((done) => setTimeout(done, 50))) {
        if (await run(expression)) return;
      }
      throw new Error(`等不到 ${expression}；页上是：${await run('document.body.innerText.slice(0, 300)')}；${wrong.join('；')}`);
    },
    close: () => {
      child.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export function old(test, { binary }) {
  for (const version of [73, 78]) {
    test(`Chromium ${version}：打开，点一下，算出来的和命令一样`, {}, async (_, address) => {
      const page = await start(`chromium-${version}`);
      try {
        await page.go(address);
        await page.until(`navigator.userAgent.includes('Chrome/${version}.') && !!document.querySelector('#app > main.home')`);
        await page.run(`document.querySelector('a.door').click()`);
        await page.until(`!!document.querySelector('#app > .columns #find')`);
        await page.run(`location.hash = ${JSON.stringify(`pay/result/${coded(VISIT)}`)}`);
        await page.until(`!!document.querySelector('main [data-low]')`);
        const shown = await page.run(`(({ low, high }) => ({ low, high }))(document.querySelector('main [data-low]').dataset)`);
        assert.deepEqual(shown, command(binary, VISIT).estimate);
        assert.deepEqual(page.wrong, []);
      } finally {
        page.close();
      }
    });
  }
}
