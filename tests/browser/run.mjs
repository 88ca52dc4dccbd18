// What only a browser shows. Needs dist/ (make site) and the command; prints `N passed, N failed`.
// `node run.mjs 都昌 离线` runs those with one of these in their name. With --guard only what a change most likely
// breaks, which any build of the page can show: DIST=target/page node run.mjs --guard.
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';
import { accessible } from './accessible.mjs';
import { DESK, LARGE, PHONE, open } from './browser.mjs';
import { usable } from './checks.mjs';
import { cards } from './card.mjs';
import { china } from './china.mjs';
import { desk } from './desk.mjs';
import { doors } from './doors.mjs';
import { failing } from './failing.mjs';
import { embedding } from './embedding.mjs';
import { finding } from './finding.mjs';
import { fixtures } from './fixtures.mjs';
import { interviews } from './interview.mjs';
import { journeys } from './journeys.mjs';
import { scores } from './lighthouse.mjs';
import { month } from './month.mjs';
import { papers } from './papers.mjs';
import { offline } from './offline.mjs';
import { old } from './old.mjs';
import { opening } from './opening.mjs';
import { policies } from './policies.mjs';
import { programs } from './programs.mjs';
import { release } from './release.mjs';
import { results } from './result.mjs';
import { saying } from './said.mjs';
import { serve } from './server.mjs';
import { sharing } from './sharing.mjs';
import { keeping } from './keeping.mjs';
import { visiting } from './visits.mjs';
import { begin, binary, coded, link, settled, tap, unfold, visit } from './walk.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const dist = resolve(process.env.DIST ?? join(root, 'dist'));

const tests = [];
/**
 * A test with a page of its own. `site`: not among the guard. `alone`: holds the page against the clock, so nothing
 * runs beside it; not among the guard either.
 */
const test = (name, window, run, { site = false, alone = false } = {}) => tests.push({ name, window, run, alone, guard: !site && !alone });
/** Tests that need the site as it is sent, or guard what seldom breaks. */
const onSite = (name, window, run, options) => test(name, window, run, { ...options, site: true });

// The longest first: the others run beside them.
accessible(test, { PHONE, DESK });
scores(onSite, { DESK });
journeys(test, { PHONE, LARGE, DESK, binary });
interviews(test, { PHONE, usable });
policies(test, { binary, usable });
programs(test, { PHONE, DESK, dist });
saying(onSite, { PHONE, usable });
results(test, { PHONE, DESK, binary, usable });
finding(onSite, { PHONE, DESK, usable });
sharing(test, { usable });
desk(test, { PHONE, DESK, binary, usable });
visiting(test, { PHONE, DESK, binary, usable });
keeping(onSite, { PHONE, usable });
fixtures(test, { PHONE, binary });
cards(onSite, { PHONE, DESK, binary, usable });
failing(onSite, { PHONE, DESK, usable });
month(test, { PHONE, DESK, binary, usable });
release(onSite, { PHONE, DESK, binary, dist });
embedding(onSite, { PHONE, DESK, binary, dist, usable });
offline(onSite, { PHONE, dist });
papers(test, { PHONE, binary, usable });
opening(test, { PHONE, DESK, binary, dist, usable });
doors(onSite, { PHONE, DESK, dist, usable });
old(onSite, { binary });
china(onSite, { PHONE, DESK, binary, dist, usable });

test('金额：全角、逗号、万都读得懂；比总费用还大就说出来', PHONE, async (page, address) => {
  await begin(page, address, { goal: '我要付多少', place: '都昌', day: '2020-06-01' });
  await tap(page, page.locator('main .choice', { hasText: '还没有单子' }));
  for (const text of ['１２０００', '12,000', '1.2万', '12000元']) {
    await page.fill('#amount', text);
    assert.match(await page.textContent('#amount-note'), /12,000 元/, text);
  }
  await page.goto(`${address}#${link('pay', 'say.in_scope', { date: '2020-06-01', insured_in: '都昌县', bill: { total: '100' } })}`);
  await page.getByRole('heading', { name: '票据上写的个人自费' }).waitFor();
  await page.fill('#own-expense', '200');
  await page.locator('button.go').tap();
  assert.match(await page.textContent('#own-expense-note [role=alert]'), /总费用/);
});

test('比例忘了百分号：问是不是，不是白白不收', PHONE, async (page, address) => {
  const asked = { date: '2026-06-01', insured_in: '修水县', bill: { total: '50000' } };
  await page.goto(`${address}#${link('pay', 'say.local', asked)}`);
  await page.waitForSelector('main .fields input');
  const share = page.getByLabel('基本医保：报多少，如 60%');
  await share.fill('80');
  await page.locator('main button.go').tap();
  const said = page.locator('main [role=alert]', { hasText: '写的是 80。是 80% 吗？请带上百分号。' });
  await said.waitFor();
  // As a Chinese keyboard writes it.
  await share.fill('８０％');
  await tap(page, page.locator('main button.go'));
  assert.deepEqual((await visit(page)).local['基本医保.share'], [{ value: '80%', place: '修水县', from: '2026-01-01', until: '2026-12-31' }]);
});

