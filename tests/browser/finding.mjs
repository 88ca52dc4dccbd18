// Finding and typing: pinyin, input methods, places step by step, several diseases, days.
import assert from 'node:assert/strict';
import { begin, painted, screen, tap, title, visit } from './walk.mjs';

const START = { goal: '我要付多少', place: '都昌', day: '2020-06-01' };

/** Opens the page at the question of the place. */
async function toPlace(page, address, goal = '我要付多少') {
  await page.goto(address);
  await page.getByRole('link', { name: goal }).click();
  await page.waitForSelector('#find');
}

/** Opens the page at the question of the total. */
async function toAmount(page, address) {
  await begin(page, address, START);
  await tap(page, page.locator('.choice', { hasText: '还没有单子' }));
  await page.waitForSelector('#amount');
}

/** Opens the page at the question of the disease. */
async function toDisease(page, address, place = '都昌', day = START.day) {
  await begin(page, address, { ...START, goal: '哪个政策管我', place, day });
  await page.waitForSelector('#find');
}

const rows = (page) => page.locator('main .finder .choice');

/** What a row says, its parts apart. */
const says = (row) => row.evaluate((it) => [...it.children].map((part) => part.textContent));

/** Types Chinese as an input method does: letters under way first, then the characters. */
async function compose(page, steps, characters) {
  const cdp = await page.context().newCDPSession(page);
  for (const text of steps) {
    await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await painted(page);
  }
  if (characters) await cdp.send('Input.insertText', { text: characters });
  await painted(page);
}

