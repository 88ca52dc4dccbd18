// The family's result: the case leads, its conditions can be changed, what is missing is filled in
// on the spot, what to do stands in full, and the full range comes last.
import assert from 'node:assert/strict';
import { caseAgrees } from './checks.mjs';
import { asking, command, link, screen, settled, tap, unfold, visit } from './walk.mjs';

const KNOWN = {
  date: '2026-11-29', insurance: 'resident', enrolled: true, premium_paid: true, care: 'inpatient', hospital: '其他',
  year_to_date: { in_scope_self_pay: '0' },
};
const COUNTY = { ...KNOWN, insured_in: '都昌县', grade: 'secondary', place: 'same_county', bill: { total: '18500' } };
const USUAL = { ...COUNTY, person: { groups: 'none' } };
/** In 樟树 no table states how much 医疗救助 pays. */
const AID_OPEN = { ...COUNTY, insured_in: '樟树市' };
const POOR = { ...AID_OPEN, person: { groups: { 低保对象: true } } };
const AWAY = { ...KNOWN, insured_in: '朝天区', grade: 'tertiary', place: 'other_province', referred: false, answers: { 'filed-away': false }, person: { groups: 'none' }, bill: { total: '60000' } };
const NO_TABLE = { ...COUNTY, insured_in: '其他' };
const BEFORE = { ...COUNTY, bill: undefined };
const NO_GRADE = { ...COUNTY, grade: undefined };
const EMPLOYEE = { ...COUNTY, insurance: 'employee' };
/** Each visit, and what leads its result. */
const ALL = [
  ['普通', USUAL, '4020.00'], ['不知道人群', COUNTY, '4020.00'], ['低保', POOR, '4020.00'], ['外省', AWAY, 'blank'], ['没有表', NO_TABLE, 'blank'],
  ['看病前', BEFORE, 'rule'], ['差等级', NO_GRADE, 'ask'], ['职工', EMPLOYEE, 'none'],
];

/** Where a part begins, from the top of the page. */
const top = (page, part) => page.locator(part).first().evaluate((it) => Math.round(it.getBoundingClientRect().top + scrollY));