test('两头的算式，说清是谁付得最少、最多', PHONE, async (page, address) => {
  const asked = { date: '2020-06-01', insured_in: '都昌县', disease: '食管癌', care: 'inpatient', bill: { total: '50000', in_scope: '42000' } };
  for (const fragment of [link('pay', 'result', asked), 'desk']) {
    await page.goto(`${address}#${fragment}`);
    if (fragment === 'desk') {
      for (const [field, text] of Object.entries({ insured_in: '都昌县', date: '2020-06-01', total: '50000' })) {
        await page.focus(`#desk-${field}`);
        await page.fill(`#desk-${field}`, text);
      }
      await page.keyboard.press('Tab');
    }
    await page.waitForSelector('main [data-low]');
    await settled(page);
    await unfold(page);
    const said = await page.locator('main').textContent();
    for (const end of ['您付得最少时', '您付得最多时']) assert.ok(said.includes(end), `${fragment}：没有${end}`);
    assert.ok(!said.includes('一头'), fragment);
  }
});

test('坏网址有话说，不是白页', PHONE, async (page, address) => {
  const plain = Buffer.from('{"date":"2020-05-10","insured_in":"都昌县"}').toString('base64url');
  const good = coded({ date: '2020-05-10', insured_in: '都昌县', bill: { total: '50000' } });
  const over = coded({ date: '2020-05-10', insured_in: '都昌县', bill: { total: '1.00' }, person: { age: 45 } });
  const all = ['x', 'pay/ask/%00%ff', 'pay/ask/AAAA', 'pay/../..', `pay/ask/${plain}`, `scheme/result/${good.slice(0, -2)}`, `pay/result/${good.slice(0, 5)}x${good.slice(6)}`, `pay/result/${over}x`, 'pay/say.nothing', 'pay/result', '<script>alert(1)</script>', '%', 'pay/ask//grade,nothing', 'A'.repeat(100000)];
  for (const text of all) {
    await page.goto('about:blank');
    await page.goto(`${address}#${text}`);
    await page.waitForSelector('#title');
    assert.ok((await page.textContent('body')).trim().length > 10, text);
    if (text !== 'pay/result') {
      assert.ok((await page.locator('[role=alert]').textContent()).length > 5, text);
      assert.ok((await page.getByRole('link', { name: /从头开始|明白账/ }).count()) > 0, text);
    }
  }
});

test('程序停住时有一页话，也有再试一次', PHONE, async (page, address) => {
  await begin(page, address, { goal: '我要付多少', place: '都昌', day: '2020-06-01' });
  await tap(page, page.locator('main .choice', { hasText: '还没有单子' }));
  await page.evaluate(() => dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') })));
  assert.match(await page.textContent('main'), /页面出了问题/);
  await page.getByRole('button', { name: '再试一次' }).tap();
  await page.waitForSelector('#amount');
});

test('没有 WebAssembly 的浏览器有一页话，说是关掉了', PHONE, async (page, address) => {
  await page.addInitScript(() => {
    delete globalThis.WebAssembly;
  });
  await page.goto(address);
  await page.waitForSelector('main [role=alert]');
  assert.match(await page.textContent('main'), /关掉了 WebAssembly/);
});

const only = process.argv.slice(2).filter((it) => it !== '--guard');
const guarding = process.argv.includes('--guard');
const site = await serve(dist);
const browser = await open();
let passed = 0;
/** What failed, told again at the end: hundreds of lines may follow the first telling. */
const failures = [];
// A promise nobody waited for fails the run by name, and the tests after it are still run.
process.on('unhandledRejection', (error) => {
  failures.push(`wrong 没有人等的一步\n      ${String(error?.stack ?? error).replaceAll('\n', '\n      ')}`);
});

/** What waits for ever is a failure with a name, not a run without an end. */
const MOST = 900_000;
const late = () => new Promise((_, fail) => setTimeout(() => fail(new Error(`${MOST / 1000} 秒还没有做完`)), MOST).unref());

async function one({ name, window, run }) {
  const began = Date.now();
  const context = await browser.newContext(window);
  // Every wait is for what must come: how long it takes on a busy machine is no fault.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(`脚本出错：${error.message}`));
  page.on('request', (request) => {
    // This machine, a file of it, or the page itself.
    if (!/^(http:\/\/127\.0\.0\.1:|file:|about:|data:|blob:)/.test(request.url())) wrong.push(`连了别处：${request.url()}`);
  });
  try {
    await Promise.race([run(page, site.address), late()]);
    assert.deepEqual(wrong, []);
    passed += 1;
    console.log(`ok    ${name} ${((Date.now() - began) / 1000).toFixed(1)} 秒`);
  } catch (error) {
    const said = `wrong ${name}\n      ${String(error.stack ?? error).replaceAll('\n', '\n      ')}\n      ${decodeURIComponent(page.url().slice(0, 200))}`;
    failures.push(said);
    console.log(said);
  }
  await context.close();
}

const chosen = tests.filter(({ name, guard }) => (guard || !guarding) && (!only.length || only.some((part) => name.includes(part))));
const queue = chosen.filter((it) => !it.alone);
const worker = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) await one(next);
};
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
for (const it of chosen.filter((it) => it.alone)) await one(it);
await browser.close();
site.close();
for (const said of failures) console.log(said);
console.log(`${passed} passed, ${failures.length} failed`);
// A test that never ended may still hold a server.
process.exit(failures.length ? 1 : 0);
