// Policies without answering anything: by place, with sources, and worked cases one can try.
import assert from 'node:assert/strict';
import { PHONE } from './browser.mjs';
import { command, tap, title, unfold, visit } from './walk.mjs';
import { longSentences } from './text.mjs';

/** Adds these journeys; `binary` is the command, `usable` looks at size and labels. */
export function policies(test, { binary, usable }) {
  test('政策：每张表都点得开，说得短，有出处', PHONE, async (page, address) => {
    await page.goto(address);
    await tap(page, page.getByRole('link', { name: '只想看政策怎么写' }));
    await usable(page);
    const links = await page.locator('main a.fact').evaluateAll((all) => all.map((it) => it.getAttribute('href')));
    assert.ok(links.length >= 15, `只有 ${links.length} 张表`);
    for (const link of links) {
      await page.goto(`${address}${link}`);
      await page.waitForSelector('main .card');
      await unfold(page);
      assert.deepEqual(await longSentences(page), [], link);
      const bare = await page.locator('main .card > details').evaluateAll((all) => all.filter((it) => !it.querySelector('.sources li')).map((it) => it.textContent.slice(0, 40)));
      assert.deepEqual(bare, [], `${link}：没有出处`);
    }
    await usable(page);
  });

  test('政策：名单说清共几种、点名几种，空白就写没有写', PHONE, async (page, address) => {
    await page.goto(`${address}#policy`);
    await tap(page, page.locator('main a.fact', { hasText: '秀山县健康扶贫' }));
    const text = await page.textContent('main');
    assert.match(text, /共 33 种，点名 3 种。/);
    assert.match(text, /文件没有写的/);
    assert.match(text, /不能据此说不管/);
  });

  test('政策：算例点“试一试”，得出的就是写明的数', PHONE, async (page, address) => {
    await page.goto(`${address}#policy/jj1-2020`);
    await page.waitForSelector('.worked');
    const cards = page.locator('.worked', { hasText: '自己付' });
    const count = await cards.count();
    assert.ok(count > 0, '没有算例');
    for (let at = 0; at < count; at += 1) {
      const wanted = (await cards.nth(at).textContent()).match(/自己付 (¥[\d.,]+(?: 到 ¥[\d.,]+)?)/)[1];
      await tap(page, cards.nth(at).getByRole('link', { name: '试一试' }));
      const { low, high } = command(binary, await visit(page)).estimate;
      const shown = await page.locator('main [data-low]').first().evaluate((it) => [it.dataset.low, it.dataset.high]);
      assert.deepEqual(shown, [low, high]);
      assert.deepEqual(wanted.replace(/[¥,]/g, '').split(' 到 '), low === high ? [low] : [low, high]);
      await page.goBack();
      await page.waitForSelector('.worked');
    }
  });

  test('术语：用键盘点开解释，再点收起', PHONE, async (page, address) => {
    await page.goto(`${address}#policy`);
    await tap(page, page.locator('main a.fact', { hasText: '江西省：居民医保' }).first());
    await page.locator('summary', { hasText: '基本医保' }).first().click();
    const term = page.locator('details[open] .term').first();
    await term.focus();
    await page.keyboard.press('Enter');
    assert.equal(await term.getAttribute('aria-expanded'), 'true');
    const said = await page.locator('details[open] .explained').first().textContent();
    assert.ok(said.length > (await term.textContent()).length + 4, said);
    await usable(page);
    await page.keyboard.press('Enter');
    assert.equal(await term.getAttribute('aria-expanded'), 'false');
    await tap(page, page.getByRole('link', { name: '看不懂的词，这里有解释' }));
    assert.match(await title(page), /什么意思/);
    assert.ok((await page.locator('main dt').count()) > 60);
    assert.deepEqual(await longSentences(page), []);
    await usable(page);
  });
}
