// The window: one screen worked with the keyboard alone; the sheet, the year, the figures filled in.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scanned } from './scan.mjs';
import { command, painted, settled } from './walk.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** What a window in 都昌 sets once. */
const WINDOW = {
  fixed: {
    insured_in: '都昌县', insurance: '城乡居民医保', enrolled: '参加了', premium_paid: '交了', hospital: '九江市第一人民医院',
    date: '2020-06-01', care: '住院', liable: '没有',
  },
  paper: 'a4',
  minutes: 3,
};
/** The same, as the command reads it. */
const FIXED = {
  date: '2020-06-01', insured_in: '都昌县', insurance: 'resident', enrolled: true, premium_paid: true, hospital: '九江市第一人民医院',
  care: 'inpatient', liable_third_party: false,
};

const keep = (page, window) => page.addInitScript((it) => localStorage.setItem('mingbai.desk', it), JSON.stringify(window));

async function open(page, address, part = '') {
  await page.goto(`${address}#desk${part && `/${part}`}`);
  await page.waitForSelector('.desk');
  await painted(page);
}

/** Waits until the field at work is this one. */
const focused = (page, field) => page.waitForFunction((it) => document.activeElement.id === it, `desk-${field}`);

/** Waits until this stands in a field. */
async function stands(page, field, text) {
  const id = `desk-${field}`;
  await page.waitForFunction(([id, text]) => document.getElementById(id).value === text, [id, text]).catch(async () => {
    assert.equal(await page.inputValue(`#${id}`), text, field);
  });
}

const ends = (page) => page.locator('.desk-right [data-low]').evaluate((it) => ({ low: it.dataset.low, high: it.dataset.high }));

/** Puts a whole text into a field as if it were typed, and leaves it. */
async function put(page, field, text) {
  await page.focus(`#desk-${field}`);
  await page.fill(`#desk-${field}`, text);
  await page.keyboard.press('Tab');
}

async function form(page, texts) {
  for (const [field, text] of Object.entries(texts)) await put(page, field, text);
  // A key pressed before the last field is taken would print a slip that the field then clears away.
  await painted(page);
}

/** Chooses for what figures of the window hold. */
async function holds(page, care, grade, place) {
  const press = (heading, name) => page.locator('.desk-part section', { has: page.getByRole('heading', { name: heading }) }).getByRole('button', { name, exact: true }).click();
  await press('这些数管哪种就诊', care);
  await press('管哪级医院', grade);
  if (place) await press('是哪里的数', place);
  await page.waitForSelector('#figures-from');
}

/** Counts keys besides those of amounts. */
function typist(page) {
  let count = 0;
  return {
    type: async (text) => { count += [...text].length; await page.keyboard.type(text); },
    amount: (text) => page.keyboard.type(text),
    press: async (key) => { count += 1; await page.keyboard.press(key); },
    count: () => count,
  };
}

/** The printer, which remembers what stood on the paper. */
const printer = (page) => page.addInitScript(() => {
  globalThis.printed = [];
  globalThis.print = () => {
    dispatchEvent(new Event('beforeprint'));
    printed.push(document.querySelector('.sheet')?.textContent ?? '');
  };
});

/** Sides of the first page in points, and how many pages. */
async function paper(page) {
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const box = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/.exec(pdf);
  return { wide: Number(box[1]), pages: pdf.match(/\/Type\s*\/Page\b/g).length };
}

