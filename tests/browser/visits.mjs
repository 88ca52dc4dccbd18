// The village doctor's round: households kept, sorted, locked, wiped; the card; which hospital.
import assert from 'node:assert/strict';
import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { kept, made, put, visits } from './houses.mjs';
import { coded, tap, title } from './walk.mjs';

const ILL = {
  date: '2020-06-01', insured_in: '都昌县', care: 'inpatient', disease: '食管癌', hospital: '九江市第一人民医院', enrolled: true, premium_paid: true,
  person: { groups: { 建档立卡贫困人口: true }, sex: 'female', age: 52 }, bill: { total: '50000', in_scope: '42000' },
};
const WELL = { date: '2026-06-01', insured_in: '都昌县' };

/** The longest a tap may take. */
const TAP = 100;

/** In the page: how long each tap, and each key that changed something, took to show. */
function watch() {
  globalThis.taps = [];
  let began = null;
  const note = (event) => { began = event.timeStamp; };
  addEventListener('click', note, true);
  addEventListener('input', note, true);
  new MutationObserver(() => {
    if (began === null) return;
    const at = began;
    began = null;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => globalThis.taps.push(performance.now() - at);
      port2.postMessage(0);
    });
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}

const house = (id, name, people) => ({ id, name, changed: 1_790_000_000_000, people });
const person = (id, name, visit, more = {}) => ({ id, name, ...(visit && { visit: coded(visit) }), ...more });
const few = () => [
  house('h1', '李家', [person('p1', '李婶', WELL), person('p2', '李小', null)]),
  house('h2', '王家', [person('p3', '王大爷', ILL)]),
  house('h3', '张家', [person('p4', '张三', ILL, { claimed: ['x'], papers: ['identity', 'insurance', 'diagnosis', 'settlement', 'group'] })]),
];

/** The page with these households, opened afresh. */
async function with_(page, address, houses, fragment) {
  await page.goto(`${address}#policy`);
  await page.waitForSelector('#title');
  await put(page, houses);
  await go(page, fragment);
}

async function go(page, fragment) {
  await page.evaluate((it) => { location.hash = it; }, fragment);
  await page.waitForTimeout(80);
  await page.waitForSelector('#title');
}

const reckoned = (page) => page.waitForFunction(() => /一共 \d+ 户/.test(document.querySelector('main')?.textContent ?? ''));
const names = (page) => page.locator('main .house > span:first-child').allTextContents();
const says = (page, id, text) => page.locator(`#${id}`, { hasText: text }).waitFor();
const stored = (page) => page.evaluate(async () => ({
  databases: (await indexedDB.databases()).length, local: Object.keys(localStorage), session: Object.keys(sessionStorage),
}));

