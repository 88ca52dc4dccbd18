// The family's interview: in which order it asks, what its foot says, where an edit and 上一步 lead.
import assert from 'node:assert/strict';
import { asking, begin, binary, coded, command, knowing, link, screen, settled, tap, title, visit, walk } from './walk.mjs';

const TODAY = { place: '都昌', day: '2026-11-29' };
/** Someone who knows the hospital and the cover, and has the receipt alone. */
const FAMILY = { 哪一种医保: '居民', 一共多少钱: '18500', 保费: '交了', 住院: '住院', 几级: '二级', 什么地方: '都昌县里', 转诊: '办了', 今年前面: '今年第一次', 哪一种: '' };

/** Someone in 许昌 who was in hospital before this year, and has not yet said how often. */
const AGAIN = {
  date: '2026-11-29', insured_in: '许昌市', insurance: 'resident', care: 'inpatient', grade: 'secondary', tier: 'county', place: 'same_county', hospital: '其他',
  enrolled: true, premium_paid: true, referred: true, disease: [], answers: { 'xc-city-area': true },
  year_to_date: { in_scope_self_pay: '2000.00', paid: { 基本医保: '6000.00', 大病保险: '0.00' } },
  person: { groups: 'none', age: 45, sex: 'male' }, bill: { total: '18500', in_scope: '17000' },
};

const foot = async (page) => (await page.locator('footer .range').textContent()).trim();

/** Every title on the way, and every word of the foot. */
async function titles(page, told) {
  const asked = [];
  const feet = [];
  await walk(page, knowing(told), async () => {
    if (!(await asking(page))) return;
    asked.push(await title(page));
    feet.push(await foot(page));
  });
  return { asked, feet };
}

const at = (asked, part) => asked.findIndex((it) => it.includes(part));

