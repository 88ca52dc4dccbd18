// What the page says of answers not given, of what has ended, and of benefits inside layers.
import assert from 'node:assert/strict';
import { begin, knowing, link, settled, tap, unfold, walk } from './walk.mjs';
import { go, reckoned, with_ } from './houses.mjs';

const KNOWN = { 一共多少钱: '18500', 政策范围内: '17000', 住院: '住院', 哪一种: '', 参加了: '参加了', 保费: '交了，已生效', 什么地方: '里' };

export function saying(test, { PHONE, usable }) {
  test('说实话：跳过的题也算没答，问到了值多少写出来', PHONE, async (page, address) => {
    const asked = { date: '2026-06-01', insured_in: '都昌县', insurance: 'resident', hospital: '其他', care: 'inpatient', place: 'same_county', enrolled: true, premium_paid: true, year_to_date: { in_scope_self_pay: '0' }, person: { groups: 'none' }, bill: { total: '18500', in_scope: '17000' } };
    await page.goto(`${address}#${link('pay', 'result', asked)}`);
    await settled(page);
    const said = await page.textContent('.head-line');
    assert.match(said, /还差一样：医院是几级/);
    assert.match(said, /二级.*¥5,220/);
    assert.doesNotMatch(said, /不会变/);
    await usable(page);
    await tap(page, page.locator('.head-line a.go'));
    await tap(page, page.locator('main .choice', { hasText: /^二级$/ }));
    await walk(page, knowing(KNOWN));
    await settled(page);
    assert.match(await page.textContent('[data-headline]'), /5,220/);
  });

  test('说实话：没问的写没问清，不说材料没写', PHONE, async (page, address) => {
    const asked = { date: '2026-06-01', insured_in: '都昌县', care: 'inpatient', place: 'same_county', enrolled: true, premium_paid: true, person: { groups: 'none' }, bill: { total: '18500', in_scope: '17000' } };
    await page.goto(`${address}#${link('pay', 'result', asked)}`);
    await settled(page);
    await page.locator('.full-range > details > summary').click();
    const line = page.locator('.full-range .lines > li', { hasText: '基本医保' }).first();
    assert.match(await line.textContent(), /还没问清：医院几级/);
    assert.doesNotMatch(await line.textContent(), /材料没写/);
  });

  test('说实话：已到期的先说要问，徽章不写不管', PHONE, async (page, address) => {
    await page.goto(`${address}#${link('scheme', 'result', { date: '2023-06-01', insured_in: '秀山县', disease: '白血病' })}`);
    await settled(page);
    const first = await page.textContent('.answer > section');
    assert.match(first, /^没有查到今天的专项政策，不等于没有。/);
    assert.match(await page.textContent('footer .range'), /已到期、要问的 \d+ 项/);
    await unfold(page);
    // What a card holds comes a moment after the card is opened.
    await page.locator('main').filter({ hasText: '2021 年的规定' }).waitFor();
    const main = await page.textContent('main');
    assert.match(main, /2021 年的规定/);
    assert.match(main, /去.*或当地医保局问还有没有/);
    const marks = await page.locator('main .card', { hasText: '33种大病集中救治' }).locator('.mark').allTextContents();
    assert.deepEqual([...new Set(marks)], ['已到期，要问']);
    assert.equal(await page.locator('main summary', { hasText: '不管这次看病的政策' }).count(), 0);
    const paper = await page.textContent('article.sheet');
    assert.match(paper, /没有查到今天的专项政策，不等于没有/);
    assert.match(paper, /已到期，要问/);
    await usable(page);
  });

  test('说实话：两病的待遇在可能管里，走访也查得到，没查到是灰的', PHONE, async (page, address) => {
    const ill = { date: '2026-06-01', insured_in: '都昌县', disease: '高血压' };
    await page.goto(`${address}#${link('scheme', 'result', ill)}`);
    await settled(page);
    const card = page.locator('main section', { hasText: '可能管您的政策' }).locator('.card', { hasText: '江西省基本医保：高血压' }).first();
    await card.waitFor();
    await unfold(page);
    assert.match(await card.textContent(), /一年最多付 400 元/);
    const houses = [
      { id: 'h1', name: '王家', changed: 1_790_000_000_000, people: [{ id: 'p1', name: '王大爷', visit: link('scheme', 'result', ill).split('/')[2] }] },
      { id: 'h2', name: '李家', changed: 1_790_000_000_001, people: [{ id: 'p2', name: '李大爷', visit: link('scheme', 'result', { ...ill, disease: '新冠肺炎', insured_in: '秀山县', enrolled: true, person: { groups: 'none', sex: 'male', age: 60 } }).split('/')[2] }] },
    ];
    await with_(page, address, houses, 'visits');
    await reckoned(page);
    const marks = (name) => page.locator('.house', { hasText: name }).locator('.marks');
    assert.match(await marks('王家').textContent(), /要问清/);
    const body = await page.textContent('main');
    assert.doesNotMatch(body, /没看出漏了什么/);
    assert.equal(await page.locator('.house .mark.yes').count(), 0);
    await tap(page, page.locator('.house', { hasText: '王家' }));
    assert.match(await page.textContent('.someone'), /可能漏了的待遇.*一年最多付 400 元/s);
    await usable(page);
    await page.getByRole('button', { name: /江西省基本医保：高血压/ }).tap();
    await page.getByText('问过了').first().waitFor();
    await go(page, 'visits/card/h1');
    await page.goBack();
  });
}
