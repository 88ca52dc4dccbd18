// How long a tap takes to show, on a processor slowed six times, or SLOWED times: from the click to
// the first painted frame after the page changed. Prints a table; judges nothing. The click is made inside the
// page, so that nothing of what drives the browser runs meanwhile.
// Two figures each: by the clock on the slowed processor, the median of as many walks as RUNS says
// (5) beside the slowest, and in one walk on the processor as it is what the page's own thread
// worked, with all that is made after the first painting. The second is not blurred by a busy
// machine; the clock is. Beside it stands what the same screens take as finished markup put into a
// page without any program: that much is the browser's and the machine's.
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PHONE, open } from './browser.mjs';
import { serve } from './server.mjs';
import { hand, knowing, taken, tap, title, walk } from './walk.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const SLOWED = Number(process.env.SLOWED ?? 6);
const RUNS = Number(process.env.RUNS ?? 5);
const WAYS = [
  { name: '都昌 2020，只知道总费用', place: '都昌', day: '2020-06-01', told: { 一共多少钱: '5万' } },
  { name: '光山 2020，单子都在', place: '光山', day: '2020-05-20', told: { 一共多少钱: '5万', 政策范围内: '4.2万', 住院: '住院', 几级: '三级', 什么地方: '本市外县', 哪一种: ['贫困人口'], 保费: '交了', 参加了: '参加了' } },
  { name: '修水 2026，还没去', place: '修水', day: '2026-06-01', told: { 手里有哪种: '还没有单子', 一共多少钱: '2.6万', 住院: '住院', 什么地方: '本县', 哪一种: '' } },
];

/**
 * In the page: notes each tap, and each key that changed something; with what then was painted, if
 * `kept`. Asks for the frame before the page does, so that what the page puts off until after it is
 * not taken for part of it.
 */
function watch(kept) {
  const taps = [];
  globalThis.taps = taps;
  let began = null;
  let changed = false;
  const painted = () => {
    if (began === null) return;
    if (!changed) {
      requestAnimationFrame(painted);
      return;
    }
    const { kind, at } = began;
    began = null;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const took = performance.now() - at;
      taps.push({ kind, took, screen: kept && document.body.innerHTML });
    };
    port2.postMessage(0);
  };
  const note = (event) => {
    if (began === null) requestAnimationFrame(painted);
    began = { kind: event.type, at: event.timeStamp };
    changed = false;
  };
  addEventListener('click', note, true);
  addEventListener('input', note, true);
  new MutationObserver(() => { changed = true; }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}

// A finger needs at least this long from the keys, or from the last button, to the next.
const FINGER = 300;
hand.tap = async (page, locator) => {
  await locator.evaluate((it, FINGER) => { setTimeout(() => it.click(), FINGER); }, FINGER);
  await page.waitForTimeout(FINGER + 400);
};

const PARTS = ['TaskDuration', 'ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'];

const site = await serve(process.env.DIST ?? join(root, 'dist'));
const browser = await open();

/** One walk; `note` is called after each tap or key with where it led. */
async function go({ place, day, told }, slowed, note) {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return PARTS.map((part) => metrics.find((it) => it.name === part).value * 1000);
  };
  await page.addInitScript(watch, slowed > 1);
  let before = [];
  const collect = async (to) => {
    await page.waitForTimeout(600);
    const after = await worked();
    const [last] = await page.evaluate(() => taps.splice(0).slice(-1));
    if (last) note({ to, ...last, parts: after.map((it, at) => it - before[at]) });
    before = await worked();
  };
  const press = async (locator) => {
    await locator.waitFor();
    before = await worked();
    await tap(page, locator);
  };
  await page.goto(site.address);
  await page.waitForSelector('.door');
  // Taps are the program's; what is answered before it is there is measured by rivals.mjs.
  await taken(page);
  await page.waitForTimeout(500);
  if (slowed > 1) await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowed });
  await press(page.getByRole('link', { name: '我要付多少' }));
  await collect('参保地');
  for (const letter of place) {
    await page.locator('#find').pressSequentially(letter);
    await collect('找地方');
  }
  await press(page.locator('.finder .choice').first());
  await collect('日子');
  await page.fill('#date', day);
  await collect('日子');
  await press(page.locator('button.go'));
  await walk(page, knowing(told), async (page) => collect(await title(page)));
  await press(page.locator('footer a', { hasText: '问题清单' }));
  await collect('问题清单');
  await page.goBack();
  await page.waitForTimeout(300);
  await press(page.getByRole('link', { name: '换家医院会怎样' }));
  await collect('换家医院会怎样');
  await context.close();
}

/** As many taps on a page without a program: each puts the next screen's markup in place of the last. */
async function bare(screens) {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto('data:text/html,<!doctype html><html><meta name="viewport" content="width=device-width"><body><p>字');
  await page.addStyleTag({ path: join(root, 'public/styles.css') });
  const cdp = await context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  for (const screen of screens) {
    await page.evaluate((screen) => { document.onclick = () => { document.body.innerHTML = screen; }; }, screen);
    await hand.tap(page, page.locator('body'));
  }
  const all = await page.evaluate(() => taps.map((it) => it.took));
  await context.close();
  return all;
}

const sorted = (all) => [...all].sort((a, b) => a - b);
const median = (all) => sorted(all)[all.length >> 1];
const times = async (run) => {
  const all = [];
  for (let at = 0; at < RUNS; at += 1) all.push(await run());
  return all;
};

const rows = [];
for (const way of WAYS) {
  const own = [];
  await go(way, 1, ({ parts }) => own.push(parts));
  const walks = await times(async () => {
    const walk = [];
    await go(way, SLOWED, (row) => walk.push(row));
    return walk;
  });
  if (walks.some((walk) => walk.length !== own.length)) throw new Error(`${way.name}：几遍走的步数不一样`);
  own.forEach((parts, at) => rows.push({ name: way.name, ...walks[0][at], parts, all: walks.map((walk) => walk[at].took) }));
}
const taps = rows.filter(({ kind }) => kind === 'click');
const others = await times(() => bare(taps.map(({ screen }) => screen)));
await browser.close();
site.close();
console.log(`毫秒：处理器放慢 ${SLOWED} 倍时钟上，${RUNS} 次的中位数，最慢 | 没放慢时自己做的：全部，脚本，样式，排版`);
let last = '';
for (const { name, kind, to, all, parts } of rows) {
  if (name !== last) console.log(`\n${(last = name)}`);
  const [whole, ...each] = parts.map(Math.round);
  const [usual, worst] = [median(all), Math.max(...all)].map((it) => String(Math.round(it)).padStart(5));
  console.log(`${usual} ${worst} | ${String(whole).padStart(5)}：${each.map((it) => String(it).padStart(4)).join(' ')}  ${kind === 'click' ? '点到' : '打字'} ${to}`);
}
const summary = (name, all) => {
  const over = all.filter((it) => it > 100).length;
  console.log(`\n${name}：中位数 ${Math.round(median(all))}，最慢 ${Math.round(Math.max(...all))}，超过 100 的 ${over}/${all.length}`);
};
summary('放慢后钟上，每一次点', taps.flatMap(({ all }) => all));
summary('放慢后钟上，每一步的中位数', taps.map(({ all }) => median(all)));
summary('没放慢自己做的', taps.map(({ parts }) => parts[0]));
summary('同样的屏，没有程序的网页，每一次点', others.flat());
summary('同样的屏，没有程序的网页，每一步的中位数', taps.map((_, at) => median(others.map((run) => run[at]))));
