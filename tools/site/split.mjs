// The program in two parts: what the first page and the first question run, and the rest, which comes while they are read.
// Which functions those are is seen by running them: the program counts what it calls while a browser walks there.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const CHROMIUM = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
// It says that there are more provinces, so that what offers them is in the first part; what fetches them is not.
const PAGE = '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><meta name="mingbai-places" content="places.txt sha256-"><body><div id="app"></div><script src="look.js"></script><script src="glue.js"></script><script src="start.js"></script>';
const START = "wasm_bindgen({ module_or_path: fetch('counting.wasm') }).then(function (exports) { window.program = exports; });";

/** Splits `named` (a program with its names) into first.wasm and second.wasm in `work`. */
export async function split(named, glue, look, work) {
  const [counting, seen, first, second] = ['counting.wasm', 'seen', 'first.wasm', 'second.wasm'].map((it) => join(work, it));
  const run = (...words) => execFileSync('wasm-split', words, { stdio: ['ignore', 'inherit', 'inherit'] });
  run('--instrument', '--enable-mutable-globals', named, '-o', counting);
  const files = { '/': PAGE, '/look.js': look, '/glue.js': glue, '/start.js': START, '/counting.wasm': readFileSync(counting) };
  const walked = (await walks(files)).map((bytes, at) => {
    writeFileSync(`${seen}${at}`, bytes);
    return `${seen}${at}`;
  });
  run('--merge-profiles', ...walked, '-o', seen);
  run('--split', '-g', '--enable-mutable-globals', `--profile=${seen}`, named, '-o1', first, '-o2', second);
}

/** What was called on each walk: from the first page to the first question of both goals, and where an address opens that question at once. */
async function walks(files) {
  const types = { js: 'text/javascript', wasm: 'application/wasm' };
  const server = createServer((request, response) => {
    const name = new URL(request.url, 'http://x').pathname;
    response.writeHead(name in files ? 200 : 404, { 'content-type': types[name.split('.').pop()] ?? 'text/html; charset=utf-8' });
    response.end(files[name]);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  try {
    const seen = [];
    for (const [at, walk] of [['', fromHome], ['#pay/ask', sought], ['#scheme/ask', asked]]) {
      const page = await browser.newPage({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, locale: 'zh-CN' });
      page.on('pageerror', (error) => process.stderr.write(`${error.message}\n`));
      await page.goto(`http://127.0.0.1:${server.address().port}/${at}`);
      await walk(page);
      seen.push(Buffer.from(await page.evaluate(called)));
      await page.close();
    }
    return seen;
  } finally {
    await browser.close();
    server.close();
  }
}

// A busy machine takes its time to run what is put off.
const idle = (page) => page.waitForTimeout(300);

async function fromHome(page) {
  for (const door of [0, 1]) {
    await page.waitForSelector('main.home');
    await idle(page);
    await page.locator('a.door').nth(door).tap();
    await asked(page);
    await down(page);
    await page.setViewportSize(door ? { width: 360, height: 640 } : { width: 1280, height: 800 });
    await idle(page);
    await page.goBack();
  }
  await page.waitForSelector('main.home');
  await idle(page);
}

/** Every place, step by step and back again: a list that changes otherwise calls other code. A place that is an answer only waits. */
async function down(page) {
  const title = () => page.locator('.steps-down h2').textContent();
  const [here, places] = [await title(), page.locator('.steps-down .choices .choice')];
  for (let at = 0; at < (await places.count()); at += 1) {
    await places.nth(at).tap();
    await idle(page);
    if ((await title()) === here) continue;
    await down(page);
    await page.locator('.steps-down .back').tap();
    await idle(page);
  }
}

async function asked(page) {
  await page.waitForSelector('main #find');
  await idle(page);
  for (const typed of ['都昌', '都昌县', 'xs', 'xiushui', '360428', '火星', '市', 'x', 'xi', '秀', '']) {
    await page.fill('main #find', typed);
    await idle(page);
    // The tap that waits for the rest.
    if (typed === '都昌') await page.locator('.finder .choice', { hasText: '都昌县' }).first().tap();
    await page.evaluate('wasm_bindgen.waits()');
    if (typed === '都昌县') await page.press('main #find', 'Enter');
    await page.evaluate(method);
  }
}

/** In the page: an input method ends a word, and the page is turned to on the next day. */
function method() {
  const field = document.querySelector('main #find');
  field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }));
  field.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  const { Date } = window;
  window.Date = class extends Date {
    constructor() { super(Date.now() + 86_400_000); }
  };
  document.dispatchEvent(new Event('visibilitychange'));
  window.Date = Date;
}

/** One list after another, each after each: how a list is changed depends on what it was. */
async function sought(page) {
  await asked(page);
  const all = ['都昌', 'xiushui', 'xs', '市', 'shi', 'x', 'z', 'j', 'h', 'q', '3604', '火星', '😀', '秀', '江 西', 'Y', ''];
  for (const one of all) {
    for (const other of all) {
      await page.fill('main #find', one);
      await page.fill('main #find', other);
    }
  }
  await idle(page);
}

/** In the page: the program's own count. */
function called() {
  const { memory, __write_profile: write } = window.program;
  const at = memory.buffer.byteLength;
  memory.grow(16);
  const length = write(at, 16 * 65536);
  return Array.from(new Uint8Array(memory.buffer, at, length));
}
