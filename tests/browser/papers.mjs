// The papers a family is handed: a receipt and a list of charges, each with its short form.
import assert from 'node:assert/strict';
import { amountsAgree, barAgrees, fits } from './checks.mjs';
import { asking, begin, coded, knowing, settled, tap, title, unfold, visit, walk } from './walk.mjs';

const START = { goal: '我要付多少', place: '都昌', day: '2026-06-01' };
const ANSWERS = { 住院: '住院', 几级: '二级', 什么地方: '都昌县里', 今年前面: '今年第一次', 哪一种: '', 参加了: '参加了', 保费: '交了，已生效' };

export function papers(test, { PHONE, binary, usable }) {
  const SMALL = { ...PHONE, viewport: { width: 360, height: 640 } };
  const paper = (page, name) => tap(page, page.locator('main .choice', { hasText: name }));
  const alert = (page, field) => page.textContent(`#${field}-note [role=alert]`);
  const go = (page) => page.locator('main button.go').tap();
  /** Goes on to the answer; the amount in scope is never asked for by that name, nor any paper twice. */
  const toAnswer = (page) => walk(page, knowing(ANSWERS), async (page) => {
    await fits(page);
    if (await asking(page)) assert.doesNotMatch(await title(page), /政策范围|票据|清单/);
  });
  const inRow = (page, name) => page.locator('main .fact', { hasText: name });

  test('票据：照着填几个数，错了说哪一格、写的还在，退回来也在', SMALL, async (page, address) => {
    await begin(page, address, START);
    assert.deepEqual(await page.locator('main .choice > span').allTextContents(), ['结算单', '票据（发票）', '费用清单', '还没有单子', '说不出多少钱']);
    await usable(page);
    await paper(page, '票据');
    assert.equal(await title(page), '票据上写的个人自费是多少？');
    for (const field of ['own-expense', 'own-share', 'fund-paid', 'other-paid']) assert.match(await page.textContent(`#${field}-note`), /在票据的其他信息里/, field);
    await usable(page);
    assert.doesNotMatch(await page.textContent('main'), /这一问只看哪个政策/);
    await page.fill('#total', '１８，５００');
    assert.match(await page.textContent('#total-note'), /是 18,500 元/);
    await page.fill('#own-expense', '两千');
    await go(page);
    assert.match(await alert(page, 'own-expense'), /数字|12000/);
    await page.fill('#own-expense', '19000');
    await go(page);
    assert.match(await alert(page, 'own-expense'), /个人自费比总费用还多/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'own-expense');
    await page.fill('#own-expense', '1500');
    await page.fill('#own-share', '5000');
    await page.fill('#fund-paid', '12000.01');
    await go(page);
    assert.match(await alert(page, 'fund-paid'), /加起来，比总费用还多/);
    assert.equal(await page.inputValue('#total'), '１８，５００');
    assert.equal(await page.inputValue('#own-share'), '5000');
    await page.fill('#fund-paid', '1.2万');
    await page.fill('#other-paid', '0');
    await usable(page);
    await tap(page, page.locator('main button.go'));
    const told = { own_expense: '1500.00', own_share: '5000.00', fund_paid: '12000.00', other_paid: '0.00' };
    assert.deepEqual((await visit(page)).bill, { total: '18500.00', receipt: told });
    await barAgrees(page, binary);
    // Back to the form, and on again.
    await page.goBack();
    await page.waitForSelector('#own-expense');
    await page.goForward();
    await page.waitForFunction(() => !document.querySelector('#own-expense'));
    await toAnswer(page);
    await amountsAgree(page, binary);
    const { low, high } = await page.locator('main [data-low]').evaluate((it) => ({ low: Number(it.dataset.low), high: Number(it.dataset.high) }));
    assert.ok(low > 0 && high < 18500 - 0.01, `${low} ${high}`);
    // 个人自费 is told: what is left stands on the other paper, one tap from the condition.
    assert.ok((await page.locator('main a[href*="charges"]').count()) > 0);
    // In the list of facts one row, with what was told in its form.
    await tap(page, page.locator('footer a', { hasText: '问题清单' }));
    assert.match(await inRow(page, '票据/清单上的数').textContent(), /填了 4 个数/);
    await tap(page, inRow(page, '票据/清单上的数'));
    assert.equal(await page.inputValue('#fund-paid'), '12,000');
    await page.fill('#fund-paid', '');
    await tap(page, page.locator('main button.go'));
    assert.match(await inRow(page, '票据/清单上的数').textContent(), /填了 3 个数/);
    // Before it goes out, each figure is listed.
    await page.goto(`${address}#pay/share/${coded(await visit(page))}`);
    await settled(page);
    const listed = await page.textContent('main');
    for (const it of ['票据上的个人自费¥1,500.00', '票据上的个人自付¥5,000.00', '票据上的其他支付¥0.00']) assert.ok(listed.includes(it), it);
    assert.ok(!listed.includes('统筹基金支付'));
  });

  test('费用清单：三个数填全，范围内就是准数；两张单子换着填', SMALL, async (page, address) => {
    await begin(page, address, START);
    await paper(page, '费用清单');
    assert.equal(await title(page), '费用清单上写了多少？');
    await usable(page);
    await page.fill('#total', '18500');
    await page.fill('#own-expense', '1000');
    await page.fill('#first-self-pay', '17500');
    await page.fill('#over-limit', '0.01');
    await go(page);
    assert.match(await alert(page, 'over-limit'), /加起来，比总费用还多/);
    await page.fill('#first-self-pay', '450');
    await page.fill('#over-limit', '50');
    await tap(page, page.locator('main button.go'));
    assert.deepEqual((await visit(page)).bill, { total: '18500.00', charges: { own_expense: '1000.00', first_self_pay: '450.00', over_limit: '50.00' } });
    await toAnswer(page);
    await amountsAgree(page, binary);
    const { low, high } = await page.locator('main [data-low]').evaluate((it) => it.dataset);
    assert.equal(low, high);
    await tap(page, page.locator('footer a', { hasText: '问题清单' }));
    await tap(page, inRow(page, '票据/清单上的数'));
    assert.equal(await page.inputValue('#first-self-pay'), '450');
    await tap(page, page.locator('main .choice', { hasText: '手里的是票据' }));
    assert.equal(await page.inputValue('#total'), '18,500');
    // What the two say cannot both be.
    await page.fill('#fund-paid', '17,100');
    await go(page);
    assert.match(await alert(page, 'total'), /票据上的数和费用清单上的数对不上/);
    assert.equal(await page.inputValue('#fund-paid'), '17,100');
    await page.fill('#fund-paid', '13,000');
    await tap(page, page.locator('main button.go'));
    assert.match(await inRow(page, '票据/清单上的数').textContent(), /填了 4 个数/);
  });

  test('还没有单子：不问票据；结算单上没写范围内，再问票据，也可以不知道', SMALL, async (page, address) => {
    await begin(page, address, START);
    await paper(page, '还没有单子');
    await page.fill('#amount', '18500');
    await tap(page, page.locator('main button.go'));
    await toAnswer(page);
    await unfold(page);
    assert.doesNotMatch(await page.textContent('.onward'), /政策范围内/);
    await begin(page, address, START);
    await paper(page, /^结算单/);
    await page.getByLabel('符合政策范围金额').waitFor();
    await page.fill('#total', '18500');
    await tap(page, page.locator('main button.go'));
    let asked = 0;
    await walk(page, async (question, page) => {
      if (!/票据/.test(question)) return knowing(ANSWERS)(question, page);
      asked += 1;
      assert.equal(await page.inputValue('#total'), '18,500');
      return false;
    });
    assert.equal(asked, 1);
    await amountsAgree(page, binary);
    assert.deepEqual((await visit(page)).bill, { total: '18500.00' });
  });

  test('从前的链接里有政策范围内：照样用，说在哪一行', SMALL, async (page, address) => {
    const asked = { date: '2026-06-01', insured_in: '都昌县', care: 'inpatient', bill: { total: '18500', in_scope: '17000' } };
    await page.goto(`${address}#pay/facts/${coded(asked)}/in_scope`);
    await settled(page);
    assert.match(await inRow(page, '结算单上的数').textContent(), /填了 1 个数/);
    await tap(page, inRow(page, '票据/清单上的数'));
    assert.match(await page.textContent('main'), /“符合政策范围金额”已经填了，先用它算/);
    await page.goBack();
    await tap(page, inRow(page, '结算单上的数'));
    assert.equal(await page.inputValue('#in-scope'), '17,000');
    await page.goto(`${address}#pay/share/${coded(asked)}`);
    await settled(page);
    assert.match(await page.textContent('main'), /符合政策范围金额¥17,000.00/);
  });
}
