// How long a tap takes to show, on a processor slowed six times: from the finger's lifting to the
// first painted frame after the page changed. Prints a table; says nothing is wrong.
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PHONE, open } from './browser.mjs';
import { serve } from './server.mjs';
import { knowing, tap, title, walk } from './walk.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const SLOWED = 6;
const WAYS = [
  { name: '都昌 2020，只知道总费用', place: '都昌', day: '2020-06-01', told: { 一共多少钱: '5万' } },
  { name: '光山 2020，单子都在', place: '光山', day: '2020-05-20', told: { 一共多少钱: '5万', 政策范围内: '4.2万', 住院: '住院', 几级: '三级', 什么地方: '本市外县', 哪一种: ['贫困人口'], 保费: '交了', 参加了: '参加了' } },
  { name: '修水 2026，还没去', place: '修水', day: '2026-06-01', told: { 结算单在手: '还没去看病', 一共多少钱: '2.6万', 住院: '住院', 什么地方: '本县', 哪一种: '' } },
];

/** In the page: notes each tap, and each key that changed something. */
function watch() {
  const taps = [];
  globalThis.taps = taps;
  let began = null;
  const note = (event) => { began = { kind: event.type, at: event.timeStamp }; };
  addEventListener('click', note, true);
  addEventListener('input', note, true);
  const painted = () => {
    if (began === null) return;
    const { kind, at } = began;
    began = null;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => taps.push({ kind, took: performance.now() - at });
      port2.postMessage(0);
    });
  };
  new MutationObserver(painted).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}

const site = await serve(process.env.DIST ?? join(root, 'dist'));
const browser = await open();
const rows = [];
for (const { name, place, day, told } of WAYS) {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await page.addInitScript(watch);
  const collect = async (to) => {
    await page.waitForTimeout(120);
    for (const { kind, took } of await page.evaluate(() => taps.splice(0))) rows.push({ name, kind, to, took });
  };
  await page.goto(site.address);
  await page.waitForSelector('.door');
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  await tap(page, page.getByRole('link', { name: '我要付多少' }));
  await collect('参保地');
  await page.locator('#find').pressSequentially(place, { delay: 150 });
  await collect('打字找地方');
  await tap(page, page.locator('.finder .choice').first());
  await collect('日子');
  await page.fill('#date', day);
  await collect('打日子');
  await tap(page, page.locator('button.go'));
  const say = knowing(told);
  await walk(page, say, async (page) => collect(await title(page)));
  await tap(page, page.locator('footer a', { hasText: '问题清单' }));
  await collect('问题清单');
  await page.goBack();
  await page.waitForTimeout(300);
  await tap(page, page.getByRole('link', { name: '换家医院会怎样' }));
  await collect('换家医院会怎样');
  await context.close();
}
await browser.close();
site.close();
console.log(`处理器放慢 ${SLOWED} 倍；毫秒`);
let last = '';
for (const { name, kind, to, took } of rows) {
  if (name !== last) console.log(`\n${(last = name)}`);
  console.log(`${String(Math.round(took)).padStart(5)}  ${took > 100 ? '慢' : '　'} ${kind === 'click' ? '点' : '打'} → ${to}`);
}
const all = rows.map(({ took }) => took).sort((a, b) => a - b);
console.log(`\n中位数 ${Math.round(all[all.length >> 1])}，最慢 ${Math.round(all.at(-1))}，超过 100 的 ${all.filter((it) => it > 100).length}/${all.length}`);
