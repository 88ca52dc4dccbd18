// The first question is answered before the program has come, and nothing is lost when it takes the page over.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { becomes, painted, settled, taken, visit } from './walk.mjs';

/** Holds the program back until what is returned is called, each time the page is opened anew. */
export async function late(page) {
  let waiting = [];
  let open = false;
  await page.route('**/*.wasm', async (route) => {
    if (!open) await new Promise((done) => waiting.push(done));
    await route.continue().catch(() => {});
  });
  return (now = true) => {
    open = now;
    if (now) waiting.splice(0).forEach((done) => done());
  };
}

/** The part of the address that says where the page stands. */
const at = (page) => page.evaluate(() => location.hash);
/** Has the program come, and waits until it has asked for the page for a while. */
async function comes(page, arrive) {
  await page.evaluate(() => {
    const take = globalThis.mingbaiTake;
    globalThis.mingbaiTake = (mount) => {
      globalThis.asked = true;
      take(mount);
    };
  });
  arrive();
  await page.waitForFunction(() => globalThis.asked);
  await page.waitForTimeout(600);
}
const rows = (page) => page.locator('main .finder .choice:visible');
/** What each row says, its parts apart. */
const says = (page) => rows(page).evaluateAll((all) => all.map((it) => [...it.children].map((part) => part.textContent)));