export function results(test, { PHONE, DESK, binary, usable }) {
  const show = async (page, address, asked) => {
    await page.goto('about:blank');
    await page.goto(`${address}#${link('pay', 'result', asked)}`);
    await page.waitForSelector('main [data-case]');
    await settled(page);
  };

  test('结果页：那天还没有到、用的数太旧，写在最上面', PHONE, async (page, address) => {
    for (const [which, asked] of [['2031 年', { ...USUAL, date: '2031-05-01' }], ['现在', USUAL], ['2020 年', { ...USUAL, date: '2020-06-01' }]]) {
      await show(page, address, asked);
      const { alerts } = command(binary, await visit(page));
      assert.equal(alerts.length > 0, which !== '2020 年', `${which}：${alerts}`);
      assert.deepEqual(await page.locator('main .alert p').allTextContents(), alerts, which);
      if (alerts.length) assert.ok((await top(page, 'main .alert')) < (await top(page, 'main .head-line')), which);
      await usable(page);
    }
  });

  for (const [name, window] of [['手机', PHONE], ['电脑', DESK]]) {
    test(`结果页：先说出一个数，范围在最后（${name}）`, window, async (page, address) => {
      for (const [which, asked, leads] of ALL) {
        await show(page, address, asked);
        assert.equal(await page.locator('main [data-case]').getAttribute('data-case'), leads, which);
        await caseAgrees(page, command(binary, await visit(page)));
        const lead = await page.locator('main [data-headline], main [data-rule]').allTextContents();
        // Nothing that leads is a range, and the kindest amount is never alone.
        assert.ok(lead.length > 0, which);
        for (const text of lead) assert.doesNotMatch(text.replace(/元报.*/, ''), /¥[\d,.]+ 到 ¥/, `${which}：${text}`);
        const amounts = await page.locator('main .amounts li').allTextContents();
        if (asked === USUAL) assert.deepEqual(amounts.map((it) => it.replace(/\s/g, '')), ['目录里的全算至少¥4,020', '一成在目录外¥5,500', '两成在目录外¥6,980']);
        if (asked === POOR) for (const text of amounts) assert.match(text, /最多/);
        const sizes = await page.locator('main .amounts strong').evaluateAll((all) => all.map((it) => getComputedStyle(it).fontSize));
        assert.ok(new Set(sizes).size <= 1, `${which}：大小不一样 ${sizes}`);
        // Order: what leads, what to do, what would change it, the policies, the small print.
        const tops = [];
        for (const part of ['.head-line', '.todo', '.onward', '.small-print']) tops.push(await top(page, `main ${part}`));
        assert.deepEqual(tops, [...tops].sort((a, b) => a - b), `${which}：次序 ${tops}`);
        if (await page.locator('main [data-low]').count()) assert.ok((await top(page, 'main [data-low]')) > tops[2], `${which}：范围不在最后`);
        const all = await page.textContent('main');
        assert.match(all, /以医保结算为准/);
        assert.doesNotMatch(all.replaceAll('材料没说清', ''), /材料没有说/, which);
        await usable(page);
      }
    });
  }

  test('结果页：到政策之前最多两屏', PHONE, async (page, address) => {
    await show(page, address, USUAL);
    // A warning above everything else comes on top of the two screens.
    const warned = (await top(page, 'main .answer')) - (await top(page, 'main .alert'));
    const policies = (await top(page, 'main .none-found')) - warned;
    assert.ok(policies <= 2 * PHONE.viewport.height, `政策从 ${policies} 开始`);
    assert.match(await page.textContent('main .none-found'), /^没有查到今天的专项政策，不等于没有/);
  });

  test('结果页：拖滑块，用键盘也行，数就是算的数', PHONE, async (page, address) => {
    await show(page, address, USUAL);
    const slider = page.getByRole('slider');
    const said = () => page.textContent('main [data-slid]');
    assert.equal(await said(), '目录外 0 元，您付 4,020 元');
    await slider.focus();
    for (let at = 0; at < 20; at += 1) await page.keyboard.press('ArrowRight');
    assert.equal(await said(), '目录外 1,850 元，您付 5,500 元');
    assert.equal(await slider.getAttribute('aria-valuetext'), await said());
    await page.keyboard.press('End');
    assert.equal(await said(), '目录外 9,250 元，您付 11,420 元');
    // Between points it is what the command says, to the yuan.
    await page.keyboard.press('Home');
    for (let at = 0; at < 33; at += 1) await page.keyboard.press('ArrowRight');
    const out = Number((await said()).match(/目录外 ([\d,.]+)/)[1].replaceAll(',', ''));
    const pays = Number((await said()).match(/您付 ([\d,.]+)/)[1].replaceAll(',', ''));
    const exact = command(binary, { ...USUAL, bill: { total: '18500', in_scope: String(18500 - out) } });
    assert.ok(Math.abs(Number(exact.case.pays) - pays) <= 2, `${out}：${pays}，命令说 ${exact.case.pays}`);
    // Touch: where the finger is.
    await slider.evaluate((it) => it.scrollIntoView({ block: 'center' }));
    const box = await slider.boundingBox();
    await page.touchscreen.tap(box.x + box.width - 2, box.y + box.height / 2);
    assert.equal(await said(), '目录外 9,250 元，您付 11,420 元');
    // The amounts above do not move with it.
    assert.match(await page.textContent('main .amounts'), /4,020.*5,500.*6,980/s);
  });

  test('结果页：条件一点就改，改完数跟着变', PHONE, async (page, address) => {
    await show(page, address, AID_OPEN);
    const chip = page.locator('main [data-condition=groups]');
    assert.match(await chip.textContent(), /最多再少付 ¥4,020/);
    await tap(page, chip);
    assert.ok(await asking(page));
    await page.locator('main .tick', { hasText: /^低保对象$/ }).click();
    await tap(page, page.locator('main .several .go'));
    assert.equal(await screen(page), 'result', '改完没有回到结果');
    await settled(page);
    assert.match(await page.textContent('main [data-not-counted]'), /医疗救助最多再减 ¥4,020。问乡镇（街道）的民政，或医保局/);
    assert.match(await page.textContent('main [data-action="0"]'), /申请医疗救助/);
    // Every condition leads to its question; the one that changes the whole bill is the last.
    await show(page, address, AID_OPEN);
    const keys = await page.locator('main [data-condition]').evaluateAll((all) => all.map((it) => it.dataset.condition));
    assert.equal(keys.at(-1), 'liable');
    for (const key of keys) {
      await show(page, address, AID_OPEN);
      await tap(page, page.locator(`main [data-condition="${key}"]`));
      assert.ok(await asking(page), key);
      assert.match(await screen(page), /\./, key);
    }
  });

  test('结果页：另一种人付多少，点了就照着算', PHONE, async (page, address) => {
    await show(page, address, COUNTY);
    await unfold(page);
    const way = page.locator('main .onward .asks a', { hasText: '是低保对象的话' });
    await tap(page, way);
    assert.equal((await visit(page)).person.groups.低保对象, true);
    await caseAgrees(page, command(binary, await visit(page)));
  });

  test('结果页：缺的数当场填，填了就有一个数', PHONE, async (page, address) => {
    await show(page, address, NO_TABLE);
    assert.match(await page.textContent('main [data-blanks]'), /还缺：基本医保的起付线、基本医保的报销比例/);
    assert.match(await page.locator('#to-say').inputValue(), /居民医保，在二级医院住院，起付线是多少，报百分之几？/);
    assert.equal(await page.locator('main .payers').count(), 0, '什么都不知道，不画图');
    await page.locator('main .head-line button.go').tap();
    assert.match(await page.textContent('main .head-line [role=alert]'), /先填一个/);
    await page.getByLabel('起付线').fill('400');
    await tap(page, page.locator('main .head-line button.go'));
    assert.equal(await page.locator('main [data-case]').getAttribute('data-case'), 'blank');
    assert.equal(await page.locator('main [data-blanks]').getAttribute('data-blanks'), '1');
    await page.getByLabel('报多少').fill('70%');
    await tap(page, page.locator('main .head-line button.go'));
    assert.equal(await page.locator('main [data-case]').getAttribute('data-case'), '5830.00');
    assert.equal(await screen(page), 'result');
    const kept = (await visit(page)).local;
    assert.deepEqual(Object.keys(kept).filter((it) => it.startsWith('基本医保')).length > 0, true);
  });

  // Today's table of 朝天 names a document whose figures nobody has seen.
  test('结果页：只知道名字的文件，空格正好是里面要看的几样', PHONE, async (page, address) => {
    await show(page, address, { ...USUAL, insured_in: '朝天区', bill: { total: '18500', in_scope: '17000' } });
    assert.match(await page.textContent('main [data-document]'), /广府规〔2022〕2号.*问医保局要这份文件.*起付线、比例、封顶线/);
    const fields = await page.locator('main .head-line label').allTextContents();
    assert.deepEqual(fields.map((it) => it.trim()), ['起付线，元', '报多少，如 60%', '一年最多付，元']);
    await page.getByLabel('起付线').fill('400');
    await page.getByLabel('报多少').fill('70%');
    await page.getByLabel('一年最多付').fill('100000');
    await tap(page, page.locator('main .head-line button.go'));
    // 18,500 - (17,000 - 400) x 70%.
    assert.equal(await page.locator('main [data-case]').getAttribute('data-case'), '6880.00');
    assert.doesNotMatch(await page.textContent('main'), /没到封顶线/);
  });

  test('结果页：差一样，各是多少写出来，点了就有', PHONE, async (page, address) => {
    await show(page, address, NO_GRADE);
    const rows = await page.locator('main .answers li').allTextContents();
    assert.equal(rows.length, 3);
    assert.match(rows[1], /二级.*¥4,020（目录里全算）.*¥6,980（两成在外）/);
    await tap(page, page.locator('main .answers a', { hasText: '二级' }));
    assert.equal(await page.locator('main [data-case]').getAttribute('data-case'), '4020.00');
  });

  test('结果页：谁付多少，说不准的画成斜线并写名字', PHONE, async (page, address) => {
    await show(page, address, POOR);
    assert.match(await page.textContent('main [data-open]'), /这里面，医疗救助可能付.*最多 ¥4,020\.00/);
    assert.equal(await page.locator('main .payers rect[fill="url(#pay-open)"]').count(), 1);
    await show(page, address, USUAL);
    assert.equal(await page.locator('main [data-open]').count(), 0);
    const sums = await page.locator('main .case-lines .sum').allTextContents();
    assert.deepEqual(sums, ['¥14,480.00', '¥4,020.00']);
    await page.locator('main .case-lines summary').first().click();
    assert.match(await page.textContent('main .case-lines .trace'), /80%/);
  });

  test('结果页：三件事，有地方去，有话说，不说别人的', PHONE, async (page, address) => {
    for (const [which, asked] of ALL) {
      await show(page, address, asked);
      const told = await page.locator('main [data-action]').allTextContents();
      // The call for missing figures stands at the head.
      const least = (await page.locator('#to-say').count()) ? 2 : 3;
      assert.ok(told.length >= least && told.length <= 3, `${which}：${told.length} 件`);
      for (const text of told) {
        assert.match(text, /这样说：“.+”|去|带/, `${which}：${text}`);
        assert.doesNotMatch(text, /财政补助|的认定|材料没有说|不用备案/, `${which}：${text}`);
      }
    }
  });
}