export function interviews(test, { PHONE, usable }) {
  test('今年又住院（许昌）：只问第几次，第二次起付线减半', PHONE, async (page, address) => {
    await page.goto(`${address}#${link('pay', 'result', AGAIN)}`);
    await page.waitForSelector('main [data-case=ask]');
    await settled(page);
    await usable(page);
    await tap(page, page.locator('main a.go', { hasText: '第几次住院' }));
    assert.equal(await title(page), '这是今年第几次住院？');
    await usable(page);
    await page.fill('main #stay', '2');
    await tap(page, page.locator('main button.go'));
    await page.waitForSelector('main [data-case="4816.00"]');
    assert.match(await page.textContent('main [data-rule]'), /先自付 200/);
    const asked = await visit(page);
    assert.equal(asked.this_year.stay, 2);
    assert.equal(command(binary, asked).case.pays, '4816.00');
    await usable(page);
  });

  test('问的次序：先问少了就说不出数的，再问人群，最后才看单子', PHONE, async (page, address) => {
    await begin(page, address, { goal: '我要付多少', ...TODAY });
    const { asked, feet } = await titles(page, FAMILY);
    const groups = at(asked, '哪一种？');
    for (const must of ['哪一种医保', '保费', '住院', '几级', '什么地方']) {
      assert.ok(at(asked, must) >= 0, `没有问：${must}；问了 ${asked}`);
      assert.ok(at(asked, must) < groups, `人群问早了：${asked}`);
    }
    assert.equal(new Set(asked).size, asked.length, `同一题问了两遍：${asked}`);
    for (const said of feet) assert.doesNotMatch(said, /¥0 到|管您的 0 项/, said);
    assert.ok(feet.some((it) => /^还要知道：.+/.test(it)), feet.join('；'));
    // What was announced is never exceeded, and the result stands there.
    assert.equal(await page.locator('main [data-low]').count() > 0, true);
    const stated = command(binary, await visit(page)).case;
    assert.ok(stated?.low, JSON.stringify(stated));
    const whole = Number(stated.low).toLocaleString('en-US');
    assert.ok((await foot(page)).includes(whole), `${await foot(page)}：没有 ${whole}`);
  });

  test('还没去看病：不问单子上的数，问完只说怎么报', PHONE, async (page, address) => {
    await begin(page, address, { goal: '我要付多少', ...TODAY });
    const { asked } = await titles(page, { ...FAMILY, 手里有哪种: '还没有单子', 一共多少钱: null });
    assert.ok(at(asked, '政策范围内') < 0, `${asked}`);
    assert.ok(at(asked, '几级') > 0 && at(asked, '哪一种？') > at(asked, '几级'), `${asked}`);
    assert.match(await foot(page), /先自付 400，其余报 80%/);
  });

  test('不知道医院几级：别的题照样问，结果说还差一样、值多少', PHONE, async (page, address) => {
    await begin(page, address, { goal: '我要付多少', ...TODAY });
    const { asked } = await titles(page, { ...FAMILY, 几级: null });
    assert.ok(at(asked, '几级') < at(asked, '哪一种？'), `${asked}`);
    assert.match(await foot(page), /^还差：医院几级$/);
    await tap(page, page.locator('footer a', { hasText: '问题清单' }));
    await settled(page);
    const said = await page.locator('.missing').textContent();
    assert.match(said, /^还差一样：医院几级。问到了，可从 ¥[\d,]+ 降到 ¥[\d,]+。$/);
    await usable(page);
    const row = page.locator('main [data-fact=grade]');
    assert.match(await row.textContent(), /不知道改问到了，可从 ¥/);
    await tap(page, row);
    await tap(page, page.locator('main .choice', { hasText: '二级' }));
    assert.equal(await screen(page), 'facts');
    assert.equal(await page.locator('.missing').count(), 0);
  });

  test('改一项：从哪里来回哪里去，改的那一行看得见', PHONE, async (page, address) => {
    const told = { date: '2026-11-29', insured_in: '都昌县', insurance: 'resident', enrolled: true, premium_paid: true, care: 'inpatient', grade: 'secondary', hospital: '其他', place: 'same_county', year_to_date: { in_scope_self_pay: '0' }, bill: { total: '18500' } };
    await page.goto(`${address}#${link('pay', 'facts', told)}`);
    await page.waitForSelector('main .fact');
    await settled(page);
    const row = page.locator('main [data-fact=premium_paid]');
    assert.match(await row.textContent(), /改$/);
    await tap(page, row);
    assert.equal(await screen(page), 'edit.premium_paid');
    await tap(page, page.locator('main .choice', { hasText: '没交' }));
    assert.equal(await screen(page), 'facts');
    await page.waitForFunction(() => document.activeElement?.dataset?.fact === 'premium_paid');
    const seen = await row.evaluate((it) => { const box = it.getBoundingClientRect(); return box.top >= 0 && box.bottom <= document.querySelector('footer.bar').getBoundingClientRect().top; });
    assert.ok(seen, '改的那一行不在眼前');
    assert.match(await row.textContent(), /没交/);
    // From the answer, back to the answer; also after a reload on the way.
    await page.goto(`${address}#${link('pay', 'result', told)}`);
    await settled(page);
    const edits = page.locator('main a[href*="/change."]');
    assert.ok((await edits.count()) > 0, '结果页上没有可改的');
    await page.goto(`${address}#${link('pay', 'change.grade', told)}`);
    await page.reload();
    await page.waitForSelector('main .question');
    await tap(page, page.locator('main .choice', { hasText: '三级' }));
    assert.equal(await screen(page), 'result');
    assert.equal((await visit(page)).grade, 'tertiary');
  });

  test('打开别人发来的链接：说是谁的、哪天的，上一步不离开', PHONE, async (page, address) => {
    const told = { date: '2026-11-29', insured_in: '都昌县', bill: { total: '18500' } };
    await page.goto(`${address}#${link('pay', 'share', told)}`);
    const sent = await page.locator('main input[readonly]').inputValue();
    const other = await page.context().newPage();
    await other.goto('about:blank');
    await other.goto(sent);
    await other.waitForSelector('main .from');
    assert.match(await other.locator('main .from').textContent(), /^别人发来的，(今天|\d+月\d+日)算的。$/);
    const back = other.locator('footer button', { hasText: '上一步' });
    await tap(other, back);
    assert.equal(await screen(other), 'facts');
    await tap(other, back);
    await other.waitForSelector('#app > main.home');
    // What was gone to from here is gone back from, as ever.
    await other.goto('about:blank');
    await other.goto(sent);
    await other.waitForSelector('main .from');
    await tap(other, other.locator('footer a', { hasText: '问题清单' }));
    await tap(other, other.locator('main [data-fact=care]'));
    await other.reload();
    await other.waitForSelector('main .question');
    await tap(other, back);
    assert.equal(await screen(other), 'facts');
    await tap(other, back);
    assert.equal(await screen(other), 'result');
    await other.close();
  });

  test('只勾知道的：勾上的是，别的还不知道', PHONE, async (page, address) => {
    await page.goto(`${address}#${link('pay', 'say.groups', { date: '2026-11-29', insured_in: '都昌县', bill: { total: '18500' } })}`);
    await page.waitForSelector('main .tick');
    await settled(page);
    assert.equal(await page.locator('main .choice', { hasText: '别的不知道' }).count(), 0);
    await page.locator('main .tick', { hasText: '低保对象' }).first().click();
    await tap(page, page.locator('main .choice', { hasText: '勾上的是，别的不知道' }));
    const { groups } = (await visit(page)).person;
    assert.equal(groups.低保对象, true);
    assert.ok(!Object.values(groups).includes(false), JSON.stringify(groups));
  });

  test('医院在什么地方：用当地的名字', PHONE, async (page, address) => {
    for (const [place, names] of [['都昌县', ['都昌县里', '九江别的县区', '江西别的市', '外省']], ['秀山县', ['秀山县里', '重庆别的区县', '外省']]]) {
      await page.goto(`${address}#pay/say.place/${coded({ date: '2026-11-29', insured_in: place, bill: { total: '18500' } })}`);
      await page.waitForSelector('main .choice');
      await settled(page);
      const said = await page.locator('main .choice').allTextContents();
      assert.deepEqual(said, [...names, '不知道']);
      await usable(page);
    }
    await page.goto(`${address}#pay/say.plan/${coded({ date: '2020-06-01', insured_in: '秀山县', bill: { total: '18500' } })}`);
    await page.waitForSelector('main .choice');
    assert.deepEqual(await page.locator('main .choice').allTextContents(), ['一档', '二档', '不知道']);
  });
}