/** Every text that is seen, and where. */
const seen = (page) => page.evaluate(() => {
  const all = [...document.querySelectorAll('#app *')].filter((it) => it.checkVisibility() && [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return all.map((it) => {
    const { left, top, width, height } = it.getBoundingClientRect();
    return [it.textContent, ...[left, top, width, height].map((side) => Math.round(side))];
  });
});

const TYPED = [
  '都昌', 'dcx', 'ＤｕＣｈａｎｇ', "chong'qing", 'chaotian', 'changge', '秀山土家族', '火星', '县', '市', 'x', 'xi', 'xs', 'xiushui', '3604', 'j', 'jj', 'jiujiang',
  '江 西', 'h', 'shi', 'zs', 'zhangshu', 'cq', 'guang', 'guangs', 'lianxi', '区', 'xu', 'yz', 'Y', 'n', '土家', 'tjz', 'tu jia', 'hb', '光', 'dean', "de'an", '？', '😀', 'douchang',
];

export function opening(test, { PHONE, DESK, dist, usable }) {
  const ALONE = { serviceWorkers: 'block' };
  for (const [where, window] of [['手机', PHONE], ['电脑', DESK]]) {
    test(`开头：写在网页里的，和程序画的在同一处，${where}`, { ...window, ...ALONE }, async (page, address) => {
      const arrive = await late(page);
      for (const [fragment, does] of [
        ['', null],
        ['pay/ask', null],
        ['scheme/ask', null],
        ['pay/ask', (it) => it.getByRole('button', { name: '江西省' }).click()],
        ['scheme/ask', (it) => it.fill('#find', 'xs')],
      ]) {
        arrive(false);
        await page.goto('about:blank');
        await page.goto(`${address}#${fragment}`);
        if (does) await does(page);
        await painted(page);
        const written = await seen(page);
        arrive();
        await taken(page);
        await painted(page);
        assert.deepEqual(written, await seen(page), fragment);
        assert.ok(written.length > 5);
      }
    });
  }

  test('开头：程序没有来，第一题答得了，好用', { ...PHONE, ...ALONE }, async (page, address) => {
    await page.route('**/*.wasm', () => {});
    await page.goto(address);
    await page.waitForSelector('.first');
    await usable(page);
    await page.getByRole('link', { name: '哪个政策管我' }).tap();
    await usable(page);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), '医保在哪里交的？');
    await page.getByRole('button', { name: '江西省' }).tap();
    await page.getByRole('button', { name: '九江市' }).tap();
    assert.equal(await page.textContent('#here'), '江西省九江市');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'here');
    await usable(page);
    await page.getByRole('button', { name: '回上一步' }).tap();
    assert.equal(await page.textContent('#here'), '江西省');
    await page.fill('#find', 'dcx');
    await usable(page);
    await rows(page).first().tap();
    assert.equal(await at(page), '#scheme/at/duchang');
    await page.getByText('正在打开。').waitFor();
    await page.goBack();
    assert.equal(await page.inputValue('#find'), 'dcx');
    await page.press('#find', 'Enter');
    assert.equal(await at(page), '#scheme/at/duchang');
    await page.goBack();
    await page.getByRole('link', { name: '我的地方不在里面' }).tap();
    assert.equal(await at(page), '#scheme/at/other');
  });

  test('开头：程序没来就找地方，找到的和程序找到的一样', { ...PHONE, ...ALONE }, async (page, address) => {
    const arrive = await late(page);
    const all = async () => {
      const found = {};
      for (const typed of TYPED) {
        await page.fill('#find', typed);
        await painted(page);
        found[typed] = [await says(page), await page.textContent('.field .says')];
      }
      return found;
    };
    await page.goto(`${address}#pay/ask`);
    const before = await all();
    arrive();
    await taken(page);
    assert.deepEqual(before, await all());
  });

  for (const [how, choose] of [
    ['点了地方', (page) => rows(page).first().tap()],
    ['按了回车', (page) => page.press('#find', 'Enter')],
  ]) {
    test(`开头：程序没来就${how}，来了就到下一题，退得回来`, { ...PHONE, ...ALONE }, async (page, address) => {
      const arrive = await late(page);
      await page.goto(address);
      await page.getByRole('link', { name: '我要付多少' }).tap();
      await page.fill('#find', '都昌');
      await choose(page);
      await page.getByText('正在打开。').waitFor();
      await page.evaluate(() => { globalThis.before = true; });
      arrive();
      await page.getByRole('heading', { name: '哪一天出院或结算？' }).waitFor();
      await becomes(page, () => page.evaluate(() => document.activeElement.id), 'title');
      assert.equal((await visit(page)).insured_in, '都昌县');
      assert.equal(await page.evaluate(() => globalThis.before), true, '不用再打开一次');
      await page.getByRole('button', { name: '上一步' }).tap();
      await page.getByRole('heading', { name: '医保在哪里交的？' }).waitFor();
      assert.equal(await at(page), '#pay/ask');
      await page.goBack();
      await page.waitForSelector('#app > main.home');
      assert.equal(page.url(), address);
    });
  }

  test('开头：打到一半程序来了，字、光标、卷到的地方都在', { ...PHONE, ...ALONE, viewport: { width: 360, height: 400 } }, async (page, address) => {
    const arrive = await late(page);
    await page.goto(`${address}#scheme/ask`);
    await page.fill('#find', 'xian');
    await page.evaluate(() => document.querySelector('#find').setSelectionRange(1, 3));
    await page.evaluate(() => scrollTo(0, 150));
    const before = await page.evaluate(() => scrollY);
    assert.ok(before > 100, `${before}`);
    arrive();
    await taken(page);
    await painted(page);
    const now = await page.evaluate(() => {
      const { id, value, selectionStart, selectionEnd } = document.activeElement;
      return [id, value, selectionStart, selectionEnd, scrollY];
    });
    assert.deepEqual(now, ['find', 'xian', 1, 3, before]);
    await rows(page).first().locator('mark').waitFor();
  });

  test('开头：点到一层程序来了，还在那一层；停在哪个按钮上也还在', { ...PHONE, ...ALONE }, async (page, address) => {
    const arrive = await late(page);
    await page.goto(`${address}#pay/ask`);
    await page.getByRole('button', { name: '河南省' }).tap();
    await page.getByRole('button', { name: '信阳市' }).focus();
    arrive();
    await taken(page);
    assert.equal(await page.textContent('#here'), '河南省');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), '信阳市');
  });

  test('开头：拼音没打完，程序等着；打完了再换，一个字不少', { ...PHONE, ...ALONE }, async (page, address) => {
    const arrive = await late(page);
    await page.goto(`${address}#pay/ask`);
    await page.focus('#find');
    const cdp = await page.context().newCDPSession(page);
    const compose = (text) => cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await compose("du'ch");
    await comes(page, arrive);
    await compose("du'chang");
    assert.equal(await page.getAttribute('html', 'data-opening'), 'ask', '拼音没打完就换了');
    await cdp.send('Input.insertText', { text: '都昌' });
    await taken(page);
    assert.equal(await page.inputValue('#find'), '都昌');
    assert.equal((await says(page))[0][0], '都昌县');
  });

  test('开头：手指按着，程序等着，点下去的算数', { ...PHONE, ...ALONE }, async (page, address) => {
    const arrive = await late(page);
    await page.goto(`${address}#pay/ask`);
    await page.fill('#find', '都昌');
    const { x, y, height } = await rows(page).first().boundingBox();
    await page.mouse.move(x + 20, y + height / 2);
    await page.mouse.down();
    await comes(page, arrive);
    assert.equal(await page.getAttribute('html', 'data-opening'), 'ask', '手指底下换了');
    await page.mouse.up();
    await page.getByRole('heading', { name: '哪一天出院或结算？' }).waitFor();
    assert.equal((await visit(page)).insured_in, '都昌县');
  });

  test('开头：大字不等程序，程序来了也还是大字', { ...PHONE, ...ALONE }, async (page, address) => {
    const arrive = await late(page);
    const size = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
    await page.goto(address);
    const usual = await size();
    await page.getByRole('button', { name: '大字' }).tap();
    const large = await size();
    assert.ok(parseFloat(large) > parseFloat(usual), `${usual} ${large}`);
    await usable(page);
    arrive();
    await taken(page);
    assert.equal(await size(), large);
    await page.reload();
    assert.equal(await size(), large);
    await page.getByRole('button', { name: '平常的字' }).tap();
    assert.equal(await size(), usual);
  });

  const SEEDS = (process.env.MINGBAI_WALKS ?? '1 2').split(' ').map(Number);
  for (const seed of SEEDS) {
    test(`开头：程序来得或早或晚，随便点、随便打，什么也不丢，第 ${seed} 遍`, { ...PHONE, ...ALONE }, async (page, address) => {
      await wander(page, address, seed);
    });
  }

  if (!existsSync(join(dist, 'mingbai.html'))) return;
  test('开头：一个文件的版本，程序没有起来也答得了第一题', PHONE, async (page) => {
    await page.addInitScript(() => {
      for (const how of ['instantiate', 'instantiateStreaming']) WebAssembly[how] = () => new Promise(() => {});
    });
    await page.goto(`${pathToFileURL(join(dist, 'mingbai.html')).href}#pay/ask`);
    await page.fill('#find', 'xs');
    await rows(page).filter({ hasText: '修水县' }).tap();
    await page.getByText('正在打开。').waitFor();
    assert.equal(await at(page), '#pay/at/xiushui');
  });
}

