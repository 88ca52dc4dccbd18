// What only a browser shows. Needs dist/ (make site) and the command; prints `N passed, N failed`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';
import { DESK, PHONE, open } from './browser.mjs';
import { policies } from './policies.mjs';
import { finding } from './finding.mjs';
import { serve } from './server.mjs';
import { asking, begin, command, knowing, screen, tap, title, visit, walk } from './walk.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
execFileSync('cargo', ['build', '--quiet', '-p', 'mingbai-cli'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
const binary = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug/mingbai');

const tests = [];
const test = (name, window, run) => tests.push({ name, window, run });

const INPATIENT = {
  一共多少钱: '5万',
  政策范围内: '４２，０００',
  住院: '住院',
  几级: '三级',
  哪一层: '市级',
  什么地方: '本市外县',
  转诊: '办了',
  参加了: '参加了',
  保费: '交了',
  建档立卡: '是',
  贫困人口: '是',
  低保: '不是',
  特困: '不是',
  哪一档: '一档',
};

const PLACES = [
  { place: '都昌', day: '2020-06-01', disease: '食管癌' },
  { place: '秀山', day: '2020-05-10', disease: '高血压' },
  { place: '樟树', day: '2020-08-01', disease: '乳腺癌' },
];

/** The amounts shown are those the command reckons for the visit in the address. */
async function amountsAgree(page) {
  const shown = await page.locator('main [data-low]').evaluate((it) => ({ low: it.dataset.low, high: it.dataset.high }));
  const asked = visit(page);
  const answer = command(binary, asked);
  assert.deepEqual(shown, answer.estimate, `页上和命令算的不一样：${JSON.stringify(asked)}`);
}

/** The schemes shown as 管 and 可能管 are those the command names. */
async function schemesAgree(page) {
  const answer = command(binary, visit(page));
  for (const [verdict, heading] of [['yes', '管您的政策'], ['unknown', '可能管您的政策']]) {
    const section = page.locator('main section', { has: page.getByRole('heading', { name: heading, exact: true, level: 2 }) });
    const shown = (await section.count()) ? await section.locator('summary h3').allTextContents() : [];
    const told = answer.schemes.filter((it) => it.verdict === verdict).map((it) => it.name);
    assert.deepEqual(shown.sort(), told.sort(), heading);
  }
}

/** Nothing is cut off, every target can be hit, letters are large, axe has nothing to say. */
async function usable(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${await title(page)}：横向超出 ${wide} 像素`);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button:not(.term), a, input, summary')]
      .filter((it) => it.checkVisibility() && it.getBoundingClientRect().height < 43.5)
      .map((it) => `${it.tagName} ${it.textContent}`),
  );
  assert.deepEqual(small, [], `${await title(page)}：不够 44 像素高`);
  const tiny = await page.evaluate(() =>
    [...document.querySelectorAll('main *, footer *')]
      .filter((it) => it.checkVisibility() && it.textContent.trim() && parseFloat(getComputedStyle(it).fontSize) < 17.99)
      .map((it) => it.textContent.slice(0, 20)),
  );
  assert.deepEqual(tiny, [], `${await title(page)}：字小于 18 像素`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const said = violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
  assert.deepEqual(said, [], await title(page));
}

for (const { place, day, disease } of PLACES) {
  test(`${place}：我要付多少，一题一题点到结果`, PHONE, async (page, address) => {
    await begin(page, address, { goal: '我要付多少', place, day });
    await walk(page, knowing(INPATIENT), async (page) => {
      if ((await page.locator('footer .range strong').count()) > 0) await shownInBar(page);
    });
    await amountsAgree(page);
    await schemesAgree(page);
    await usable(page);
  });

  test(`${place}：哪个政策管我，一题一题点到结果`, PHONE, async (page, address) => {
    await begin(page, address, { goal: '哪个政策管我', place, day });
    await walk(page, knowing({ ...INPATIENT, 什么病: disease }));
    await schemesAgree(page);
    assert.equal(visit(page).disease, disease);
  });

  test(`${place}：只知道地方和总费用`, PHONE, async (page, address) => {
    await begin(page, address, { goal: '我要付多少', place, day });
    await walk(page, knowing({ 一共多少钱: '5万' }));
    await amountsAgree(page);
    const asked = visit(page);
    assert.deepEqual(Object.keys(asked.bill), ['total']);
    assert.match(await page.textContent('main'), /以医保结算为准/);
  });
}

/** The bar says what the command says, in whole yuan. */
async function shownInBar(page) {
  const answer = command(binary, visit(page));
  const digits = (text) => Number(text.replace(/[^0-9.]/g, ''));
  const ends = (await page.textContent('footer .range strong')).split('到').map(digits);
  const low = Number(answer.estimate.low);
  const high = Number(answer.estimate.high);
  const wanted = low === high ? [low] : [Math.floor(low), Math.ceil(high)];
  assert.deepEqual(ends, wanted, '底栏的范围');
}

test('别的地方：没有政策表也有范围，填当地的数就变窄', PHONE, async (page, address) => {
  await page.goto(address);
  await page.getByRole('link', { name: '我要付多少' }).click();
  await tap(page, page.locator('.choice', { hasText: '我的地方不在里面' }));
  await page.fill('#date', '2026-06-01');
  await tap(page, page.locator('button.go'));
  await walk(page, knowing({ 一共多少钱: '20000', 政策范围内: '18000', 住院: '住院' }));
  await amountsAgree(page);
  await tap(page, page.getByRole('link', { name: '填当地告诉您的数' }));
  await page.getByLabel('基本医保：起付线').fill('600');
  await page.getByLabel('基本医保：报多少').fill('60%');
  await tap(page, page.locator('button.go'));
  assert.equal(visit(page).local['基本医保.share'] !== undefined, true);
  await tap(page, page.locator('footer a', { hasText: '看结果' }));
  await amountsAgree(page);
});

test('每种画面都过一遍无障碍检查', PHONE, async (page, address) => {
  await page.goto(address);
  await page.waitForSelector('.door');
  await usable(page);
  await begin(page, address, { goal: '我要付多少', place: '都昌', day: '2020-06-01' });
  await walk(page, knowing({ 一共多少钱: '5万' }), usable);
  await tap(page, page.locator('footer a', { hasText: '问题清单' }));
  await usable(page);
  const count = await page.locator('main .fact').count();
  for (let at = 0; at < count; at += 1) {
    await tap(page, page.locator('main .fact').nth(at));
    await usable(page);
    await page.goBack();
    await page.waitForSelector('main .facts');
  }
});

test('深色和电脑屏幕也过无障碍检查', DESK, async (page, address) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await begin(page, address, { goal: '我要付多少', place: '秀山', day: '2020-05-10' });
  await walk(page, knowing(INPATIENT), async (page, step) => {
    if (step === 2) {
      assert.ok(await page.locator('.beside .answer').isVisible(), '旁边没有结果');
      await usable(page);
    }
  });
  await usable(page);
});

test('只用键盘走完一遍', DESK, async (page, address) => {
  await page.goto(address);
  await page.waitForSelector('.door');
  const press = async (wanted, key = 'Enter') => {
    for (let at = 0; at < 120; at += 1) {
      const here = await page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || '');
      if (here === wanted || (here.startsWith(wanted) && here.length < 60)) {
        if (key) {
          const before = page.url();
          await page.keyboard.press(key);
          await page.waitForFunction((old) => location.href !== old, before);
          await page.waitForTimeout(50);
        }
        return;
      }
      await page.keyboard.press('Tab');
    }
    throw new Error(`按 Tab 到不了“${wanted}”`);
  };
  await press('我要付多少');
  await press('find', null);
  await page.keyboard.type('都昌');
  await press('都昌县');
  await press('今天');
  await press('amount', null);
  await page.keyboard.type('5万');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#title').textContent.includes('政策范围内'));
  for (let step = 0; step < 80 && (await asking(page)); step += 1) await press('不知道');
  await amountsAgree(page);
});

test('浏览器的后退和刷新都回到原处', PHONE, async (page, address) => {
  await begin(page, address, { goal: '我要付多少', place: '都昌', day: '2020-06-01' });
  const first = await title(page);
  await page.fill('#amount', '5万');
  await tap(page, page.locator('button.go'));
  const second = await title(page);
  assert.notEqual(first, second);
  await page.reload();
  await page.waitForSelector('#title');
  assert.equal(await title(page), second);
  await page.goBack();
  await page.waitForFunction((text) => document.querySelector('#title')?.textContent === text, first);
  await page.goBack();
  await page.waitForSelector('#date');
});

test('金额：说出读成了多少，读不懂就好好说', PHONE, async (page, address) => {
  await begin(page, address, { goal: '我要付多少', place: '都昌', day: '2020-06-01' });
  for (const text of ['１２０００', '12,000', '1.2万', '12000元']) {
    await page.fill('#amount', text);
    assert.match(await page.textContent('#amount-note'), /12,000 元/, text);
  }
  for (const text of ['一万二', '12,00', '-5', '1.234', '']) {
    await page.fill('#amount', text);
    await page.locator('button.go').tap();
    assert.ok((await page.textContent('#amount-note [role=alert]')).length > 5, text);
    assert.equal(screen(page), 'ask');
  }
  await page.fill('#amount', '100');
  await tap(page, page.locator('button.go'));
  await page.fill('#amount', '200');
  await page.locator('button.go').tap();
  assert.match(await page.textContent('#amount-note [role=alert]'), /总费用/);
});

test('坏网址有话说，不是白页', PHONE, async (page, address) => {
  const bad = Buffer.from('{"date":"2020-13-45","insured_in":"都昌县"}').toString('base64url');
  const odd = Buffer.from('{"date":"2020-05-10","insured_in":"火星"}').toString('base64url');
  const over = Buffer.from('{"date":"2020-05-10","insured_in":"都昌县","bill":{"total":"1.00","in_scope":"2.00"}}').toString('base64url');
  const all = ['x', 'pay/ask/%00%ff', 'pay/ask/AAAA', 'pay/../..', `pay/ask/${bad}`, `scheme/result/${odd}`, `pay/result/${over}`, 'pay/say.nothing', 'pay/result', '<script>alert(1)</script>', '%', 'pay/ask//grade,nothing', 'A'.repeat(100000)];
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
  await page.evaluate(() => dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') })));
  assert.match(await page.textContent('main'), /页面出了问题/);
  await page.getByRole('button', { name: '再试一次' }).tap();
  await page.waitForSelector('#amount');
});

test('没有 WebAssembly 的浏览器有一页话', PHONE, async (page, address) => {
  await page.addInitScript(() => {
    delete globalThis.WebAssembly;
  });
  await page.goto(address);
  await page.waitForSelector('main[role=alert]');
  assert.match(await page.textContent('main'), /浏览器太旧/);
});

policies(test, { binary, usable });

finding(test, { PHONE, DESK, usable });

const only = process.argv[2];
const site = await serve(process.env.DIST ?? join(root, 'dist'));
const browser = await open();
let passed = 0;
let failed = 0;
for (const { name, window, run } of tests) {
  if (only && !name.includes(only)) continue;
  const context = await browser.newContext(window);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(`脚本出错：${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(site.address) && !request.url().startsWith('about:')) wrong.push(`连了别处：${request.url()}`);
  });
  try {
    await run(page, site.address);
    assert.deepEqual(wrong, []);
    passed += 1;
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`wrong ${name}\n      ${String(error.message ?? error).replaceAll('\n', '\n      ')}\n      ${decodeURIComponent(page.url().slice(0, 200))}`);
  }
  await context.close();
}
await browser.close();
site.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