/** What the browser saved. */
async function saved(page, press) {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

const choose = (page, text) => page.setInputFiles('#file', { name: '各户.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });

export function visiting(test, { PHONE, DESK, binary, usable }) {
  test('走访：加一户，加一个人，问完都记下，刷新还在', PHONE, async (page, address) => {
    await page.goto(`${address}#settings`);
    await tap(page, page.getByRole('link', { name: '走访各户' }));
    await page.waitForSelector('#household');
    assert.deepEqual((await stored(page)).databases, 0, '什么也没记，就不该存');
    await usable(page);
    await page.getByRole('button', { name: '加上' }).tap();
    assert.match(await page.textContent('#household-note'), /先写上户名/);
    await page.fill('#household', '王家');
    await tap(page, page.getByRole('button', { name: '加上' }));
    await page.fill('#person', '王大爷');
    await tap(page, page.getByRole('button', { name: '加上，接着问' }));
    await page.fill('#find', '都昌');
    await tap(page, page.locator('.finder .choice').first());
    await page.fill('#date', '2020-06-01');
    await tap(page, page.locator('button.go'));
    assert.match(await page.textContent('.whose'), /在问：王大爷/);
    await usable(page);
    await page.fill('#find', '食管癌');
    await tap(page, page.locator('.finder .choice').first());
    await page.waitForFunction(() => document.querySelector('.whose'));
    await tap(page, page.getByRole('link', { name: '回到这一户' }));
    assert.match(await page.textContent('.someone'), /都昌县，食管癌/);
    await page.reload();
    await page.locator('.someone', { hasText: '都昌县，食管癌' }).waitFor();
    await usable(page);
    // A second person needs no place any more.
    await page.fill('#person', '王奶奶');
    await tap(page, page.getByRole('button', { name: '加上，接着问' }));
    assert.match(await title(page), /什么病/);
    assert.equal((await kept(page))[0].people.length, 2);
  });

  test('走访：退回去不会把记下的冲掉，想要也能记', PHONE, async (page, address) => {
    await with_(page, address, [house('h1', '王家', [person('p1', '王大爷', WELL)])], 'visits/of/h1');
    await page.locator('.someone').waitFor();
    await tap(page, page.getByRole('link', { name: '改病' }));
    await page.fill('#find', '食管癌');
    await tap(page, page.locator('.finder .choice').first());
    await page.waitForFunction(() => !document.querySelector('#find'));
    const disease = async () => (await kept(page))[0].people[0].visit;
    const ill = await disease();
    assert.notEqual(ill, coded(WELL));
    await page.goBack();
    await page.getByText('这里和记下的不一样').waitFor();
    assert.equal(await disease(), ill, '退回去不该改');
    await page.getByRole('button', { name: '记下这里的' }).tap();
    await page.getByText('这里和记下的不一样').waitFor({ state: 'detached' });
    await page.waitForTimeout(200);
    assert.equal(await disease(), coded(WELL));
    // Someone unknown here: the link works, nothing is kept, and what is shared names nobody.
    await go(page, `scheme/result/${coded(ILL)}///nobody`);
    assert.equal(await page.locator('.whose').count(), 0);
    await go(page, `pay/share/${coded(ILL)}///p1`);
    assert.ok(!(await page.inputValue('#link')).includes('/p1'), await page.inputValue('#link'));
    assert.equal((await kept(page)).length, 1);
  });

  test('走访：可能漏了的排前面；点“办了”“有”就不再算漏', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits');
    await reckoned(page);
    assert.deepEqual(await names(page), ['王家', '张家', '李家']);
    const answer = JSON.parse(execFileSync(binary, ['answer'], { input: JSON.stringify(ILL), encoding: 'utf8' }));
    const yes = [...answer.schemes, ...answer.waivers].filter((it) => it.verdict === 'yes');
    assert.ok(yes.length > 0);
    const marks = (name) => page.locator('.house', { hasText: name }).locator('.marks').textContent();
    assert.match(await marks('王家'), new RegExp(`${yes.length} 项没办.*缺 5 样材料`));
    assert.doesNotMatch(await marks('张家'), /材料/);
    assert.match(await marks('李家'), /1 人还没问/);
    await usable(page);
    await tap(page, page.locator('.house', { hasText: '王家' }));
    await page.getByRole('button', { name: '身份证' }).tap();
    for (const { name } of yes) await page.getByRole('button', { name: new RegExp(name) }).first().tap();
    await page.locator('.someone', { hasText: '没看出漏了什么' }).or(page.locator('.someone .marks', { hasText: '要问清' })).first().waitFor();
    assert.doesNotMatch(await page.textContent('.someone .marks'), /没办|材料/);
    await page.goBack();
    await reckoned(page);
    await page.waitForFunction(() => document.activeElement.id === 'house-h2');
    assert.deepEqual(await names(page), ['张家', '王家', '李家']);
    await page.reload();
    await reckoned(page);
    assert.deepEqual(await names(page), ['张家', '王家', '李家']);
  });

  test('走访：两个标签页，后改的算数，清除了的不会回来', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits');
    await reckoned(page);
    const other = await page.context().newPage();
    await other.goto(`${address}#visits/of/h1`);
    await other.getByText('改名、去掉').tap();
    await other.fill('#rename', '李大家');
    await other.getByRole('button', { name: '改好了' }).tap();
    await other.getByRole('heading', { name: '李大家' }).waitFor();
    await other.waitForTimeout(200);
    const back = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await back();
    await page.locator('.house', { hasText: '李大家' }).waitFor();
    await go(other, 'visits/file');
    await other.getByRole('button', { name: '清除全部各户' }).tap();
    await other.getByRole('button', { name: '真的全部清除' }).tap();
    await says(other, 'away-says', '已经清除');
    await page.waitForTimeout(5200);
    await back();
    await page.getByText('一共 0 户').waitFor();
    assert.deepEqual((await stored(page)).databases, 0);
    await other.close();
  });

  test('走访：改名、去掉，问一遍才去掉', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits/of/h1');
    await page.getByText('改名、去掉').tap();
    await page.fill('#rename', '李大家');
    await page.fill('#rename-p2', '李小宝');
    await page.getByRole('button', { name: '改好了' }).tap();
    await page.getByRole('heading', { name: '李大家' }).waitFor();
    await page.getByRole('button', { name: '去掉李小宝' }).tap();
    assert.equal((await kept(page)).find((it) => it.id === 'h1').people.length, 2);
    await page.getByRole('button', { name: '真的去掉李小宝' }).tap();
    await page.locator('.someone', { hasText: '李小宝' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '去掉这一户' }).tap();
    await tap(page, page.getByRole('button', { name: '真的去掉这一户' }));
    await reckoned(page);
    assert.deepEqual((await kept(page)).map((it) => it.id), ['h2', 'h3']);
    await go(page, 'visits/of/h1');
    assert.match(await page.textContent('main'), /没有这一户/);
    await usable(page);
  });

  test('走访：三百户一千人，点哪里都在 100 毫秒内', PHONE, async (page, address) => {
    const houses = made(300, 1000, visits());
    assert.equal(houses.flatMap((it) => it.people).length, 1000);
    await page.addInitScript(watch);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const worked = async () => (await cdp.send('Performance.getMetrics')).metrics.find((it) => it.name === 'TaskDuration').value * 1000;
    await with_(page, address, houses, 'words');
    const rows = [];
    // A busy machine blurs the clock, not what the page's own thread worked.
    const timed = async (what, press, done) => {
      await page.evaluate(() => { globalThis.taps.length = 0; });
      const before = await worked();
      await press();
      await done();
      await page.waitForTimeout(120);
      const [clock] = await page.evaluate(() => globalThis.taps.slice(-1));
      rows.push({ what, clock: Math.round(clock ?? 0), worked: Math.round((await worked()) - before) });
    };
    const began = Date.now();
    await go(page, 'visits');
    await page.waitForFunction(() => document.querySelectorAll('main .house').length === 30);
    const shown = Date.now() - began;
    await reckoned(page);
    const all = Date.now() - began;
    assert.equal((await page.textContent('main')).match(/一共 (\d+) 户，(\d+) 人/).slice(1).join(), '300,1000');
    await timed('再看 30 户', () => page.getByRole('button', { name: /再看/ }).tap(), () => page.waitForFunction(() => document.querySelectorAll('main .house').length === 60));
    await timed('找人名', () => page.locator('#find').pressSequentially('王'), () => page.getByText(/找到 \d+ 户/).waitFor());
    await page.fill('#find', '');
    await timed('找拼音', () => page.locator('#find').pressSequentially('w'), () => page.getByText(/找到 \d+ 户/).waitFor());
    await page.fill('#find', '');
    await reckoned(page);
    const largest = page.locator('main .house').first();
    await timed('打开一户', () => largest.tap(), () => page.waitForSelector('.someone'));
    const done = page.getByRole('button', { name: /没办/ }).first();
    await timed('点“办了”', () => done.tap(), () => page.locator('.choice[aria-pressed=true]').first().waitFor());
    await timed('明白卡', () => page.getByRole('link', { name: '给这一户写明白卡' }).tap(), () => page.waitForSelector('.paper'));
    await timed('回到这一户', () => page.getByRole('link', { name: '回到这一户' }).tap(), () => page.waitForSelector('.someone'));
    await timed('去哪家医院', () => page.getByRole('link', { name: '去哪家医院' }).first().tap(), () => page.getByText('大概一共多少钱').waitFor());
    await timed('点一个数', () => page.getByRole('button', { name: '50,000 元' }).tap(), () => page.waitForSelector('.glance li'));
    await timed('回到这一户', () => page.getByRole('link', { name: '回到这一户' }).tap(), () => page.waitForSelector('.someone'));
    await timed('接着问', () => page.getByRole('link', { name: '接着问' }).first().tap(), () => page.waitForSelector('.whose'));
    await timed('回到这一户', () => page.getByRole('link', { name: '回到这一户' }).tap(), () => page.waitForSelector('.someone'));
    await timed('回到各户', () => page.getByRole('link', { name: '回到各户' }).tap(), () => page.waitForSelector('.house'));
    console.log(`      三百户：${shown} 毫秒看到，${all} 毫秒全部算完。${rows.map((it) => `${it.what} ${it.clock}（自己做 ${it.worked}）`).join('，')}`);
    for (const { what, worked: took } of rows) assert.ok(took <= TAP, `${what} 做了 ${took} 毫秒`);
    // Reckoned once: opened anew, nothing waits.
    await page.reload();
    await reckoned(page);
    assert.equal((await page.evaluate(() => indexedDB.databases())).length, 1);
  });

  test('走访：没算完时点也不等', PHONE, async (page, address) => {
    await with_(page, address, made(300, 1000, visits()), 'words');
    await page.evaluate(() => {
      globalThis.long = [];
      new PerformanceObserver((list) => globalThis.long.push(...list.getEntries().map((it) => Math.round(it.duration)))).observe({ type: 'longtask' });
    });
    await go(page, 'visits');
    await page.waitForSelector('main .house');
    await page.evaluate(() => { globalThis.long.length = 0; });
    await page.locator('#find').pressSequentially('王家');
    await page.fill('#find', '');
    await reckoned(page);
    const long = await page.evaluate(() => globalThis.long);
    assert.ok(long.every((it) => it <= 200), `算的时候卡住了：${long}`);
  });

  test('导出上锁：对的口令打得开，错的、坏的都说得清，什么也不丢', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits/file');
    await page.waitForSelector('#lock');
    await usable(page);
    const lock = page.getByRole('button', { name: '上锁导出', exact: true });
    await page.fill('#lock', '短');
    await lock.tap();
    await says(page, 'out-says', '口令太短');
    await page.fill('#lock', '村口的老槐树一九八');
    await page.fill('#lock-again', '村口的老槐树一九九');
    await lock.tap();
    await says(page, 'out-says', '不一样');
    await page.fill('#lock-again', '村口的老槐树一九八');
    const { name, bytes } = await saved(page, () => lock.tap());
    assert.match(name, /^明白账各户 \d{4}-\d\d-\d\d\.txt$/);
    const text = bytes.toString();
    for (const secret of ['王', '食管癌', coded(ILL), 'people']) assert.ok(!text.includes(secret), secret);
    assert.equal(await page.inputValue('#lock'), '', '口令不该留在页上');
    // Opened without the page: the first line says how.
    const [first, body] = text.trim().split('\n');
    const [, , , key, rounds, salt, cipher, iv] = first.split(' ');
    assert.deepEqual([key, cipher], ['PBKDF2-SHA-256', 'AES-256-GCM']);
    assert.ok(Number(rounds) >= 600_000, rounds);
    const secret = pbkdf2Sync('村口的老槐树一九八'.normalize('NFKC'), Buffer.from(salt, 'base64url'), Number(rounds), 32, 'sha256');
    const opened = createDecipheriv('aes-256-gcm', secret, Buffer.from(iv, 'base64url'));
    opened.setAAD(Buffer.from(first.replace(/ \S+$/, '')));
    const locked = Buffer.from(body, 'base64url');
    opened.setAuthTag(locked.subarray(-16));
    const content = JSON.parse(Buffer.concat([opened.update(locked.subarray(0, -16)), opened.final()]).toString());
    assert.deepEqual(content.households.map((it) => it.name).sort(), ['张家', '李家', '王家'].sort());
    const again = await (async () => {
      await page.fill('#lock', '村口的老槐树一九八');
      await page.fill('#lock-again', '村口的老槐树一九八');
      return saved(page, () => lock.tap());
    })();
    assert.notEqual(again.bytes.toString().split(' ')[5], salt, '盐要每次不同');

    const before = await kept(page);
    // Damaged, cut, something else: each says so before any passphrase.
    const swap = (at) => `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
    for (const [hurt, why] of [[swap(first.length + 40), '坏了'], [swap(first.length - 3), '坏了'], [text.slice(0, -30), '坏了'], ['我的照片', '不是明白账'], [text.replace('households 1', 'households 9'), '新一点']]) {
      await choose(page, hurt);
      await says(page, 'in-says', why);
      assert.equal(await page.locator('#unlock').count(), 0);
    }
    await choose(page, text);
    await says(page, 'in-says', '上了锁');
    await usable(page);
    for (const wrong of ['村口的老槐树一九九', '']) {
      await page.fill('#unlock', wrong);
      await page.getByRole('button', { name: '开锁导入' }).tap();
      await says(page, 'in-says', '口令不对');
    }
    assert.deepEqual(await kept(page), before, '打不开时什么也不该变');
    await page.fill('#unlock', '村口的老槐树一九八');
    await page.getByRole('button', { name: '开锁导入' }).tap();
    await says(page, 'in-says', '新加 0 户，更新 0 户，没变 3 户');
    assert.deepEqual(await kept(page), before);
    // On a clean device it brings all of it.
    await page.getByRole('button', { name: '清除全部各户' }).tap();
    await page.getByRole('button', { name: '真的全部清除' }).tap();
    await says(page, 'away-says', '已经清除');
    await choose(page, text);
    await page.fill('#unlock', '村口的老槐树一九八');
    await page.getByRole('button', { name: '开锁导入' }).tap();
    await says(page, 'in-says', '新加 3 户');
    assert.deepEqual(await kept(page), before);
  });

  test('导出不上锁，再导入；没有加密的地方只给不上锁的', PHONE, async (page, address) => {
    await page.addInitScript(() => {
      Object.defineProperty(globalThis.crypto, 'subtle', { get: () => undefined });
    });
    await with_(page, address, few(), 'visits/file');
    await page.getByText('这里不能上锁').waitFor();
    assert.equal(await page.locator('#lock').count(), 0);
    await usable(page);
    const { bytes } = await saved(page, () => page.getByRole('button', { name: '不上锁导出' }).tap());
    const before = await kept(page);
    await page.getByRole('button', { name: '清除全部各户' }).tap();
    await page.getByRole('button', { name: '真的全部清除' }).tap();
    await says(page, 'away-says', '已经清除');
    // As a mail program may hand it on.
    await choose(page, `\ufeff${bytes.toString().replaceAll('\n', '\r\n')}`);
    await says(page, 'in-says', '新加 3 户');
    assert.deepEqual(await kept(page), before);
    await go(page, 'visits');
    await reckoned(page);
    assert.deepEqual(await names(page), ['王家', '张家', '李家']);
  });

  test('清除：浏览器里什么也不剩；设置页也列得出、清得掉', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits/card/h2');
    await page.fill('#doctor', '老周 13800000000');
    await page.waitForFunction(() => document.querySelector('.paper footer').textContent.includes('13800000000'));
    await go(page, 'settings');
    assert.match(await page.textContent('main'), /走访的 3 户/);
    assert.match(await page.textContent('main'), /村医怎么找/);
    await usable(page);
    await go(page, 'visits/file');
    await page.evaluate(() => sessionStorage.setItem('mingbai.unsent', '{}'));
    await page.getByRole('button', { name: '清除全部各户' }).tap();
    assert.equal((await kept(page)).length, 3, '先问一遍');
    await page.getByRole('button', { name: '不清除' }).tap();
    await page.getByRole('button', { name: '清除全部各户' }).tap();
    await page.getByRole('button', { name: '真的全部清除' }).tap();
    await says(page, 'away-says', '已经清除');
    assert.deepEqual(await stored(page), { databases: 0, local: [], session: [] });
    await go(page, 'visits');
    await page.waitForSelector('#household');
    assert.equal(await page.locator('.house').count(), 0);
    await page.reload();
    await page.waitForSelector('#household');
    assert.deepEqual(await stored(page), { databases: 0, local: [], session: [] });
    // The one list, the one button.
    await with_(page, address, few(), 'visits/card/h1');
    await page.reload();
    await page.fill('#doctor', '老周');
    await go(page, 'settings');
    await page.getByText('走访的 3 户').waitFor();
    await page.getByRole('button', { name: '清除这台设备上存的' }).tap();
    await page.getByText('什么也没有存').waitFor();
    assert.deepEqual(await stored(page), { databases: 0, local: [], session: [] });
  });

  test('不让存、存满了：说清楚，这次还能用', PHONE, async (page, address) => {
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, 'indexedDB', { get: () => null });
    });
    await page.goto(`${address}#visits`);
    await page.getByText('这个浏览器不让存东西').waitFor();
    await usable(page);
    await page.fill('#household', '王家');
    await tap(page, page.getByRole('button', { name: '加上' }));
    await page.fill('#person', '王大爷');
    await tap(page, page.getByRole('button', { name: '加上，接着问' }));
    await go(page, 'visits/file');
    await page.getByText('现在有 1 户').waitFor();
    const { bytes } = await saved(page, () => page.getByRole('button', { name: '不上锁导出' }).tap());
    assert.ok(bytes.toString().includes('王大爷'));
  });

  test('存满了：说清楚，改的还在页上', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits');
    await reckoned(page);
    await page.evaluate(() => {
      IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };
    });
    await page.fill('#household', '赵家');
    await tap(page, page.getByRole('button', { name: '加上' }));
    await page.getByText('这台设备存满了').waitFor();
    await go(page, 'visits');
    assert.ok((await names(page)).includes('赵家'));
    assert.equal((await kept(page)).length, 3);
  });

  for (const count of [1, 2, 3, 5, 7]) {
    test(`明白卡：${count} 口人，正好一页 A4`, DESK, async (page, address) => {
      const ill = [ILL, { ...ILL, insured_in: '光山县', disease: '尿毒症', hospital: undefined }, WELL, { ...ILL, insured_in: '秀山县', date: '2020-05-10', hospital: undefined, disease: '高血压' }];
      const people = Array.from({ length: count }, (_, at) => person(`p${at}`, `第${at + 1}个人`, ill[at % ill.length]));
      await with_(page, address, [house('h1', '王家', people)], 'visits/card/h1');
      await page.waitForSelector('.paper');
      await usable(page);
      const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
      assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length, 1);
      await page.emulateMedia({ media: 'print' });
      const cut = await page.evaluate(() => {
        const paper = document.querySelector('.paper');
        const edge = paper.getBoundingClientRect();
        return [...paper.querySelectorAll('li, h2, h3, p, .qr')].filter((it) => {
          const box = it.getBoundingClientRect();
          return box.bottom > edge.bottom + 1 || box.right > edge.right + 1;
        }).length + (paper.querySelector('.people').scrollHeight > paper.querySelector('.people').clientHeight + 1 ? 1000 : 0);
      });
      assert.equal(cut, 0, '有字印不下');
      assert.equal(await page.locator('.paper .qr').count(), count);
      assert.equal(await page.getByRole('button', { name: '存成图片' }).isVisible(), false);
    });
  }

  test('明白卡：二十口人，印到背面，一个字不少', DESK, async (page, address) => {
    const people = Array.from({ length: 20 }, (_, at) => person(`p${at}`, `第${at + 1}个人`, ILL));
    await with_(page, address, [house('h1', '大户', people)], 'visits/card/h1');
    await page.waitForSelector('.paper');
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.evaluate(() => {
      const paper = document.querySelector('.paper');
      return paper.scrollHeight <= paper.clientHeight + 1 && getComputedStyle(paper).overflow === 'visible';
    }));
    assert.equal(await page.locator('.paper .someone').count(), 20);
  });

  test('明白卡：说管什么、办什么、问谁、到哪天；能存图片，能发链接', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits/of/h2');
    await tap(page, page.getByRole('link', { name: '给这一户写明白卡' }));
    await page.fill('#doctor', '老周 13800000000');
    const paper = page.locator('.paper');
    await paper.getByText('老周 13800000000').waitFor();
    const said = await paper.textContent();
    const answer = JSON.parse(execFileSync(binary, ['answer'], { input: JSON.stringify(ILL), encoding: 'utf8' }));
    for (const { name } of [...answer.schemes, ...answer.waivers].filter((it) => it.verdict === 'yes')) assert.ok(said.includes(name), name);
    for (const word of ['管您的', '要办的', '还缺：身份证、医保卡、诊断书、结算单、困难人群的证件', '规定管到哪天', '2020', '12393', '以医保结算为准', '自己要掏']) assert.ok(said.includes(word), word);
    const { name, bytes } = await saved(page, () => page.getByRole('button', { name: '存成图片' }).tap());
    assert.equal(name, '王家的明白卡.png');
    assert.deepEqual([...bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    assert.equal(bytes.readUInt32BE(16), 1080);
    assert.ok(bytes.readUInt32BE(20) > 800, `${bytes.readUInt32BE(20)} 高`);
    const drawn = page.locator('img.drawn');
    await drawn.waitFor();
    assert.ok(await drawn.evaluate((it) => it.decode().then(() => it.naturalWidth === 1080)), '图片打不开');
    await usable(page);
    await tap(page, page.getByRole('link', { name: '把王大爷的链接发出去' }));
    const link = await page.inputValue('#link');
    assert.ok(!link.includes('p3') && !link.includes('王'), link);
    assert.equal(JSON.parse(execFileSync(binary, ['link', link], { encoding: 'utf8' })).disease, '食管癌');
    await page.goBack();
    await page.evaluate(() => { HTMLCanvasElement.prototype.getContext = () => null; });
    await page.getByRole('button', { name: '存成图片' }).tap();
    await page.getByText('画不了图片').waitFor();
  });

  test('去哪家医院：由近到远，和命令算的一样', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits/where/p3');
    await page.waitForSelector('.glance li');
    await usable(page);
    const { hospital, ...moved } = ILL;
    const asked = { ...moved, bill: { total: '50000', in_scope: '42000' } };
    const { compare } = JSON.parse(execFileSync(binary, ['compare'], { input: JSON.stringify(asked), encoding: 'utf8' }));
    const whole = ({ low, high }) => (low === high ? [Number(low)] : [Math.floor(Number(low)), Math.ceil(Number(high))]);
    const wanted = compare.filter((it) => it.at !== 'as_given').map((it) => `${it.name.replace('（转不转诊都一样）', '')} ${whole(it.estimate).join('到')}`);
    const shown = await page.locator('.glance li').evaluateAll((all) => all.map((it) => `${it.querySelector('.name').textContent} ${it.querySelector('strong').textContent.replace(/[¥, ]/g, '')}`));
    assert.deepEqual([...shown].sort(), wanted.sort());
    const near = shown.map((it) => ['乡镇', '县里', '市里', '省里', '外省'].findIndex((word) => it.startsWith(word))).filter((at) => at >= 0);
    assert.deepEqual(near, [...near].sort());
    assert.match(await page.textContent('main'), /转诊和报销的规定/);
    await page.getByRole('button', { name: '普通门诊' }).tap();
    await page.locator('.glance', { hasText: '村卫生室' }).waitFor();
    await page.getByRole('button', { name: '5,000 元' }).tap();
    await page.getByText('按 5,000 元看').waitFor();
    await page.fill('#about', '1.2万');
    await page.getByText('按 12,000 元看').waitFor();
    assert.equal((await kept(page)).find((it) => it.id === 'h2').people[0].visit, coded(ILL), '试的数不该记下');
    // Without a bill nothing is reckoned before a figure is chosen.
    await go(page, 'visits/where/p1');
    assert.equal(await page.locator('.glance').count(), 0);
    await usable(page);
  });

  test('走访：只用键盘', DESK, async (page, address) => {
    await page.goto(`${address}#visits`);
    await page.waitForSelector('#household');
    const reach = async (what) => {
      for (let presses = 0; presses < 60; presses += 1) {
        if (await page.evaluate((it) => document.activeElement?.matches(it), what)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab 走不到 ${what}`);
    };
    await reach('#household');
    await page.keyboard.type('王家');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#person');
    await reach('#person');
    await page.keyboard.type('王大爷');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#find');
    await reach('#find');
    await page.keyboard.type('都昌');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#date');
    await reach('.whose a');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.someone');
    await reach('a[href^="#visits/card"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.paper');
    await reach('#doctor');
    await reach('a[href^="#visits/of"]');
    await page.keyboard.press('Enter');
    await reach('a[href^="#visits/where"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#about');
    await reach('.choice[aria-pressed=false]');
    await go(page, 'visits/file');
    await reach('#lock');
    await page.keyboard.type('abcdefgh12');
    await page.keyboard.press('Tab');
    await page.keyboard.type('abcdefgh12');
    const { bytes } = await saved(page, () => page.keyboard.press('Enter'));
    assert.match(bytes.toString(), /^mingbai-households 1 locked/);
  });

  test('走访：断了网，都还能用', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits');
    await reckoned(page);
    await page.context().setOffline(true);
    await tap(page, page.locator('.house').first());
    await page.locator('.someone').waitFor();
    await tap(page, page.getByRole('link', { name: '给这一户写明白卡' }));
    await saved(page, () => page.getByRole('button', { name: '存成图片' }).tap());
    await go(page, 'visits/where/p3');
    await page.waitForSelector('.glance li');
    await go(page, 'visits/file');
    await saved(page, () => page.getByRole('button', { name: '不上锁导出' }).tap());
    await page.context().setOffline(false);
  });
}