export function finding(test, { PHONE, DESK, usable }) {
  test('找地方：汉字、拼音、首字母、全角都行，说明为什么', PHONE, async (page, address) => {
    await toPlace(page, address);
    for (const [typed, name, part] of [
      ['都昌', '都昌县', null],
      ['dcx', '都昌县', '拼音 du chang xian'],
      ['ＤｕＣｈａｎｇ', '都昌县', '拼音 du chang xian'],
      ["chong'qing", '重庆市', '拼音 chong qing shi'],
      ['chaotian', '朝天区', '拼音 chao tian qu'],
      ['changge', '长葛市', '拼音 chang ge shi'],
      ['秀山土家族', '秀山县', '也叫秀山土家族苗族自治县'],
    ]) {
      await page.fill('#find', typed);
      await page.waitForFunction((it) => document.querySelector('main .finder .choice')?.textContent.includes(it), name);
      const parts = await says(rows(page).first());
      assert.equal(parts[0], name, typed);
      assert.ok(part === null || parts.includes(part), `${typed}：${parts}`);
      assert.ok((await rows(page).first().locator('mark').textContent()).length > 0, typed);
    }
    await page.fill('#find', '火星');
    assert.match(await page.textContent('.finder .says'), /没有找到/);
    assert.ok(await page.locator('.choice', { hasText: '我的地方不在里面' }).isVisible());
  });

  test('找地方：一层一层点下去，每层不超过一屏', PHONE, async (page, address) => {
    await toPlace(page, address);
    const fits = async () => {
      const last = await page.locator('.steps-down .tiles .choice').last().boundingBox();
      const other = await page.locator('.choice', { hasText: '我的地方不在里面' }).boundingBox();
      assert.ok(other.y + other.height <= 640, '看不到“我的地方不在里面”');
      assert.ok(last.y + last.height <= other.y, `${await page.textContent('#here')}：一屏放不下`);
      assert.equal(await page.evaluate(() => scrollY), 0);
      await usable(page);
    };
    const step = (name) => page.locator('.steps-down .tiles .choice', { hasText: name }).tap();
    await fits();
    await step('江西省');
    await page.waitForFunction(() => document.querySelector('#here').textContent === '江西省');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'here');
    await fits();
    await step('九江市');
    await page.waitForFunction(() => document.querySelector('#here').textContent === '江西省九江市');
    await fits();
    await page.getByRole('button', { name: '回上一步' }).tap();
    await page.waitForFunction(() => document.querySelector('#here').textContent === '江西省');
    await step('九江市');
    await tap(page, page.locator('.steps-down .tiles .choice', { hasText: '修水县' }));
    assert.equal((await visit(page)).insured_in, '修水县');
  });

  test('找病：俗名、拼音、编码', PHONE, async (page, address) => {
    await toDisease(page, address);
    for (const [typed, name, part] of [
      ['尿毒症', '终末期肾病', '也叫尿毒症'],
      ['ndz', '终末期肾病', '拼音 niao du zheng'],
      ['niaodu', '终末期肾病', '拼音 niao du zheng'],
      ['N18', '终末期肾病', 'ICD-10 N18.5'],
      ['ｃ15', '食管癌', 'ICD-10 C15'],
    ]) {
      await page.fill('#find', typed);
      await page.waitForFunction((it) => document.querySelector('main .finder .choice')?.textContent.includes(it), name);
      const parts = await says(rows(page).first());
      assert.ok(parts[0] === name && parts.includes(part), `${typed}：${parts}`);
    }
    await usable(page);
  });

  test('用输入法打字：不丢字，不多字，打到一半的拼音也能找', PHONE, async (page, address) => {
    await toPlace(page, address);
    await page.focus('#find');
    await compose(page, ['d', 'du', "du'c", "du'ch", "du'chang"], null);
    assert.equal(await page.inputValue('#find'), "du'chang");
    assert.equal((await says(rows(page).first()))[0], '都昌县');
    await compose(page, [], '都昌');
    assert.equal(await page.inputValue('#find'), '都昌');
    await compose(page, ['x', 'xi', 'xian'], '县');
    assert.equal(await page.inputValue('#find'), '都昌县');
    assert.equal((await says(rows(page).first()))[0], '都昌县');
    // In the middle of what stands there already.
    await page.evaluate(() => document.querySelector('#find').setSelectionRange(1, 1));
    await compose(page, ['s', "s'h"], '市');
    assert.equal(await page.inputValue('#find'), '都市昌县');
  });

  test('用输入法填金额：字一个不少，错了也不丢', PHONE, async (page, address) => {
    await toAmount(page, address);
    await page.focus('#amount');
    await compose(page, ['y', 'yi', "yi'wan", "yi'wan'er"], '一万二');
    assert.equal(await page.inputValue('#amount'), '一万二');
    assert.match(await page.textContent('#amount-note'), /12000 或 1\.2万/);
    await page.locator('button.go').tap();
    assert.equal(await page.inputValue('#amount'), '一万二');
    assert.match(await page.textContent('#amount-note [role=alert]'), /12000 或 1\.2万/);
    await page.fill('#amount', '1.2');
    await page.focus('#amount');
    await page.evaluate(() => document.querySelector('#amount').setSelectionRange(3, 3));
    await compose(page, ['w', 'wa', 'wan'], '万');
    assert.equal(await page.inputValue('#amount'), '1.2万');
    assert.match(await page.textContent('#amount-note'), /12,000 元/);
  });

  test('金额写错：各有各的话，写的都还在', PHONE, async (page, address) => {
    await toAmount(page, address);
    const told = new Set();
    for (const [typed, part] of [
      ['', '还没有填'],
      ['12,00', '去掉逗号'],
      ['一万二', '1.2万'],
      ['-5', '去掉减号'],
      ['1.234', '最多两位'],
      ['五千到六千', '只填一个准数'],
      ['1.2.3', '小数点多了'],
      ['abc', '只填数字'],
    ]) {
      await page.fill('#amount', typed);
      await page.locator('button.go').tap();
      const said = await page.textContent('#amount-note [role=alert]');
      assert.ok(said.includes(part), `${typed}：${said}`);
      assert.equal(await page.inputValue('#amount'), typed);
      assert.equal(await page.evaluate(() => document.activeElement.id), 'amount');
      told.add(said);
    }
    assert.equal(told.size, 8);
  });

  test('日子：点今天昨天，或者打出来，说出读成了哪一天', PHONE, async (page, address) => {
    await toPlace(page, address);
    await page.fill('#find', 'dcx');
    await tap(page, rows(page).first());
    await page.waitForSelector('#date');
    await usable(page);
    const question = page.url();
    const now = await page.evaluate(() => [new Date().getFullYear(), new Date().getMonth() + 1, new Date().getDate()]);
    for (const [typed, said] of [
      ['2026.3.5', '2026年3月5日'],
      ['２０２６年３月５日', '2026年3月5日'],
      ['20260305', '2026年3月5日'],
      [`${now[1]}月${now[2]}日`, `${now[0]}年${now[1]}月${now[2]}日`],
    ]) {
      await page.fill('#date', typed);
      assert.equal(await page.textContent('#date-note'), `是 ${said}`, typed);
    }
    for (const [typed, part] of [['', '还没有填'], ['2026年2月30日', '没有这一天'], ['26.3.5', '写四位'], ['2026年3月', '还差是几日'], ['三月五日', '用数字写'], ['正月初五', '公历']]) {
      await page.fill('#date', typed);
      await page.locator('button.go').tap();
      assert.ok((await page.textContent('#date-note [role=alert]')).includes(part), typed);
      assert.equal(await page.inputValue('#date'), typed);
    }
    assert.equal(page.url(), question);
    await tap(page, page.locator('.choice', { hasText: '昨天' }));
    const day = await page.evaluate(() => new Date(Date.now() - 86_400_000).toLocaleDateString('sv'));
    assert.equal((await visit(page)).date, day);
  });

  test('不止一种病：一个一个加，能去掉，再继续', PHONE, async (page, address) => {
    await toDisease(page, address);
    await page.getByRole('button', { name: '我有不止一种病' }).tap();
    for (const typed of ['gxy', '尿毒症']) {
      await page.fill('#find', typed);
      await page.waitForSelector('.finder mark');
      await tap(page, rows(page).first());
      await page.waitForSelector('.chip');
    }
    assert.deepEqual((await visit(page)).disease, ['高血压', '终末期肾病']);
    assert.match(await title(page), /病/);
    await usable(page);
    await tap(page, page.getByRole('button', { name: '去掉高血压' }));
    await page.waitForFunction(() => document.querySelectorAll('.chip').length === 1);
    await page.fill('#find', '食道癌');
    await tap(page, rows(page).first());
    await page.waitForFunction(() => document.querySelectorAll('.chip').length === 2);
    await tap(page, page.getByRole('button', { name: '就这些，继续' }));
    assert.deepEqual((await visit(page)).disease, ['终末期肾病', '食管癌']);
    assert.equal(await screen(page), 'ask');
    assert.equal(await page.locator('.chip').count(), 0);
  });

  test('各地说法不同的病名：说明这里指什么', PHONE, async (page, address) => {
    await toDisease(page, address, '九江');
    await page.fill('#find', '两癌');
    await page.waitForSelector('.finder mark');
    const own = page.locator('.finder li', { hasText: '这里说的是' });
    assert.match(await own.first().textContent(), /乳腺癌/);
    await page.fill('#find', '两病');
    await page.waitForFunction(() => document.querySelector('.finder mark')?.textContent === '两病');
    const texts = await page.locator('.finder li').allTextContents();
    assert.ok(texts.some((it) => /这里说的是|各地说的不是同样的病/.test(it)), texts.join(' | '));
  });

  test('电脑上：打首字母，回车就选第一个', DESK, async (page, address) => {
    await toPlace(page, address);
    await page.focus('#find');
    await page.keyboard.type('dcx');
    await page.waitForSelector('.finder mark');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#date');
    assert.equal((await visit(page)).insured_in, '都昌县');
  });

  test('人群：说哪种都不是，只否认屏上有的；拿着建档立卡的点得到自己', PHONE, async (page, address) => {
    const ask = async () => {
      await toDisease(page, address, '修水', '2020-05-10');
      await page.fill('#find', '高血压');
      await tap(page, rows(page).first());
      for (let step = 0; step < 20 && (await page.locator('main .tick').count()) === 0; step += 1) {
        await tap(page, page.locator('main .choice', { hasText: /^不知道$/ }));
      }
    };
    await ask();
    const shown = await page.locator('main .tick').allTextContents();
    assert.ok(shown.indexOf('建档立卡贫困人口') >= 0 && shown.indexOf('建档立卡贫困人口') < shown.indexOf('贫困人口'), shown.join());
    await usable(page);
    const none = page.locator('main .several .go');
    assert.equal(await none.textContent(), '哪种都不是');
    await none.scrollIntoViewIfNeeded();
    const over = await none.evaluate((it) => {
      const { left, top, width, height } = it.getBoundingClientRect();
      return it.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    });
    assert.ok(over, '按不到“哪种都不是”');
    await tap(page, none);
    const said = (await visit(page)).person.groups;
    const denied = said === 'none' ? ['全部'] : Object.keys(said).filter((it) => said[it] === false);
    assert.deepEqual(denied.filter((it) => !shown.includes(it)), [], '否认了屏上没有的');
    await ask();
    await page.locator('main .tick', { hasText: /^建档立卡贫困人口$/ }).tap();
    await tap(page, none);
    assert.equal((await visit(page)).person.groups['建档立卡贫困人口'], true);
    assert.equal((await visit(page)).person.groups['贫困人口'] ?? true, true);
  });
}
