// How long until the first question can be answered, and after how many bytes: this site beside two
// pages that do far less. Slow 4G as Lighthouse sets it, the processor four times slower, behind
// nginx with serve/nginx.conf, everything packed by brotli. Prints a table; judges nothing.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { PHONE, open } from './browser.mjs';
import { nginx } from './nginx.mjs';

const ROUNDS = 5;
const SLOWED = 4;
// Lighthouse's slow 4G, where the browser itself is held back.
const LINE = { offline: false, latency: 562.5, downloadThroughput: (1474.56 * 1024) / 8, uploadThroughput: (675 * 1024) / 8 };

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const dist = resolve(process.env.DIST ?? join(root, 'dist'));

const QUESTION = '医保在哪里交的？';
const HELP = '看医保卡或缴费记录，不是看病的地方。';
/** The first screen as this site has it, drawn by Preact; behind its doors one question with one field. */
const PREACT = `
import { h, render } from 'preact';
import { useState } from 'preact/hooks';
function Home() {
  return h('main', { class: 'home' }, h('h1', { class: 'brand' }, '明白账'),
    h('nav', { class: 'doors' },
      h('a', { class: 'door', href: '#pay/ask' }, h('strong', null, '我要付多少'), h('span', null, '这次看病自己付多少，别人付多少')),
      h('a', { class: 'door', href: '#scheme/ask' }, h('strong', null, '哪个政策管我'), h('span', null, '大病、慢病、困难人群，有没有政策'))),
    h('p', { class: 'quiet' }, '不知道的可以不答，先给一个范围。'), h('p', { class: 'quiet' }, '您填的只留在这台设备上，不上传。'));
}
function Ask() {
  const [typed, set] = useState('');
  return h('main', { class: 'main' }, h('h1', null, '${QUESTION}'), h('p', { class: 'help' }, '${HELP}'),
    h('div', { class: 'field' }, h('input', { id: 'find', onInput: (event) => set(event.target.value) }), h('p', { class: 'says' }, typed && '打的是 ' + typed)));
}
const draw = () => render(h(location.hash.length > 1 ? Ask : Home), document.getElementById('app'));
addEventListener('hashchange', draw);
draw();
`;
/** A page that loads publicodes and one rule; what is typed is an amount it reckons with. */
const PUBLICODES = `
import Engine from 'publicodes';
const engine = new Engine({ total: { 'par défaut': '0 €' }, pays: 'total * 40%' });
document.getElementById('app').innerHTML = '<main class="main"><h1>一共多少钱？</h1><div class="field"><input id="find"><p class="says"></p></div></main>';
document.getElementById('find').addEventListener('input', (event) => {
  engine.setSituation({ total: (parseInt(event.target.value, 10) || 1000) + ' €' });
  document.querySelector('.says').textContent = '自付 ' + engine.evaluate('pays').nodeValue;
});
`;

/** A folder with one page and its packed files. */
async function rival(work, name, source) {
  const folder = join(work, name);
  mkdirSync(folder);
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: dirname(fileURLToPath(import.meta.url)) },
    bundle: true, minify: true, write: false, format: 'iife', target: 'es2018', logLevel: 'error',
  });
  const html = '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>明白账</title><link rel="stylesheet" href="styles.css"><script defer src="page.js"></script><body><div id="app"></div>';
  const files = { 'index.html': html, 'page.js': outputFiles[0].contents, 'styles.css': readFileSync(join(root, 'public/styles.css')) };
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(folder, file), text);
    writeFileSync(join(folder, `${file}.br`), brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  }
  return folder;
}

/** In the page: types into the first field until the page says something to it; notes when this site's program has the page. */
function answering() {
  const there = setInterval(() => {
    if (!document.getElementById('app')?.firstElementChild || document.documentElement.dataset.opening) return;
    clearInterval(there);
    globalThis.there = performance.now();
  }, 20);
  const look = setInterval(() => {
    const field = document.getElementById('find');
    if (document.querySelector('.says')?.textContent) {
      clearInterval(look);
      globalThis.usable = performance.now();
    } else if (field) {
      field.value = '都';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }, 20);
}

async function once(browser, address) {
  const context = await browser.newContext({ ...PHONE, serviceWorkers: 'block' });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  let bytes = 0;
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', LINE);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  await page.addInitScript(answering);
  await page.goto(`${address}#pay/ask`, { waitUntil: 'commit' });
  await page.waitForFunction(() => globalThis.usable, null, { timeout: 60_000 });
  const sent = bytes;
  const took = await page.evaluate(() => globalThis.usable);
  await page.waitForFunction(() => globalThis.there, null, { timeout: 120_000 });
  const [there, painted] = await page.evaluate(() => [globalThis.there, performance.getEntriesByName('first-contentful-paint')[0].startTime]);
  await context.close();
  return { took, sent, there, painted };
}

const work = mkdtempSync(join(tmpdir(), 'mingbai-rivals-'));
const pages = [
  ['明白账', dist],
  ['只有一个格子的 Preact', await rival(work, 'preact', PREACT)],
  ['publicodes 和一条规则', await rival(work, 'publicodes', PUBLICODES)],
];
const browser = await open();
const median = (all) => all.sort((one, other) => one - other)[all.length >> 1];
const found = [];
for (const [name, folder] of pages) {
  const site = await nginx(folder);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await once(browser, site.address));
  await site.close();
  const each = (what) => median(rounds.map((it) => it[what]));
  found.push({ name, took: each('took'), sent: each('sent'), there: each('there'), painted: each('painted') });
}
await browser.close();
rmSync(work, { recursive: true });
const [{ took, sent, there, painted }] = found;
console.log(`到第一题能答：慢 4G，处理器放慢 ${SLOWED} 倍，${ROUNDS} 遍的中位数`);
console.log(`明白账：首次看见 ${Math.round(painted)} 毫秒，程序来到 ${Math.round(there)} 毫秒`);
for (const it of found) console.log(`${it.name}：${Math.round(it.took)} 毫秒，${it.sent} 字节；明白账是它的 ${(took / it.took).toFixed(2)} 倍时间，${(sent / it.sent).toFixed(1)} 倍字节`);