export function desk(test, { PHONE, DESK, binary, usable }) {
  test('窗口：住院付过的钱，不占门诊的限额；没分开就是范围，分开了就准', DESK, async (page, address) => {
    await open(page, address);
    await form(page, {
      insured_in: '修水县', date: '2026-08-10', insurance: '居民', groups: '都不是', sex: '男', age: '60', enrolled: '参加了', premium_paid: '交了', hospital: '别的',
      grade: '二级', tier: '县', place: '本县', care: '普通门诊', disease: '高血压', total: '400', in_scope: '400',
    });
    await put(page, 'own-lb-drugs-only', '是');
    await page.waitForFunction(() => document.querySelector('.desk-right [data-low]')?.dataset.high === '200.00');
    await put(page, 'year-0', '5280');
    await page.waitForSelector('#desk-year-own-0-disease');
    assert.deepEqual(await ends(page), { low: '200.00', high: '400.00' });
    assert.match(await page.textContent('.desk-right'), /没有这样分开/);
    await put(page, 'year-own-0-disease', '0');
    await page.waitForFunction(() => document.querySelector('.desk-right [data-low]')?.dataset.high === '200.00');
    assert.deepEqual(await ends(page), { low: '200.00', high: '200.00' });
    await put(page, 'year-own-0-disease', '5281');
    await page.getByText('比一共已付的还多').first().waitFor();
    await usable(page);
  });

  test('窗口：只用键盘，二十五下以内，从空表到小票', DESK, async (page, address) => {
    await printer(page);
    await keep(page, WINDOW);
    await open(page, address);
    const keys = typist(page);
    await focused(page, 'groups');
    await keys.type('pkrk');
    await keys.press('Enter');
    await stands(page, 'groups', '贫困人口');
    await keys.type('2');
    await keys.press('Enter');
    await keys.amount('45');
    await keys.press('Enter');
    await focused(page, 'referred');
    await keys.press('Enter');
    await keys.press('Enter');
    await focused(page, 'disease');
    await keys.type('sga');
    await keys.press('Enter');
    await stands(page, 'disease', '食管癌');
    await focused(page, 'total');
    const seen = [];
    for (const digit of '50000') {
      await keys.amount(digit);
      seen.push(JSON.stringify(await ends(page)));
    }
    assert.equal(new Set(seen).size, 5, '每按一下，旁边的数都要跟着变');
    await keys.press('Enter');
    await keys.amount('42000');
    // In the frame of the last digit: the slip has it, and stays.
    await keys.press('F2');
    await page.waitForFunction(() => printed.length > 0);
    assert.ok(keys.count() <= 25, `按了 ${keys.count()} 下`);
    const asked = { ...FIXED, person: { groups: { 贫困人口: true }, sex: 'male', age: 45 }, disease: '食管癌', bill: { total: '50000', in_scope: '42000' } };
    await stands(page, 'sex', '男');
    assert.deepEqual(await ends(page), command(binary, asked).estimate);
    const [slip] = await page.evaluate(() => printed);
    for (const part of ['说得出一个数', '谁付多少', '身份证', '12393', '以医保结算为准', '都昌县', '食管癌']) assert.ok(slip.includes(part), `小票上没有${part}`);
    assert.equal(await page.locator('.sheet .qr path').count(), 1);
    await page.emulateMedia({ media: 'print' });
    const [code, coded] = [await scanned(page, '.sheet .qr'), await page.locator('.sheet .qr').getAttribute('data-link')];
    assert.equal(code, coded, '小票上扫出来的不是它的链接');
    assert.equal(JSON.parse(execFileSync(binary, ['link', code], { encoding: 'utf8' })).disease, '食管癌');
    await page.emulateMedia({ media: null });
    const a4 = await paper(page);
    assert.ok(Math.abs(a4.wide - 595) < 3 && a4.pages === 1, JSON.stringify(a4));
    await page.keyboard.press('F4');
    await stands(page, 'groups', '');
    await stands(page, 'total', '');
    await stands(page, 'insured_in', '都昌县');
    await focused(page, 'groups');
  });

  test('窗口：八十毫米的小票', DESK, async (page, address) => {
    await printer(page);
    await keep(page, { ...WINDOW, paper: '80mm' });
    await open(page, address);
    await form(page, { groups: '贫困人口、其他都不是', sex: '女', age: '60', disease: '食管癌', total: '50000', in_scope: '42000', grade: '三级', year: '0' });
    await page.keyboard.press('F2');
    await page.waitForFunction(() => printed.length > 0);
    const [slip] = await page.evaluate(() => printed);
    for (const part of ['自己最多付', '其余报 60%', '谁付多少', '为什么', '带什么', '身份证', '12393', '以医保结算为准']) assert.ok(slip.includes(part), `小票上没有${part}`);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await scanned(page, '.sheet .qr'), await page.locator('.sheet .qr').getAttribute('data-link'), '卷纸上扫出来的不是它的链接');
    await page.emulateMedia({ media: null });
    const roll = await paper(page);
    assert.ok(Math.abs(roll.wide - 226.8) < 3, JSON.stringify(roll));
    await page.emulateMedia({ media: 'print' });
    const out = await page.evaluate(() => {
      const sheet = document.querySelector('.sheet.roll').getBoundingClientRect();
      return [...document.querySelectorAll('.sheet.roll *')].filter((it) => it.getBoundingClientRect().right > sheet.right + 1).length;
    });
    assert.equal(out, 0, '小票有字出了纸边');
    assert.equal(await page.locator('.desk-columns').isVisible(), false);
  });

  test('窗口：名字用拼音首字母、序号、编码都找得到，几个名字连着填', DESK, async (page, address) => {
    await open(page, address);
    await focused(page, 'insured_in');
    await page.keyboard.type('dcx');
    assert.deepEqual(await page.locator('.offers [role=option] span').allTextContents(), ['都昌县']);
    await page.keyboard.press('Enter');
    await focused(page, 'insurance');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await stands(page, 'insurance', '城乡居民医保');
    // 门诊 is 普通门诊 in full, not the beginning of 门诊慢特病.
    await put(page, 'care', '门诊');
    await stands(page, 'care', '门诊');
    assert.equal(await page.textContent('#desk-care-note'), '');
    await put(page, 'care', '');
    await page.focus('#desk-enrolled');
    await page.keyboard.type('1');
    await page.keyboard.press('Tab');
    await stands(page, 'enrolled', '参加了');
    await page.keyboard.press('Shift+Enter');
    await focused(page, 'enrolled');
    await page.focus('#desk-groups');
    await page.keyboard.type('pkrk,qtdbs');
    await page.keyboard.press('Enter');
    await stands(page, 'groups', '贫困人口、其他都不是');
    await page.focus('#desk-disease');
    await page.keyboard.type('C15');
    assert.match(await page.textContent('.offers'), /食管癌/);
    await page.fill('#desk-disease', '');
    await page.keyboard.type('qqq');
    assert.equal(await page.locator('.offers').count(), 0);
    assert.match(await page.textContent('#desk-disease-note'), /没有找到/);
    await page.fill('#desk-disease', '');
    await page.keyboard.type('gxy、ndz');
    await page.keyboard.press('Enter');
    await stands(page, 'disease', '高血压、终末期肾病');
    await page.focus('#desk-items');
    await page.keyboard.type('zsf');
    await page.keyboard.press('Enter');
    await stands(page, 'items', '注射费 ');
    await page.keyboard.type('120');
    await put(page, 'total', '１．２万');
    assert.match(await page.textContent('#desk-total-note'), /12,000 元/);
    await put(page, 'in_scope', '20000');
    assert.match(await page.textContent('.desk-right [role=alert]'), /总费用/);
    await put(page, 'date', '2020-06-01');
    await put(page, 'admitted', '2020-06-02');
    assert.match(await page.textContent('#desk-admitted-note'), /之后/);
  });

  test('窗口：按问号看按键；F8 换页；没人动就清空，定的是三分钟就是三分钟', DESK, async (page, address) => {
    await page.clock.install();
    await keep(page, WINDOW);
    await open(page, address);
    await page.clock.runFor(100);
    await page.keyboard.press('?');
    await page.clock.runFor(100);
    assert.equal(await page.getByRole('dialog', { name: '按键' }).count(), 1);
    await stands(page, 'groups', '');
    await page.keyboard.press('Escape');
    await page.clock.runFor(100);
    assert.equal(await page.getByRole('dialog').count(), 0);
    await put(page, 'total', '50000');
    await page.clock.runFor(170_000);
    await stands(page, 'total', '50000');
    await page.clock.runFor(20_000);
    await stands(page, 'total', '');
    assert.match(await page.textContent('.desk > .says'), /已经清空/);
    for (const part of ['sheet', 'year', 'month', 'figures', 'setup', '']) {
      await page.keyboard.press('F8');
      const there = `#desk${part && `/${part}`}`;
      for (let tries = 0; tries < 50 && new URL(page.url()).hash !== there; tries += 1) await page.clock.runFor(100);
      assert.equal(new URL(page.url()).hash, there);
    }
  });

  test('窗口：做完的事说一句，换一页就不再说', DESK, async (page, address) => {
    await keep(page, WINDOW);
    await open(page, address);
    const said = page.locator('.desk > [role=status]');
    await page.keyboard.press('F4');
    await said.getByText('已经清空').waitFor();
    for (const part of ['sheet', 'year']) {
      await page.keyboard.press('F9');
      await page.waitForFunction(() => document.querySelector('.desk > [role=status]').textContent !== '');
      await page.evaluate((it) => { location.hash = `desk/${it}`; }, part);
      await page.waitForFunction(() => document.querySelector('.desk > [role=status]').textContent === '');
    }
  });

  test('窗口：病人的事一样也不存', DESK, async (page, address) => {
    await keep(page, WINDOW);
    await open(page, address);
    await form(page, { groups: '贫困人口', age: '77', disease: '食管癌', total: '54321.09' });
    await page.keyboard.press('F9');
    await page.evaluate(() => { location.hash = 'desk/sheet'; });
    await page.waitForSelector('#sheet-text');
    await page.fill('#sheet-text', '总费用\t54321.09\n个人负担\t123.45');
    const kept = await page.evaluate(async () => JSON.stringify([
      { ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), document.cookie, location.href.replace(location.origin, ''),
    ]));
    for (const secret of ['54321', '食管癌', '贫困', '77', '123.45']) assert.ok(!kept.includes(secret), `${secret} 留下了：${kept}`);
    await page.evaluate(() => { location.hash = 'desk'; });
    await page.evaluate(() => dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') })));
    assert.match(await page.textContent('main'), /总费用：54321.09/);
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    await page.reload();
    await page.waitForSelector('.desk');
    await page.waitForTimeout(100);
    await stands(page, 'total', '');
  });

  test('窗口设置：定一次，刷新还在，设置页列得出、清得掉', DESK, async (page, address) => {
    await open(page, address, 'setup');
    await page.fill('#set-insured_in', 'xiushui');
    await page.keyboard.press('Tab');
    assert.equal(await page.inputValue('#set-insured_in'), '修水县');
    await page.fill('#set-care', '1');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: '80 毫米的卷纸' }).click();
    await page.getByRole('button', { name: '10 分钟' }).click();
    await usable(page);
    await page.reload();
    await open(page, address);
    await stands(page, 'insured_in', '修水县');
    await stands(page, 'care', '住院');
    await focused(page, 'insurance');
    await page.goto(`${address}#settings`);
    assert.match(await page.textContent('main .facts'), /窗口的设置/);
    await page.getByRole('button', { name: '清除' }).click();
    assert.equal(await page.evaluate(() => localStorage.length), 0);
  });

  test('窗口设置：和填表一样，回车选中去下一格，短的名单带序号', DESK, async (page, address) => {
    await open(page, address, 'setup');
    const at = (field) => page.waitForFunction((it) => document.activeElement.id === it, `set-${field}`);
    const set = async (field, text) => {
      await page.waitForFunction(([id, text]) => document.getElementById(id).value === text, [`set-${field}`, text]).catch(async () => {
        assert.equal(await page.inputValue(`#set-${field}`), text, field);
      });
    };
    await at('insured_in');
    await page.keyboard.type('都昌县');
    await page.keyboard.press('Enter');
    await at('insurance');
    assert.deepEqual(await page.locator('.offers [role=option]').allInnerTexts().then((all) => all.map((it) => it.replace(/\s+/g, ' '))), ['1 城乡居民医保', '2 职工医保']);
    await usable(page);
    await page.keyboard.type('1');
    await page.keyboard.press('Enter');
    await at('enrolled');
    await set('insured_in', '都昌县');
    await set('insurance', '城乡居民医保');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await at('premium_paid');
    await set('enrolled', '参加了');
    await page.keyboard.press('Shift+Enter');
    await at('enrolled');
    await page.focus('#set-hospital');
    await page.keyboard.type('天上的医院');
    await page.keyboard.press('Enter');
    assert.match(await page.textContent('#set-hospital-note'), /没有找到/);
    const said = page.locator('.settings > [role=status]');
    await said.getByText('没看懂的没有记').waitFor();
    await at('grade');
    const fixed = () => page.evaluate(() => JSON.parse(localStorage.getItem('mingbai.desk')).fixed);
    assert.deepEqual(await fixed(), { insured_in: '都昌县', insurance: '城乡居民医保', enrolled: '参加了' });
    await page.fill('#set-hospital', '');
    await page.focus('#set-hospital');
    await page.keyboard.type('qt');
    await page.keyboard.press('Enter');
    await set('hospital', '别的');
    await page.waitForFunction(() => document.querySelector('.settings > [role=status]').textContent === '已经记住。');
    assert.equal((await fixed()).hospital, '别的');
    await page.reload();
    await page.waitForSelector('#set-hospital');
    await set('hospital', '别的');
    await page.evaluate(() => { location.hash = 'desk'; });
    await stands(page, 'enrolled', '参加了');
    await page.focus('#desk-sex');
    assert.deepEqual(await page.locator('.offers kbd').allTextContents(), ['1', '2']);
  });

  test('窗口：别的医院，几种叫法和首字母都认', DESK, async (page, address) => {
    await keep(page, { ...WINDOW, fixed: { ...WINDOW.fixed, hospital: '' } });
    await open(page, address);
    for (const typed of ['其他', '别的医院', '别的', 'qt', 'bdyy', 'bd']) {
      await put(page, 'hospital', typed);
      await stands(page, 'hospital', /[a-z]/.test(typed) ? '别的' : typed);
      assert.equal(await page.textContent('#desk-hospital-note'), '', typed);
      // Another hospital's kind is asked then.
      assert.equal(await page.locator('#desk-grade').count(), 1, typed);
    }
    // Fields come and go while a name is typed; the one at work keeps the focus.
    await put(page, 'hospital', '');
    await page.focus('#desk-hospital');
    await page.keyboard.type('jjsdyrmyy', { delay: 20 });
    await page.keyboard.press('Enter');
    await stands(page, 'hospital', '九江市第一人民医院');
    await focused(page, 'referred');
    assert.equal(await page.locator('#desk-grade').count(), 0);
    await put(page, 'insured_in', '其他');
    assert.equal(await page.textContent('#desk-insured_in-note'), '');
  });

  test('对结算单：和命令说的一样，第一处不同标出来', DESK, async (page, address) => {
    await keep(page, { ...WINDOW, fixed: { ...WINDOW.fixed, insured_in: '樟树市', hospital: '', date: '2020-08-01', grade: '二级', place: '本县' } });
    const asked = {
      date: '2020-08-01', insured_in: '樟树市', insurance: 'resident', care: 'inpatient', grade: 'secondary', place: 'same_county', enrolled: true,
      premium_paid: true, liable_third_party: false, disease: ['乳腺癌'], person: { groups: { 贫困人口: true }, sex: 'female', age: 60 },
      bill: { total: '20000', in_scope: '18000' },
    };
    await open(page, address);
    await form(page, { groups: '贫困人口', sex: '女', age: '60', disease: '乳腺癌', total: '20000', in_scope: '18000' });
    const { estimate, layers } = command(binary, asked);
    assert.deepEqual(await ends(page), estimate);
    const paid = layers.filter((it) => it.estimate);
    const right = [['medfee_sumamt', '20000'], ...paid.map((it) => [it.name === '商业补充保险' ? '补充保险' : it.name, it.estimate.low]), ['psn_part_amt', estimate.low]];
    const lines = (all) => all.map((it) => it.join('\t')).join('\n');
    const slipped = right.map(([name, amount]) => (name === '基本医保' ? [name, (Number(amount) + 10).toFixed(2)] : [name, amount]));
    await page.evaluate(() => { location.hash = 'desk/sheet'; });
    await page.waitForSelector('#sheet-text');
    const folder = mkdtempSync(join(tmpdir(), 'mingbai-'));
    const visit = join(folder, 'visit.json');
    const said = (sheet) => JSON.parse(execFileSync(binary, ['reconcile', visit, sheet], { encoding: 'utf8' }));
    try {
      writeFileSync(visit, JSON.stringify(asked));
      for (const [all, json] of [[right, false], [slipped, false], [slipped, true]]) {
        const text = json ? JSON.stringify(Object.fromEntries(all)) : lines(all);
        const file = join(folder, 'sheet.txt');
        writeFileSync(file, text);
        const told = said(file);
        await page.fill('#sheet-text', text);
        const first = page.locator('.found .first-wrong th');
        if (told.first) {
          assert.equal(await first.textContent(), `▶ ${told.first}`);
          const why = await page.locator('.found .why li').allTextContents();
          assert.equal(why.length, Math.min(5, told.explanations.length));
          told.explanations.slice(0, why.length).forEach((it, at) => assert.ok(why[at].includes(it.causes[0]), `${why[at]}：${it.causes[0]}`));
        } else {
          assert.equal(await first.count(), 0);
          assert.match(await page.textContent('.found h2'), /对得上/);
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    await usable(page);
    // Lines as people have them: each is used, or told; and only what was compared is said to fit.
    const heading = () => page.textContent('.found h2');
    const folk = (gap) => right.map(([name, amount]) => `${name}${gap}${amount} 元`).join('\n');
    for (const gap of [',', '：', '　', '，']) {
      await page.fill('#sheet-text', `姓名：张三\n结算时间${gap}2020-08-01 10:20:30\n${folk(gap)}`);
      assert.equal(await heading(), '每一行都对得上', gap);
      assert.match(await page.textContent('.found .unused'), /没有用到：姓名：张三；结算时间/);
    }
    await page.fill('#sheet-text', `${folk(',')}\n天书,120`);
    assert.match(await heading(), /^对过的 \d+ 行都对得上，还有没对的$/);
    assert.match(await page.textContent('.found .unused'), /天书,120/);
    await page.fill('#sheet-text', `总费用,20000\n个人负担,${estimate.low}`);
    assert.match(await heading(), /^对过的 2 行都对得上，还有没对的$/);
    assert.match(await page.textContent('.found .unused'), /没有对：基本医保/);
    await page.fill('#sheet-text', '天书\t1');
    assert.match(await page.textContent('.against [role=alert]'), /天书/);
    await page.fill('#sheet-text', '');
    await page.focus('#sheet-0');
    await page.keyboard.type('20000');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.keyboard.type('1.00');
    assert.match(await page.inputValue('#sheet-text'), /医疗费总额\t20000\n/);
    assert.equal(await page.locator('.found .first-wrong').count(), 1);
  });

  test('一年的账：和命令算的一样，换先后说出差多少', DESK, async (page, address) => {
    await printer(page);
    await keep(page, { ...WINDOW, fixed: { ...WINDOW.fixed, insured_in: '樟树市', hospital: '', date: '', grade: '二级', place: '本县' } });
    const visits = [['2020-03-01', '60000', '50000'], ['2020-08-01', '9000', '8000'], ['2020-11-01', '30000', '30000']];
    await open(page, address);
    for (const [date, total, in_scope] of visits) {
      await form(page, { groups: '贫困人口、其他都不是', sex: '女', age: '60', date, total, in_scope });
      await page.keyboard.press('F9');
      await page.locator('.desk > .says', { hasText: '放进' }).waitFor();
      await painted(page);
    }
    const asked = visits.map(([date, total, in_scope]) => ({
      date, insured_in: '樟树市', insurance: 'resident', enrolled: true, premium_paid: true, care: 'inpatient', grade: 'secondary', place: 'same_county',
      liable_third_party: false, person: { sex: 'female', age: 60 }, bill: { total, in_scope },
    }));
    await page.evaluate(() => { location.hash = 'desk/year'; });
    await page.waitForSelector('.year .card');
    await usable(page);
    const total = () => page.locator('[data-total]').getAttribute('data-total');
    // The same groups for the command: all others are said to be no.
    const everyone = JSON.parse(execFileSync(binary, ['link', await slip(page)], { encoding: 'utf8' })).person.groups;
    for (const it of asked) it.person.groups = everyone;
    const ledger = (order) => JSON.parse(execFileSync(binary, ['ledger', '--order', order], { input: JSON.stringify(asked), encoding: 'utf8' }));
    const expected = ({ estimate }) => `${estimate.low} ${estimate.high}`;
    const first = ledger('1,2,3');
    assert.equal(await total(), expected(first));
    assert.deepEqual(await page.locator('.swap').allTextContents(), first.swaps.map((it) => it.sentence));
    await page.getByRole('button', { name: '第 1 次，往后移' }).click();
    assert.equal(await total(), expected(ledger('2,1,3')));
    await page.getByRole('button', { name: '第 3 次，往前移' }).click();
    assert.equal(await total(), expected(ledger('2,3,1')));
    assert.equal(await page.getByRole('button', { name: '第 1 次，往前移' }).isDisabled(), true);
    await page.getByRole('button', { name: '第 2 次，去掉' }).click();
    assert.equal(await page.locator('.year .card').count(), 2);
    await page.keyboard.press('F4');
    assert.equal(await page.locator('.year .card').count(), 0);
  });

  /** The link on the last visit's slip. */
  async function slip(page) {
    await page.evaluate(() => { location.hash = 'desk'; });
    await painted(page);
    await page.keyboard.press('F2');
    await page.waitForSelector('.sheet [data-link]', { state: 'attached' });
    const link = await page.evaluate(() => document.querySelector('.sheet [data-link]').dataset.link);
    await page.evaluate(() => { location.hash = 'desk/year'; });
    await page.waitForSelector('.year .card');
    return link;
  }

  test('本窗口填写：范围变窄；导出的文件查得过；别的窗口导入后一样', DESK, async (page, address) => {
    const fixed = { insured_in: '朝天区', insurance: '城乡居民医保', enrolled: '参加了', premium_paid: '交了', care: '住院', date: '2026-06-01', liable: '没有' };
    const bill = { total: '20000', in_scope: '18000' };
    await keep(page, { ...WINDOW, fixed });
    await open(page, address);
    await form(page, bill);
    const wide = await ends(page);
    await page.evaluate(() => { location.hash = 'desk/figures'; });
    const basic = page.locator('.desk-part fieldset', { hasText: /^基本医保/ });
    await page.waitForSelector('.desk-part .settings');
    assert.equal(await basic.count(), 0, '没选管什么，就能填数');
    await holds(page, '住院', '都一样', '广元市和下面的县');
    await basic.getByLabel('起付线').fill('500');
    await basic.getByLabel('报多少').fill('六成');
    await page.getByRole('button', { name: '记住这些数' }).click();
    assert.equal(await basic.getByRole('alert').count(), 1);
    await basic.getByLabel('报多少').fill('60');
    await page.getByRole('button', { name: '记住这些数' }).click();
    await basic.getByRole('alert').getByText('是 60% 吗？').waitFor();
    await basic.getByLabel('报多少').fill('60%');
    await basic.getByLabel('一年最多付').fill('15万');
    await basic.getByLabel('先行自付').fill('0%');
    await page.getByLabel('谁填的').fill('三号窗口');
    await page.getByRole('button', { name: '记住这些数' }).click();
    assert.match(await page.textContent('.desk-part'), /住院、各级医院、广元市和下面的县、2026 年\s*基本医保起付线 500 元/);
    assert.match(await page.textContent('.desk-part'), /三号窗口，\d{4}-\d\d-\d\d填的/);
    await usable(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出' }).click()]);
    const folder = mkdtempSync(join(tmpdir(), 'mingbai-'));
    try {
      const file = join(folder, 'window.toml');
      await download.saveAs(file);
      const tables = join(folder, 'policies');
      cpSync(join(root, 'policies'), tables, { recursive: true });
      cpSync(file, join(tables, 'sichuan/guangyuan', download.suggestedFilename()));
      const checked = spawnSync(binary, ['check', tables], { encoding: 'utf8' });
      assert.equal(checked.status, 0, checked.stdout + checked.stderr);
      await page.evaluate(() => { location.hash = 'desk'; });
      const narrow = await ends(page);
      const width = ({ low, high }) => Number(high) - Number(low);
      assert.ok(width(narrow) < width(wide), JSON.stringify({ wide, narrow }));
      const local = { '基本医保.deductible': '500', '基本医保.share': '60%', '基本医保.cap': '150000', '基本医保.first_self_pay': '0%' };
      const asked = { date: '2026-06-01', insured_in: '朝天区', insurance: 'resident', enrolled: true, premium_paid: true, care: 'inpatient', liable_third_party: false, bill, local };
      assert.match(readFileSync(file, 'utf8'), /from = "2026-01-01"\nuntil = "2026-12-31"[^]*when = \{ care = "inpatient" \}/);
      assert.deepEqual(narrow, command(binary, asked).estimate);
      assert.match(await page.textContent('.desk-right'), /本窗口填写/);

      const fresh = await page.context().browser().newContext(DESK);
      const other = await fresh.newPage();
      await keep(other, { ...WINDOW, fixed });
      await open(other, address);
      await form(other, bill);
      assert.deepEqual(await ends(other), wide);
      await other.evaluate(() => { location.hash = 'desk/figures'; });
      await other.locator('#figures-file').setInputFiles(file);
      await other.waitForFunction(() => document.querySelector('.desk-part').textContent.includes('导入了'));
      await other.evaluate(() => { location.hash = 'desk'; });
      assert.deepEqual(await ends(other), narrow);
      writeFileSync(file, '[table]\nname = "别的"\n[[scheme]]\n');
      await other.evaluate(() => { location.hash = 'desk/figures'; });
      await other.locator('#figures-file').setInputFiles(file);
      await other.waitForFunction(() => /第 3 行/.test(document.querySelector('.desk-part').textContent));
      await fresh.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('本窗口填写：惠民保起个名，排在最后，问买没买；小票、一个月、一年、导出的文件里都有', DESK, async (page, address) => {
    const fixed = { insured_in: '朝天区', insurance: '城乡居民医保', enrolled: '参加了', premium_paid: '交了', care: '住院', date: '2026-06-01', liable: '没有' };
    const bill = { total: '100000', in_scope: '80000' };
    const local = {
      '基本医保.deductible': '500', '基本医保.share': '60%', '基本医保.cap': '150000',
      '惠民保.name': '广元惠民保', '惠民保.deductible': '10000', '惠民保.share': '80%', '惠民保.cap': '1000000', '惠民保（目录外）.share': '50%',
    };
    const asked = { date: '2026-06-01', insured_in: '朝天区', insurance: 'resident', enrolled: true, premium_paid: true, care: 'inpatient', liable_third_party: false, bill, local };
    await printer(page);
    await keep(page, { ...WINDOW, fixed, paper: '80mm' });
    await open(page, address);
    await form(page, bill);
    await page.evaluate(() => { location.hash = 'desk/figures'; });
    await holds(page, '住院', '都一样', '广元市和下面的县');
    const labels = { name: '叫什么', deductible: '起付线', share: '报多少', cap: '一年最多付' };
    for (const [key, text] of Object.entries(local)) {
      const [, layer, figure] = /^(.*)\.(\w+)$/.exec(key);
      await page.locator('.desk-part fieldset', { hasText: new RegExp(`^${layer}：`) }).getByLabel(labels[figure]).fill(text);
    }
    await page.getByRole('button', { name: '记住这些数' }).click();
    await page.locator('.desk-part').getByText('广元惠民保报 80%').waitFor();
    await usable(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出' }).click()]);
    const toml = readFileSync(await download.path(), 'utf8');
    await page.evaluate(() => { location.hash = 'desk'; });
    await page.waitForSelector('#desk-own-huiminbao');
    assert.deepEqual(await ends(page), command(binary, asked).estimate, '没说买没买');
    await put(page, 'own-huiminbao', '否');
    assert.deepEqual(await ends(page), command(binary, { ...asked, answers: { huiminbao: false } }).estimate);
    await put(page, 'own-huiminbao', '是');
    const wanted = { ...asked, answers: { huiminbao: true } };
    const answer = command(binary, wanted);
    assert.deepEqual(await ends(page), answer.estimate);
    assert.equal(answer.layers.at(-2).name, '广元惠民保');
    const line = page.locator('.mine-line', { hasText: '广元惠民保' });
    assert.match(await line.textContent(), /本窗口填写/);
    await page.keyboard.press('F2');
    await page.waitForFunction(() => printed.length > 0);
    const [slip] = await page.evaluate(() => printed);
    assert.ok(slip.includes('广元惠民保付'), slip);
    const told = JSON.parse(execFileSync(binary, ['link', await page.locator('.sheet .qr').getAttribute('data-link')], { encoding: 'utf8' }));
    assert.deepEqual(command(binary, told).estimate, answer.estimate);
    // The year: what it paid before counts against its cap.
    await page.keyboard.press('F9');
    await page.evaluate(() => { location.hash = 'desk/year'; });
    await page.waitForSelector('.desk-part');
    const ledger = execFileSync(binary, ['ledger'], { input: JSON.stringify([wanted]), encoding: 'utf8' });
    assert.ok(JSON.stringify(JSON.parse(ledger)).includes(answer.estimate.low));
    // The month.
    await page.evaluate(() => { location.hash = 'desk/month'; });
    await page.fill('#month-text', '险种\t参保\t缴费\t就诊类型\t总费用\t政策范围内\tanswers.huiminbao\n居民\t是\t是\t住院\t100000\t80000\t是');
    await page.getByRole('button', { name: '开始算' }).click();
    await page.waitForSelector('.month [data-memory]');
    const [month] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '存下结果' }).click()]);
    const [titles, row] = readFileSync(await month.path(), 'utf8').replace('\ufeff', '').split(/\r?\n/).map((it) => it.split('\t'));
    const cell = (name) => row[titles.indexOf(name)];
    assert.deepEqual({ low: cell('自付下限'), high: cell('自付上限') }, answer.estimate);
    assert.equal(cell('惠民保付上限'), answer.layers.at(-2).estimate.high);
    // The file is a table.
    const folder = mkdtempSync(join(tmpdir(), 'mingbai-'));
    try {
      const tables = join(folder, 'policies');
      cpSync(join(root, 'policies'), tables, { recursive: true });
      writeFileSync(join(tables, 'sichuan/guangyuan/window.toml'), toml);
      const checked = spawnSync(binary, ['check', tables], { encoding: 'utf8' });
      assert.equal(checked.status, 0, checked.stdout + checked.stderr);
      const { local: none, ...bare } = wanted;
      const out = JSON.parse(execFileSync(binary, ['answer', '--tables', tables], { input: JSON.stringify(bare), encoding: 'utf8' }));
      assert.equal(out.layers.at(-2).name, '广元惠民保');
      assert.deepEqual(out.estimate, answer.estimate);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  // 固始县 is one of 信阳市; the tables are 2026's.
  const GUSHI = {
    ...WINDOW,
    fixed: { insured_in: '固始县', insurance: '城乡居民医保', enrolled: '参加了', premium_paid: '交了', hospital: '别的', grade: '二级', place: '本县', referred: '没办', care: '住院', date: '2026-11-01', liable: '没有' },
  };
  const SICK = { groups: '都不是', total: '8000', in_scope: '7000' };
  const paid = async (page) => (await page.locator('.desk-right .mine-line').first().locator('.sum').textContent()).trim();

  test('窗口：有一格没看懂，就没有准数，不打小票，不进账，也不对结算单', DESK, async (page, address) => {
    await printer(page);
    await keep(page, { ...GUSHI, fixed: { ...GUSHI.fixed, date: '' } });
    await open(page, address);
    await form(page, SICK);
    const good = await ends(page);
    const waiting = page.locator('.desk-right .unread');
    const wrong = {
      date: ['2020.13.1', '结算日期'], admitted: ['2090-01-01', '入院日期'], total: ['一堆', '总费用'], in_scope: ['abc', '政策范围内'], year: ['abc', '范围内自付'],
      age: ['老', '年龄'], disease: ['qqq', '病种'], groups: ['都不是、qqq', '人群'], hospital: ['天上的医院', '医院'], grade: ['九级', '医院等级'], place: ['天上', '就医地'],
      insured_in: ['天上县', '参保地'], insurance: ['qqq', '险种'], care: ['qqq', '医疗类别'], liable: ['qqq', '他人该赔'], sex: ['qqq', '性别'], referred: ['qqq', '转诊'],
    };
    for (const [field, [text, label]] of Object.entries(wrong)) {
      const before = await page.inputValue(`#desk-${field}`);
      await put(page, field, text);
      await waiting.getByText(`有 1 格没看懂：${label}。改好再算。`).waitFor();
      assert.equal(await page.locator('.desk-right [data-low]').count(), 0, label);
      assert.equal(await page.locator('.desk-right .amount').count(), 0, label);
      await page.keyboard.press('F2');
      await focused(page, field);
      await page.locator('.desk > [role=status]').getByText(`没看懂：${label}。改好再打。`).waitFor();
      assert.equal(await page.evaluate(() => printed.length), 0, label);
      await page.keyboard.press('F9');
      await page.locator('.desk > [role=status]').getByText('填好再放进一年的账').waitFor();
      await put(page, field, before);
      await page.waitForSelector('.desk-right [data-low]');
      assert.deepEqual(await ends(page), good, label);
    }
    // Several at once, each leads to its field; the sheet waits too, and the year has none of it.
    await put(page, 'date', '2020.13.1');
    await put(page, 'total', 'x');
    await waiting.getByText('有 2 格没看懂：结算日期、总费用。').waitFor();
    await waiting.getByRole('button', { name: '总费用' }).click();
    await focused(page, 'total');
    await usable(page);
    await page.evaluate(() => { location.hash = 'desk/sheet'; });
    await page.fill('#sheet-text', '总费用\t8000');
    await page.locator('.against [role=alert]').getByText('没看懂：结算日期、总费用。改好再对。').waitFor();
    assert.equal(await page.locator('.against .found').count(), 0);
    await page.evaluate(() => { location.hash = 'desk/year'; });
    await page.locator('.desk-part').getByText('这里还没有就诊').waitFor();
    // On paper by the browser's own menu: a sentence, no amount.
    await page.evaluate(() => { location.hash = 'desk'; dispatchEvent(new Event('beforeprint')); });
    await page.waitForSelector('.sheet', { state: 'attached' });
    assert.match(await page.textContent('.sheet'), /没有可打的小票。有 2 格没看懂/);
    assert.ok(!/¥|二维码/.test(await page.textContent('.sheet')));
  });

  test('窗口：什么都没填，F2 不打白纸，说为什么', DESK, async (page, address) => {
    await printer(page);
    await open(page, address);
    await page.keyboard.press('F2');
    await page.locator('.desk > [role=status]').getByText('还没有填参保地').waitFor();
    await page.waitForTimeout(100);
    assert.equal(await page.evaluate(() => printed.length), 0);
    await put(page, 'insured_in', '固始县');
    await put(page, 'total', '100');
    await put(page, 'in_scope', '200');
    await page.keyboard.press('F2');
    await page.locator('.desk > [role=status]').getByText('比总费用还多').waitFor();
    assert.equal(await page.evaluate(() => printed.length), 0);
  });

  test('一年的账：F2 打的是这一年；同一次放两回就说一声', DESK, async (page, address) => {
    await printer(page);
    await keep(page, GUSHI);
    await open(page, address);
    await form(page, SICK);
    await page.keyboard.press('F9');
    await page.locator('.desk > [role=status]').getByText('已经放进一年的账').waitFor();
    await page.keyboard.press('F9');
    await page.locator('.desk > [role=status]').getByText('又放了一次一样的').waitFor();
    await page.evaluate(() => { location.hash = 'desk/year'; });
    await page.waitForSelector('.year .card');
    await page.keyboard.press('F2');
    await page.waitForFunction(() => printed.length > 0);
    const [slip] = await page.evaluate(() => printed);
    for (const part of ['一年的账', '第 1 次', '第 2 次', '合计', '以医保结算为准']) assert.ok(slip.includes(part), `${part}：${slip}`);
    assert.ok(!/往前移|去掉/.test(slip), slip);
    await page.getByRole('button', { name: '第 2 次，去掉' }).click();
    await page.getByRole('button', { name: '第 1 次，去掉' }).click();
    await page.keyboard.press('F2');
    await page.locator('.desk > [role=status]').getByText('没有可打的').waitFor();
    assert.equal(await page.evaluate(() => printed.length), 1);
  });

  test('一个月：窗口设置里的日期没看懂，就不算', DESK, async (page, address) => {
    await keep(page, { ...GUSHI, fixed: { ...GUSHI.fixed, date: '2026.13.1' } });
    await open(page, address, 'month');
    await page.fill('#month-text', '总费用\t政策范围内\n8000\t7000');
    await page.getByRole('button', { name: '开始算' }).click();
    await page.locator('.month [role=alert]').getByText('窗口设置里有 1 格没看懂：结算日期。改好再算。').waitFor();
    assert.equal(await page.locator('.month [data-memory]').count(), 0);
  });

  test('本窗口填写：固始县住院二级的数，门诊、三级、光山县、去年都不用', DESK, async (page, address) => {
    await keep(page, GUSHI);
    await open(page, address);
    await form(page, SICK);
    const cases = {
      三级: { grade: '三级' }, 门诊: { care: '门诊' }, 光山县: { insured_in: '光山县' }, 信阳市: { insured_in: '信阳市' }, 去年: { date: '2025-11-01' }, 明年: { date: '2027-01-01' },
    };
    const same = { grade: '二级', care: '住院', insured_in: '固始县', date: '2026-11-01' };
    const each = async () => {
      const seen = {};
      for (const [name, change] of Object.entries(cases)) {
        await form(page, { ...same, ...change });
        await stands(page, Object.keys(change)[0], Object.values(change)[0]);
        seen[name] = { ends: await ends(page), paid: await paid(page), note: await page.locator('.desk-right').getByText(/住院、二级医院/).count() };
      }
      await form(page, same);
      return seen;
    };
    const before = await each();
    const outpatient = {
      date: '2026-11-01', insured_in: '固始县', insurance: 'resident', enrolled: true, premium_paid: true, hospital: '其他', grade: 'secondary', place: 'same_county', referred: false,
      care: 'outpatient', liable_third_party: false, person: { groups: 'none' }, bill: { total: '8000', in_scope: '7000' },
    };
    assert.deepEqual(before.门诊.ends, command(binary, outpatient).estimate);
    await page.evaluate(() => { location.hash = 'desk/figures'; });
    await page.waitForSelector('.desk-part .settings');
    assert.deepEqual(await page.locator('.desk-part section', { has: page.getByRole('heading', { name: '是哪里的数' }) }).getByRole('button').allTextContents(), ['固始县', '信阳市和下面的县', '河南省和下面的县']);
    await holds(page, '住院', '二级');
    assert.equal(await page.inputValue('#figures-from'), '2026-01-01');
    assert.equal(await page.inputValue('#figures-until'), '2026-12-31');
    await page.fill('#figures-until', '2026-13-31');
    const basic = page.locator('.desk-part fieldset', { hasText: /^基本医保/ });
    await basic.getByLabel('起付线').fill('400');
    await basic.getByLabel('报多少').fill('80%');
    await basic.getByLabel('一年最多付').fill('15万');
    await page.getByRole('button', { name: '记住这些数' }).click();
    await page.locator('#figures-until-note [role=alert]').waitFor();
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((it) => it.includes('figures')).length), 0, '没看懂日子也记了');
    await page.fill('#figures-until', '2026-12-31');
    await page.getByRole('button', { name: '记住这些数' }).click();
    await page.locator('.desk-part').getByText('记住了 3 个数，管：住院、二级医院、固始县、2026 年。').waitFor();
    await usable(page);
    await page.evaluate(() => { location.hash = 'desk'; });
    await page.waitForSelector('.desk-right [data-low]');
    assert.equal(await paid(page), '¥5,280.00');
    assert.equal(await page.locator('.desk-right').getByText(/住院、二级医院、固始县、2026 年/).count(), 1);
    assert.deepEqual(await each(), before);
    // Care not said: a range, and it is asked.
    await form(page, { ...same, care: '' });
    const open_ = await ends(page);
    assert.notEqual(open_.low, open_.high);
    await page.locator('.desk-right .asks button').first().click();
    await focused(page, 'care');
    await form(page, same);
    // Another set stands beside it; days that run across are refused.
    await page.evaluate(() => { location.hash = 'desk/figures'; });
    await page.waitForSelector('.desk-part .entered');
    await holds(page, '普通门诊', '都一样');
    assert.equal(await basic.getByLabel('起付线').inputValue(), '');
    await basic.getByLabel('报多少').fill('50%');
    await page.fill('#figures-from', '2026-07-01');
    await page.getByRole('button', { name: '记住这些数' }).click();
    await page.locator('#figures-from-note [role=alert]').getByText('已有管 2026 年的数').waitFor();
    await page.fill('#figures-from', '2026-01-01');
    await page.getByRole('button', { name: '记住这些数' }).click();
    await page.locator('.desk-part').getByText('记住了 1 个数').waitFor();
    assert.deepEqual(await page.locator('.entered h3').allTextContents(), ['住院、二级医院、固始县、2026 年', '普通门诊、各级医院、固始县、2026 年']);
    await page.locator('.entered li').first().getByRole('button', { name: '改这一组' }).click();
    await page.waitForFunction(() => [...document.querySelectorAll('.desk-part input')].some((it) => it.value === '400.00'));
    await page.reload();
    await open(page, address, 'figures');
    assert.equal(await page.locator('.entered li').count(), 2);
    await page.locator('.entered li').nth(1).getByRole('button', { name: '去掉' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.entered li').length === 1);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((it) => it.includes('figures'))), ['mingbai.figures.gushi.2026-01-01']);
  });

  test('本窗口填写：以前存的数没有说管什么，看得见，先不用，补上再用', DESK, async (page, address) => {
    await keep(page, GUSHI);
    await open(page, address);
    await form(page, SICK);
    const bare = await ends(page);
    await page.addInitScript((text) => sessionStorage.getItem('once') ?? (sessionStorage.setItem('once', '1'), localStorage.setItem('mingbai.figures.gushi', text)), `[table]
id = "window-gushi"
name = "固始县：本窗口填写"
place = "固始县"
from = "unknown"
checked = "unknown"

[[source]]
id = "window-gushi-source"
title = "本窗口填写"
issuer = "王芳"
date = "2026-03-02"
grade = "reported"

[[layer]]
id = "basic"
layer = "基本医保"
deductible = "400.00"
share = "80%"
cap = "150000.00"
cite = { source = "window-gushi-source", at = "本窗口填写" }
`);
    await page.reload();
    await open(page, address);
    await form(page, SICK);
    assert.deepEqual(await ends(page), bare, '没说管什么的数用上了');
    await page.locator('.desk-right').getByText('固始县有以前填的数，没有说管什么，先不用').waitFor();
    await page.evaluate(() => { location.hash = 'desk/month'; });
    await page.locator('.month').getByText('有填写的数没有说管什么，先不用').waitFor();
    await page.evaluate(() => { location.hash = 'desk/figures'; });
    await page.locator('.entered').getByText('固始县：没有说管什么，先不用').waitFor();
    await page.locator('.entered').getByText('基本医保起付线 400 元。基本医保报 80%。').waitFor();
    await usable(page);
    await page.getByRole('button', { name: '补上管什么' }).click();
    await holds(page, '住院', '二级');
    await page.waitForFunction(() => [...document.querySelectorAll('.desk-part input')].some((it) => it.value === '400.00'));
    await page.getByRole('button', { name: '记住这些数' }).click();
    await page.locator('.desk-part').getByText('记住了 3 个数').waitFor();
    assert.deepEqual(await page.locator('.entered h3').allTextContents(), ['住院、二级医院、固始县、2026 年']);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((it) => it.includes('figures'))), ['mingbai.figures.gushi.2026-01-01']);
    await page.evaluate(() => { location.hash = 'desk'; });
    await page.waitForSelector('.desk-right [data-low]');
    assert.equal(await paid(page), '¥5,280.00');
  });

  for (const [device, window] of [['手机', PHONE], ['电脑', DESK]]) {
    test(`窗口的每一页都过无障碍检查：${device}`, window, async (page, address) => {
      await keep(page, WINDOW);
      await open(page, address);
      await usable(page);
      await form(page, { groups: '贫困人口', total: '50000', in_scope: '42000' });
      await page.focus('#desk-disease');
      await page.keyboard.type('a');
      await usable(page);
      await page.evaluate(() => document.querySelectorAll('details').forEach((it) => (it.open = true)));
      await usable(page);
      await page.keyboard.press('?');
      await usable(page);
      await page.keyboard.press('?');
      for (const part of ['sheet', 'year', 'month', 'figures', 'setup']) {
        await page.evaluate((it) => { location.hash = `desk/${it}`; }, part);
        await settled(page);
        await usable(page);
      }
    });
  }
}
