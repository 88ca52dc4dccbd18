// Links, the share page, paper, the voice, looks, what is kept, and each of them failing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { DESK, PHONE, open as launch } from './browser.mjs';
import { scanned } from './scan.mjs';
import { longSentences } from './text.mjs';
import { binary, coded, settled, tap, title } from './walk.mjs';

/** A visit with all told, in a place with many rules. */
const DUCHANG = {
  date: '2020-06-01', insured_in: '都昌县', insurance: 'resident', hospital: '九江市第一人民医院', referred: true, care: 'inpatient',
  disease: '食管癌', person: { groups: { 建档立卡贫困人口: true, 低保对象: false, 特困人员: false }, sex: 'female', age: 67 },
  enrolled: true, premium_paid: true, bill: { total: '50000', in_scope: '42000' }, year_to_date: { in_scope_self_pay: '0' },
};
const GUANGSHAN = {
  date: '2020-06-01', insured_in: '光山县', insurance: 'resident', grade: 'secondary', tier: 'county', place: 'same_county', referred: false,
  care: 'inpatient', disease: '尿毒症', person: { groups: { 建档立卡贫困人口: true, 低保对象: true }, sex: 'male', age: 52 },
  enrolled: true, premium_paid: true, bill: { total: '80000', in_scope: '70000' }, year_to_date: { in_scope_self_pay: '0' },
};

/** The same with the hospital's grade, which no table has: then there is an amount. */
const EXACT = { ...DUCHANG, grade: 'tertiary' };
/** An ordinary stay, of which only the total is known. */
const STAY = {
  date: '2026-06-01', insured_in: '都昌县', insurance: 'resident', grade: 'secondary', place: 'same_county', hospital: '其他', care: 'inpatient',
  person: { groups: 'none' }, enrolled: true, premium_paid: true, bill: { total: '18500' }, year_to_date: { in_scope_self_pay: '0' },
};
const SIDE_BY_SIDE = ['¥4,020', '¥5,500', '¥6,980'];

/** Opens an address afresh. */
async function open(page, address, fragment) {
  await page.goto('about:blank');
  await page.goto(`${address}#${fragment}`);
  await page.waitForSelector('#title');
  await settled(page);
}

const visitOf = (link) => JSON.parse(execFileSync(binary, ['link', link], { encoding: 'utf8' }));
const linkOn = (page) => page.inputValue('#link');
const status = async (page, text) => page.locator('[role=status]', { hasText: text }).waitFor();

/** The checksum of a link's text, and the text with its bytes changed. */
const sum = (bytes) => {
  let it = 0x811c9dc5;
  for (const byte of bytes) it = Math.imul(it ^ byte, 0x01000193) >>> 0;
  return ((it >>> 16) ^ it) & 0xffff;
};
function changed(text, change) {
  const bytes = [...Buffer.from(text.slice(1), 'base64url')].slice(2);
  change(bytes);
  const checked = sum(bytes);
  return `1${Buffer.from([checked >> 8, checked & 255, ...bytes]).toString('base64url')}`;
}

