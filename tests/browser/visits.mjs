// The village doctor's round: households kept, sorted, changed; how fast; by keys; without a network.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { few, go, house, ILL, kept, made, names, person, reckoned, saved, says, stored, visits, WELL, with_ } from './houses.mjs';
import { becomes, coded, tap, title } from './walk.mjs';

/** The longest a tap may take. */
// Own work of one tap in milliseconds that no machine needs, unless all households are drawn or reckoned at once.
const MOST = 300;

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

  test('走访：改人群，这个地方认的人群都在，不管眼下问不问', PHONE, async (page, address) => {
    const man = { date: '2020-05-10', insured_in: '修水县', disease: '食管癌', person: { sex: 'male', age: 45 } };
    await with_(page, address, [house('h1', '王家', [person('p1', '王大爷', man)])], 'visits/of/h1');
    await page.locator('.someone').waitFor();
    await tap(page, page.getByRole('link', { name: '改人群' }));
    const shown = await page.locator('main .tick').allTextContents();
    for (const name of ['建档立卡贫困人口', '贫困人口', '低保对象', '特困人员']) assert.ok(shown.includes(name), `没有${name}：${shown}`);
    await usable(page);
    await page.locator('main .tick', { hasText: /^低保对象$/ }).tap();
    await tap(page, page.locator('main .several .go'));
    await tap(page, page.getByRole('link', { name: '回到这一户' }));
    assert.match(await page.textContent('.someone'), /修水县，食管癌，低保对象/);
    // Once told, the others can still be told.
    await tap(page, page.getByRole('link', { name: '改人群' }));
    assert.equal(await page.locator('main .tick input:checked').count() > 0, true);
    assert.deepEqual(await page.locator('main .tick').allTextContents(), shown);
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
    await becomes(page, disease, coded(WELL));
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
    await page.locator('.someone', { hasText: '没查到，不等于没有' }).or(page.locator('.someone .marks', { hasText: '要问清' })).first().waitFor();
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
    await becomes(other, async () => (await kept(other)).some((it) => it.name === '李大家'), true);
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

  test('走访：三百户一千人，点哪里都不等', PHONE, async (page, address) => {
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
    // A comparison of every hospital with every other may take twice as long.
    const most = (what) => (what === '点一个数' ? 2 * MOST : MOST);
    for (const { what, worked: took } of rows) assert.ok(took <= most(what), `${what} 做了 ${took} 毫秒`);
    // Reckoned once: opened anew, nothing waits.
    await page.reload();
    await reckoned(page);
    assert.equal((await page.evaluate(() => indexedDB.databases())).length, 1);
  }, { alone: true });

  test('走访：没算完时点也不等', PHONE, async (page, address) => {
    await with_(page, address, made(300, 1000, visits()), 'words');
    await page.addInitScript(() => {
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
    // All of them at once take more than a second on any machine.
    assert.ok(long.every((it) => it <= 600), `算的时候卡住了：${long}`);
  }, { alone: true });

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