const ACTIONS = Number(process.env.MINGBAI_ACTIONS ?? 500);
const WORDS = ['都昌', 'du', 'x', 'jiangxi', '火星', '', '2026-06-01', '5000', '一万', 'xiushui', '100', '高血压', '县'];

/** Taps and types at random; now and then the page is opened anew, and the program comes some actions later. */
async function wander(page, address, seed) {
  let state = seed * 7919 + 1;
  const any = (count) => (state = (state * 1103515245 + 12345) % 2147483648) % count;
  const arrive = await late(page);
  const wrong = [];
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(message.text());
  });
  const said = [];
  let typed = null;
  let comes = 0;
  /** What was typed stands there until another page is shown. */
  const kept = async () => {
    if (!typed) return;
    const [hash, value] = await page.evaluate((id) => [location.hash, document.getElementById(id)?.value], typed.id);
    if (hash === typed.hash && value !== undefined) assert.equal(value, typed.text, said.slice(-8).join('；'));
  };
  for (let action = 0; action < ACTIONS; action += 1) {
    if (action >= comes) arrive();
    if (action === 0 || !any(25)) {
      const fragment = ['', '', 'pay/ask', 'scheme/ask'][any(4)];
      arrive(false);
      comes = action + any(12);
      typed = null;
      await page.goto('about:blank');
      await page.goto(`${address}#${fragment}`);
      said.push(`打开 #${fragment}，${comes - action} 步后程序来`);
      continue;
    }
    await kept();
    // What would leave the page, or hand something to the machine, is left alone.
    const found = await page.evaluate(() => {
      const all = [...document.querySelectorAll('#app a[href^="#"], #app button, #app input:not([type=file]):not([type=range])')];
      const left = /打印|存成|存下|导出|复制|分享|发给|下载|念给|全国/;
      const seen = all.filter((it) => it.checkVisibility() && !it.disabled && !left.test(it.textContent));
      all.forEach((it) => it.removeAttribute('data-any'));
      seen.forEach((it, at) => it.setAttribute('data-any', at));
      return seen.map((it) => [it.tagName, it.type ?? '', it.id, it.getAttribute('href'), it.textContent.slice(0, 12)]);
    });
    if (!any(12) || !found.length) {
      said.push('退');
      if ((await page.evaluate(() => history.length)) > 2 && (await at(page))) await page.goBack().catch(() => {});
      typed = null;
    } else {
      const chosen = any(found.length);
      const [tag, type, id, href, text] = found[chosen];
      const it = page.locator(`#app [data-any="${chosen}"]`);
      if (tag === 'INPUT' && type !== 'checkbox' && type !== 'radio') {
        const word = WORDS[any(WORDS.length)];
        said.push(`打“${word}”，${id}`);
        const hash = await at(page);
        // Key by key, as the program may come between two of them.
        const done = await page.focus(`#${id}`, { timeout: 2_000 }).then(() => true, () => false);
        if (!done) continue;
        await page.evaluate((id) => document.getElementById(id)?.select(), id);
        if (word) await page.keyboard.type(word, { delay: any(3) * 10 });
        else await page.keyboard.press('Delete');
        typed = { id, hash, text: word };
      } else {
        said.push(`点“${text}”`);
        const opening = await page.getAttribute('html', 'data-opening');
        // The program draws it anew without the mark: then it is tapped by what it says.
        const tapped = await it.tap({ timeout: 2_000 }).then(() => true, () => false);
        if (!tapped) continue;
        if (opening && href && href.length > 1) {
          const place = href.includes('/at/');
          const there = await page.evaluate(() => location.hash);
          assert.ok(there === href || (place && /^#(pay|scheme)\/say\.date\//.test(there)), `点了 ${href}，到了 ${there}：${said.slice(-8).join('；')}`);
        }
        typed = null;
      }
    }
    if (!any(4)) await painted(page);
    assert.equal(await page.locator('main .why').count(), 0, said.slice(-12).join('；'));
  }
  arrive();
  await taken(page);
  await settled(page);
  await kept();
  assert.deepEqual(wrong, [], said.slice(-12).join('；'));
}