export function sharing(test, { usable: fits }) {
  const usable = async (page) => {
    await fits(page);
    assert.deepEqual(await longSentences(page), []);
  };

  test('发给别人：同一项写了两次，两行都在', PHONE, async (page, address) => {
    const items = ['6342.17', '27568.40'].map((self_pay) => ({ item: '手术费', self_pay }));
    await open(page, address, `pay/share/${coded({ date: '2020-06-15', insured_in: '九江市', bill: { total: '100299.99', self_pay: '93519.95', items } })}`);
    await page.locator('main .fact', { hasText: '手术费' }).first().waitFor();
    assert.equal(await page.locator('main .fact', { hasText: '手术费' }).count(), 2);
  });

  test('发给别人：先说链接里有什么，病和人群可以拿掉', PHONE, async (page, address) => {
    await open(page, address, `pay/result/${coded(DUCHANG)}`);
    await tap(page, page.getByRole('link', { name: '发给别人' }));
    const rows = await page.locator('main .fact').allTextContents();
    const at = (text) => rows.findIndex((row) => row.includes(text));
    for (const told of ['食管癌', '建档立卡', '67', '50,000.00', '都昌县', '2020-06-01']) assert.ok(at(told) >= 0, told);
    assert.ok(at('食管癌') < at('都昌县'), '病要排在前面');
    assert.match(await page.textContent('main'), /您的私事.*食管癌.*别的.*都昌县/s);
    await usable(page);
    assert.equal(visitOf(await linkOn(page)).disease, '食管癌');
    await page.getByRole('button', { name: '不带病名' }).tap();
    await page.getByRole('button', { name: '不带人群' }).tap();
    await page.waitForFunction(() => !document.querySelector('main').textContent.includes('食管癌'));
    const held = visitOf(await linkOn(page));
    assert.equal(held.disease, undefined);
    assert.equal(held.person.groups, undefined);
    assert.equal(held.bill.total, '50000.00');
    await usable(page);
  });

  test('二维码不大，四周留白，深色里也是白底', PHONE, async (page, address) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await open(page, address, `pay/share/${coded(DUCHANG)}`);
    const link = await linkOn(page);
    assert.ok(link.length < 190, `${link.length} 个字`);
    const box = (await page.locator('.share .qr').getAttribute('viewBox')).split(' ').map(Number);
    assert.deepEqual(box.slice(0, 2), [-4, -4]);
    assert.ok(box[2] <= 61, `${box[2]} 格`);
    assert.equal(await page.locator('.share .qr rect').getAttribute('fill'), '#fff');
    assert.equal(await scanned(page, '.share .qr'), link, '扫出来的不是这个链接');
  });

  test('发送、复制：成了有话，不让也有话', PHONE, async (page, address) => {
    await page.addInitScript(() => {
      globalThis.sent = [];
      globalThis.answerShare = null;
      navigator.share = async (data) => {
        if (globalThis.answerShare) throw new DOMException('', globalThis.answerShare);
        globalThis.sent.push(data);
      };
      Object.defineProperty(navigator, 'clipboard', { configurable: true, value: {
        writeText: async (text) => {
          if (globalThis.noClipboard) throw new DOMException('', 'NotAllowedError');
          globalThis.copied = text;
        },
      } });
      document.execCommand = () => false;
    });
    await open(page, address, `pay/share/${coded(DUCHANG)}`);
    const send = page.getByRole('button', { name: '发给别人' });
    await send.tap();
    await status(page, '已经交给');
    assert.equal((await page.evaluate(() => globalThis.sent))[0].url, await linkOn(page));
    await page.evaluate(() => { globalThis.answerShare = 'AbortError'; });
    await send.tap();
    await status(page, '没有发出去');
    await page.evaluate(() => { globalThis.answerShare = 'NotAllowedError'; });
    await send.tap();
    await status(page, '这里发不出去');
    const copy = page.getByRole('button', { name: '复制链接' });
    await copy.tap();
    await status(page, '复制好了');
    assert.equal(await page.evaluate(() => globalThis.copied), await linkOn(page));
    await page.evaluate(() => { globalThis.noClipboard = true; });
    await copy.tap();
    await status(page, '这里不让复制');
    assert.ok(await page.evaluate(() => {
      const field = document.querySelector('#link');
      return document.activeElement === field && field.selectionEnd === field.value.length;
    }), '链接没有选中');
  });

  test('打开别人的链接：结果没变不说话，变了就说', PHONE, async (page, address) => {
    const sent = async (visit) => {
      await open(page, address, `pay/share/${coded(visit)}`);
      return new URL(await linkOn(page)).hash.slice(1);
    };
    const first = await sent(EXACT);
    const other = (await sent({ ...EXACT, bill: { total: '60000', in_scope: '42000' } })).split('/')[4];
    await open(page, address, first);
    assert.equal(await title(page), '这次看病，自己付多少');
    assert.equal(await page.locator('.since').count(), 0);
    const parts = first.split('/');
    const with_ = (shown) => open(page, address, [...parts.slice(0, 4), shown].join('/'));
    await with_(other);
    assert.match(await page.textContent('.since'), /发给您的时候是 ¥[\d.,]+。现在算出来是 ¥[\d.,]+。/);
    // The tables' number follows the list's head and the mark of a whole number.
    const older = (shown) => changed(shown, (bytes) => { bytes[3] ^= 1; });
    await with_(older(other));
    assert.match(await page.textContent('.since'), /发给您的时候是 ¥.*政策表更新后是 ¥/);
    await with_(older(parts[4]));
    assert.equal(await page.locator('.since').count(), 0, '钱没变，不用说');
    await with_(`${other}x`);
    assert.equal(await title(page), '这个网址打不开');
    // None of the amounts that were seen is told alone at its kindest.
    await with_((await sent(STAY)).split('/')[4]);
    const since = await page.textContent('.since');
    for (const amount of ['¥4,020（目录', '¥5,500', '¥6,980']) assert.ok(since.includes(amount), since);
  });

  test('发出去以前，先看到领头的那句话，几个数一样大', PHONE, async (page, address) => {
    await open(page, address, `pay/share/${coded(STAY)}`);
    const said = await page.locator('.fact', { hasText: '算出来' }).textContent();
    assert.match(said, /先自付 400，其余报 80%。您至少付 ¥4,020（目录里的全算）；一成在目录外 ¥5,500；两成在目录外 ¥6,980。/);
    assert.ok(!said.includes('¥0'), said);
  });

  test('打印：领头的是一句话，三个数一样大，最宽的范围在最后', DESK, async (page, address) => {
    await open(page, address, `pay/result/${coded(STAY)}`);
    await page.emulateMedia({ media: 'print' });
    const head = page.locator('.sheet .pays');
    assert.match(await head.textContent(), /^先自付 400，其余报 80%。自己至少付¥4,020（目录里的全算）一成在目录外¥5,500两成在目录外¥6,980/);
    const sizes = await head.locator('strong').evaluateAll((all) => all.map((it) => [it.textContent, getComputedStyle(it).fontSize]));
    assert.deepEqual(sizes.map(([text]) => text), SIDE_BY_SIDE);
    assert.equal(new Set(sizes.map(([, size]) => size)).size, 1, '几个数要一样大');
    const sheet = await page.locator('.sheet').textContent();
    assert.ok(!sheet.includes('¥0 到'), sheet);
    assert.ok(sheet.indexOf('不管没说的怎样，自己付 ¥4,020 到 ¥18,500') > sheet.indexOf('怎么办'), sheet);
  });

  for (const [name, visit, leads] of [['都昌', DUCHANG, '说得出一个数'], ['光山', GUANGSHAN, '自己最多付'], ['只有总费用', { date: '2026-06-01', insured_in: '光山县', bill: { total: '50000' } }, '说得出一个数']]) {
    test(`打印：${name}，正好一页 A4`, DESK, async (page, address) => {
      await open(page, address, `pay/result/${coded(visit)}`);
      const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
      const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length;
      assert.equal(pages, 1);
      const sheet = await page.locator('.sheet').evaluate((it) => it.textContent);
      for (const word of ['以医保结算为准', leads, '谁付多少', '出处', '政策表', visit.insured_in]) assert.ok(sheet.includes(word), word);
      assert.equal(await page.locator('.sheet').isVisible(), false, '屏幕上不该看到');
      await page.emulateMedia({ media: 'print' });
      assert.ok(await page.locator('.sheet .qr').isVisible());
      const link = await page.locator('.sheet .qr').getAttribute('data-link');
      assert.equal(await scanned(page, '.sheet .qr'), link, '纸上扫出来的不是这个链接');
      assert.equal(await page.locator('main').isVisible(), false);
    });
  }

  test('打印：没有打印机也有话', PHONE, async (page, address) => {
    await open(page, address, `pay/result/${coded(DUCHANG)}`);
    await page.evaluate(() => { globalThis.print = () => { globalThis.printed = true; dispatchEvent(new Event('beforeprint')); }; });
    await page.getByRole('button', { name: '打印一页纸' }).tap();
    assert.equal(await page.evaluate(() => globalThis.printed), true);
    await page.waitForTimeout(2_000);
    assert.equal(await page.getByText('打印不了').count(), 0);
    for (const none of ['throws', 'missing']) {
      await page.evaluate((none) => {
        globalThis.print = none === 'missing' ? undefined : () => { throw new Error('no printer'); };
      }, none);
      await page.getByRole('button', { name: '打印一页纸' }).tap();
      await status(page, '打印不了');
    }
  });

  test('念出来：念得出，停得下，离开就不念；没有中文声音就不出现', PHONE, async (page, address) => {
    await page.addInitScript(() => {
      const log = (globalThis.voiceLog = []);
      globalThis.voices = [];
      globalThis.SpeechSynthesisUtterance = class {
        constructor(text) { this.text = text; }
      };
      Object.defineProperty(globalThis, 'speechSynthesis', { configurable: true, value: Object.assign(new EventTarget(), {
        getVoices: () => globalThis.voices,
        cancel: () => log.push('cancel'),
        speak: (said) => { log.push(said.text); globalThis.last = said; },
      }) });
    });
    await open(page, address, `pay/result/${coded(EXACT)}`);
    const button = page.getByRole('button', { name: '念给我听' });
    assert.equal(await button.count(), 0);
    await page.evaluate(() => {
      globalThis.voices = [{ lang: 'en-US', localService: true }, { lang: 'zh_CN', localService: true }];
      speechSynthesis.dispatchEvent(new Event('voiceschanged'));
    });
    await button.tap();
    const stop = page.getByRole('button', { name: '停下' });
    await stop.waitFor();
    const read = await page.evaluate(() => globalThis.voiceLog.filter((it) => it !== 'cancel'));
    assert.match(read[0], /^先自付 600，其余报 60%。您最多付 [0-9.]+ 元。$/);
    assert.ok(read.every((line) => !/[¥×−]/.test(line)), read.join(' '));
    assert.ok(read.some((line) => line.startsWith('基本医保付')), read.join(' '));
    assert.ok(read.includes('以医保结算为准。'));
    assert.equal(await page.evaluate(() => globalThis.last.lang), 'zh_CN');
    await stop.tap();
    await button.waitFor();
    assert.equal(await page.evaluate(() => globalThis.voiceLog.at(-1)), 'cancel');
    await button.tap();
    await stop.waitFor();
    await page.evaluate(() => globalThis.last.onend());
    await button.waitFor();
    await button.tap();
    await stop.waitFor();
    await page.evaluate(() => globalThis.last.onerror());
    await status(page, '念不出来');
    await button.tap();
    await stop.waitFor();
    const before = await page.evaluate(() => globalThis.voiceLog.length);
    await tap(page, page.locator('footer a', { hasText: '问题清单' }));
    assert.ok((await page.evaluate((at) => globalThis.voiceLog.slice(at), before)).includes('cancel'), '离开了还在念');
  });

  // No service worker: it would hand out the program that is held back here.
  test('设置：字大、深浅、对比，刷新还在，画面出来之前就有', { ...PHONE, serviceWorkers: 'block' }, async (page, address) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await open(page, address, 'settings');
    const look = () => page.evaluate(() => {
      const { colour, contrast, motion, size } = document.documentElement.dataset;
      return { colour, contrast, motion, size };
    });
    assert.deepEqual(await look(), { colour: 'light', contrast: 'usual', motion: 'usual', size: 'usual' });
    for (const name of ['特大', '黑底白字', '黑白分明', '都不动']) await page.getByRole('button', { name, exact: true }).tap();
    const chosen = { colour: 'dark', contrast: 'high', motion: 'still', size: 'larger' };
    assert.deepEqual(await look(), chosen);
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '24px');
    await usable(page);
    assert.match(await page.textContent('main'), /这一页的设置/);
    const program = /\/(?:boot|mingbai-[^/]*)\.js$/;
    await page.route(program, (route) => route.abort());
    await page.reload();
    assert.equal(await page.locator('.settings').count(), 0);
    assert.deepEqual(await look(), chosen, '要在程序之前就有');
    await page.unroute(program);
    await page.reload();
    await page.waitForSelector('.settings');
    await page.getByRole('button', { name: '白底黑字', exact: true }).tap();
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.equal((await look()).colour, 'light', '自己选的比手机的要紧');
    await usable(page);
    await page.getByRole('button', { name: '清除这台设备上存的' }).tap();
    await status(page, '已经清除');
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    assert.deepEqual(await look(), { colour: 'dark', contrast: 'usual', motion: 'usual', size: 'usual' });
  });

  test('特大的字、黑白分明：题和结果都不出边', PHONE, async (page, address) => {
    await page.addInitScript(() => {
      if (location.protocol === 'http:') localStorage.setItem('mingbai.look', 'larger high');
    });
    for (const fragment of ['', 'pay/ask', `pay/ask/${coded({ date: '2020-06-01', insured_in: '都昌县' })}`, `pay/result/${coded(DUCHANG)}`, `pay/share/${coded(DUCHANG)}`]) {
      await open(page, address, fragment);
      await usable(page);
    }
  });

  test('不让存东西的浏览器：设置这次管用，也说清楚', PHONE, async (page, address) => {
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(globalThis, name, { get() { throw new DOMException('', 'SecurityError'); } });
      }
    });
    await open(page, address, 'settings');
    await page.getByRole('button', { name: '特大', exact: true }).tap();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.size), 'larger');
    await status(page, '不让存东西');
    await page.evaluate(() => { location.hash = ''; });
    await page.waitForSelector('.door');
    await page.evaluate(() => { location.hash = 'settings'; });
    await page.waitForSelector('.settings');
    assert.equal(await page.getByRole('button', { name: '特大', exact: true }).getAttribute('aria-pressed'), 'true');
  });

  test('当地给的数：同一个地方再问时拿得出来', PHONE, async (page, address) => {
    const there = coded({ date: '2026-06-01', insured_in: '其他', bill: { total: '20000', in_scope: '18000' }, care: 'inpatient' });
    await open(page, address, `pay/edit.local/${there}`);
    await page.getByLabel('基本医保：起付线').fill('600');
    await page.getByLabel('基本医保：报多少').fill('60%');
    await tap(page, page.locator('button.go'));
    await open(page, address, `pay/edit.local/${there}`);
    assert.match(await page.textContent('.kept'), /上次填过.*起付线：600.00 元（住院、2026 年）.*60%/s);
    await tap(page, page.getByRole('button', { name: '用上次填的' }));
    assert.deepEqual(visitOf(page.url()).local['基本医保.share'], [{ value: '60%', care: 'inpatient', from: '2026-01-01', until: '2026-12-31' }]);
    await open(page, address, `pay/edit.local/${coded({ date: '2026-06-01', insured_in: '光山县', bill: { total: '20000' } })}`);
    assert.equal(await page.locator('.kept').count(), 0, '别的地方不该拿出来');
    await open(page, address, 'settings');
    assert.match(await page.textContent('main'), /别的地方：当地告诉您的数/);
    await page.getByRole('button', { name: '清除这台设备上存的' }).tap();
    await open(page, address, `pay/edit.local/${there}`);
    assert.equal(await page.locator('.kept').count(), 0);
  });

  test('当地给的数：说清管什么，只在一样的就诊拿出来', PHONE, async (page, address) => {
    const visit = { date: '2026-06-01', insured_in: '都昌县', care: 'inpatient', grade: 'secondary', enrolled: true, premium_paid: true, bill: { total: '20000', in_scope: '18000' } };
    const at = (change) => open(page, address, `pay/edit.local/${coded({ ...visit, ...change })}`);
    await at({});
    assert.match(await page.textContent('main .holds'), /只有一样的才拿出来：住院、二级医院、都昌县、2026 年。/);
    await usable(page);
    await page.getByLabel('基本医保：起付线').fill('400');
    await page.getByLabel('基本医保：报多少').fill('80%');
    await tap(page, page.locator('button.go'));
    const told = visitOf(page.url()).local;
    assert.deepEqual(told['基本医保.deductible'], [{ value: '400.00', care: 'inpatient', grade: 'secondary', place: '都昌县', from: '2026-01-01', until: '2026-12-31' }]);
    // It shows in its own visit, and where the visit becomes another it is not used.
    await at({ local: told });
    assert.equal(await page.inputValue(`#${await page.getByLabel('基本医保：起付线').getAttribute('id')}`), '400.00');
    for (const change of [{ care: 'outpatient' }, { grade: 'tertiary' }, { insured_in: '修水县' }, { date: '2025-06-01' }, { date: '2027-06-01' }]) {
      await at({ ...change, local: told });
      assert.equal(await page.getByLabel('基本医保：起付线').inputValue(), '', JSON.stringify(change));
      await at(change);
      assert.equal(await page.locator('.kept').count(), 0, JSON.stringify(change));
    }
    await at({});
    assert.match(await page.textContent('.kept'), /起付线：400.00 元（住院、二级医院、都昌县、2026 年）/);
    // As an earlier program kept it.
    await page.evaluate(() => localStorage.setItem('mingbai.local.xiushui', JSON.stringify({ '基本医保.deductible': '500.00', '基本医保.share': '70%' })));
    await at({ insured_in: '修水县' });
    assert.match(await page.textContent('.kept'), /以前填过：基本医保起付线 500 元，基本医保报 70%。.*先不用/s);
    assert.equal(await page.getByRole('button', { name: '用上次填的' }).count(), 0);
    await page.getByLabel('基本医保：起付线').fill('500');
    await tap(page, page.locator('button.go'));
    await at({ insured_in: '修水县' });
    assert.match(await page.textContent('.kept'), /上次填过/);
  });

  test('程序停住：没交的也还在，再试一次就放回去', PHONE, async (page, address) => {
    await open(page, address, `pay/say.total/${coded({ date: '2020-06-01', insured_in: '都昌县' })}`);
    await page.fill('#amount', '5万');
    await page.evaluate(() => {
      const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
      try {
        new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports.f();
      } catch (error) {
        dispatchEvent(new ErrorEvent('error', { error }));
      }
    });
    assert.match(await page.textContent('main'), /页面出了问题.*刚才写的，.*5万/s);
    await page.getByRole('button', { name: '再试一次' }).tap();
    await page.waitForFunction(() => document.querySelector('#amount')?.value === '5万');
    await page.locator('#amount-note', { hasText: '50,000' }).waitFor();
  });

  test('一万个被改坏的网址，没有一个弄坏页面', PHONE, async (_, address) => {
    // A browser of its own: so many addresses keep the others waiting.
    const browser = await launch();
    const page = await browser.newPage(PHONE);
    const wrong = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    const links = [];
    for (const visit of [DUCHANG, GUANGSHAN, { date: '2026-06-01', insured_in: '其他' }]) {
      await open(page, address, `pay/share/${coded(visit)}`);
      links.push(new URL(await linkOn(page)).hash.slice(1));
    }
    links.push(`pay/ask/${coded(GUANGSHAN)}/grade,group.dibao`, `scheme/edit.disease/${coded(DUCHANG)}`, `pay/facts/${coded(DUCHANG)}`, 'policy', 'settings');
    const done = await page.evaluate(async ({ links, times }) => {
      let seed = 20260601;
      const below = (end) => {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return Math.floor((seed / 2 ** 32) * end);
      };
      const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const bits = (text) => [...text].flatMap((letter) => [...LETTERS.indexOf(letter).toString(2).padStart(6, '0')]);
      const bytesOf = (text) => (bits(text).join('').match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
      const lettersOf = (bytes) => (bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('').match(/.{1,6}/g) ?? []).map((six) => LETTERS[parseInt(six.padEnd(6, '0'), 2)]).join('');
      const sum = (bytes) => {
        let it = 0x811c9dc5;
        for (const byte of bytes) it = Math.imul(it ^ byte, 0x01000193) >>> 0;
        return ((it >>> 16) ^ it) & 0xffff;
      };
      // Half keep their checksum right, so that the change gets as far as it can.
      const forged = (link) => {
        const parts = link.split('/');
        if (!parts[2]?.startsWith('1')) return link;
        const bytes = bytesOf(parts[2].slice(1)).slice(2);
        bytes.splice(below(bytes.length), below(3), below(256));
        const checked = sum(bytes);
        parts[2] = `1${lettersOf([checked >> 8, checked & 255, ...bytes])}`;
        return parts.join('/');
      };
      const hurt = (link) => {
        const letters = [...link];
        for (let n = below(3); n >= 0; n -= 1) {
          const at = below(letters.length);
          const put = ['', '/', '%', '#', 'A', 'z', '0', '号', '.', ',', '-', '\u0000', letters[below(letters.length)] ?? ''][below(13)];
          if (below(6) === 0) letters.splice(at);
          else letters.splice(at, below(3), put);
        }
        return letters.join('');
      };
      const rest = () => new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { port1.close(); resolve(); };
        port2.postMessage(0);
      });
      let shown = 0;
      let read = 0;
      for (let at = 0; at < times; at += 1) {
        const link = links[below(links.length)];
        const next = at % 2 ? forged(link) : hurt(link);
        const before = location.hash;
        const turned = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
        location.hash = next;
        if (location.hash !== before) await turned;
        await rest();
        const title = document.querySelector('#title')?.textContent ?? '';
        if (!title || title.includes('页面出了问题')) return { wrong: next, title };
        shown += 1;
        if (!title.includes('打不开')) read += 1;
      }
      return { shown, read };
    }, { links, times: 10_000 });
    await browser.close();
    assert.deepEqual(wrong, []);
    assert.equal(done.shown, 10_000, JSON.stringify(done));
    assert.ok(done.read > 500, `只有 ${done.read} 个读得出来，试得不够深`);
  });
}
