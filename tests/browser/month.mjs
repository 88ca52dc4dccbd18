// A month's table at the window: the same as `mingbai batch`, beside the page, with a way to stop.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, painted } from './walk.mjs';

const TITLES = '住院号,日期,参保地,险种,参保,缴费,就诊类型,等级,就医地,性别,年龄,人群,病种,总费用,政策范围内,备注';

/** Rows that differ in place, group, disease and amounts; the same every time. */
function rows(count) {
  const places = ['樟树市', '都昌县', '修水县', '朝天区', '秀山县', '光山县'];
  const groups = ['只有贫困人口', '都不是', '只有低保对象', ''];
  const diseases = ['食管癌', '乳腺癌', '高血压', ''];
  const at = (list, number) => list[number % list.length];
  return Array.from({ length: count }, (_, it) => {
    const total = 1000 + ((it * 7919) % 90000);
    const cells = [`ZY${it}`, `2020-0${1 + (it % 9)}-1${it % 9}`, at(places, it), '居民', '是', '是', '住院', at(['二级', '三级'], it >> 2), '本县', at(['男', '女'], it), 20 + (it % 60), at(groups, it >> 1), at(diseases, it >> 3), total, Math.floor(total * 0.85), ''];
    return cells.join(',');
  });
}

/** Rows as office programs write them, and rows that cannot be read. */
const ODD = [
  '="00123",2020/8/1,樟树市,居民,是,是,住院,二级,本县,女,60,只有贫困人口,乳腺癌,"20,000.00",18000,"两行\n备注"',
  'ZY2,2020-13-01,樟树市,居民,是,是,住院,二级,本县,女,60,都不是,,20000,18000,',
  'ZY3,2020-08-01,火星县,居民,是,是,住院,二级,本县,女,60,都不是,,20000,18000,',
  'ZY4,2020-08-01,樟树市,居民,是,是,住院,二级,本县,女,60,都不是,,20000,30000,=1+1',
  'ZY5,2020-08-01,樟树市,居民,是,是,住院,二级,本县,女,60,都不是,,,,',
];
const MARK = '\ufeff';

async function open(page, address) {
  await page.goto(`${address}#desk/month`);
  await page.waitForSelector('#month-file');
}

async function result(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '存下结果' }).click()]);
  return readFileSync(await download.path(), 'utf8');
}

const give = (page, name, buffer) => page.setInputFiles('#month-file', { name, mimeType: 'text/csv', buffer });
const go = (page) => page.getByRole('button', { name: '开始算' }).click();
const done = (page) => page.waitForSelector('.month [data-memory]', { timeout: 300_000 });

export function month(test, { DESK, PHONE, binary, usable }) {
  const batch = (text) => execFileSync(binary, ['batch'], { input: MARK + text, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 1 << 30 });

  test('一个月：读不懂的行不耽误别的行，结果和命令的一字不差', DESK, async (page, address) => {
    const text = [TITLES, ...rows(300), ...ODD, ...rows(20)].join('\r\n') + '\r\n';
    const expected = batch(text);
    await open(page, address);
    await give(page, '五月.csv', Buffer.from(text));
    await go(page);
    await done(page);
    assert.equal(await result(page), expected);
    const told = await page.textContent('.month section[data-memory]');
    assert.match(told, /算了 321 行，其中 \d+ 行是一个准数；4 行读不懂/);
    assert.match(told, /“日期”/);
    assert.match(told, /病人自付 .* 元，占 /);
    assert.match(told, /自付目标：超过 \d+ 行/);
    await usable(page);
    const folder = mkdtempSync(join(tmpdir(), 'mingbai-'));
    try {
      const file = join(folder, 'a.csv');
      writeFileSync(file, text);
      for (const kind of ['GB18030', 'UTF-16']) {
        const other = execFileSync('iconv', ['-f', 'UTF-8', '-t', kind, file]);
        await give(page, '五月.csv', other);
        await go(page);
        await done(page);
        assert.equal(await result(page), expected, kind);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('一个月：贴进来的行也行，窗口定好的参保地和日期不用写；缺了什么说得出', PHONE, async (page, address) => {
    const window = { fixed: { insured_in: '樟树市', date: '2020-08-01' } };
    await page.addInitScript((it) => localStorage.setItem('mingbai.desk', it), JSON.stringify(window));
    await open(page, address);
    await go(page);
    assert.match(await page.textContent('.month [role=alert]'), /先选一个文件/);
    await page.fill('#month-text', '姓名\t备注\n甲\t乙');
    await go(page);
    await page.waitForSelector('.month [role=alert]');
    await page.waitForFunction(() => /总费用/.test(document.querySelector('.month [role=alert]')?.textContent));
    const text = '就诊类型\t等级\t就医地\t总费用\t政策范围内\n住院\t二级\t本县\t20000\t18000\n住院\t三级\t本县\t9000\t8000';
    await page.fill('#month-text', text);
    await go(page);
    await done(page);
    const expected = execFileSync(binary, ['batch', '--date', '2020-08-01', '--insured-in', '樟树市'], { input: MARK + text, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
    assert.equal(await result(page), expected);
    await usable(page);
  });

  test('一个月：本窗口填写的数也用上，和命令算的一样', DESK, async (page, address) => {
    const fixed = { insured_in: '朝天区', date: '2026-06-01' };
    await page.addInitScript((it) => localStorage.setItem('mingbai.desk', it), JSON.stringify({ fixed }));
    await page.goto(`${address}#desk/figures`);
    const basic = page.locator('.desk-part fieldset', { hasText: /^基本医保/ });
    for (const name of ['住院', '都一样', '广元市和下面的县']) await page.locator('.desk-part').getByRole('button', { name, exact: true }).click();
    for (const [label, text] of [['起付线', '500'], ['报多少', '60%'], ['一年最多付', '15万'], ['先行自付', '0%']]) await basic.getByLabel(label).fill(text);
    await page.getByLabel('谁填的').fill('三号窗口');
    await page.getByRole('button', { name: '记住这些数' }).click();
    await page.waitForFunction(() => document.querySelector('.desk-part').textContent.includes('三号窗口，2'));
    const local = { '基本医保.deductible': '500', '基本医保.share': '60%', '基本医保.cap': '150000', '基本医保.first_self_pay': '0%' };
    const said = { date: '2026-06-01', insured_in: '朝天区', insurance: 'resident', enrolled: true, premium_paid: true, care: 'inpatient', bill: { total: '20000', in_scope: '18000' } };
    const [without, wanted] = [said, { ...said, local }].map((it) => command(binary, it).estimate);
    assert.notDeepEqual(without, wanted);
    for (const worker of [true, false]) {
      if (!worker) await page.evaluate(() => { delete globalThis.Worker; });
      await page.evaluate(() => { location.hash = 'desk/month'; });
      await page.fill('#month-text', '险种\t参保\t缴费\t就诊类型\t总费用\t政策范围内\n居民\t是\t是\t住院\t20000\t18000');
      await go(page);
      await done(page);
      const [titles, row] = (await result(page)).replace(MARK, '').split(/\r?\n/).map((line) => line.split(/[,\t]/));
      const cell = (name) => row[titles.indexOf(name)];
      assert.deepEqual({ low: cell('自付下限'), high: cell('自付上限') }, wanted, worker ? '后台' : '页上');
      await page.evaluate(() => { location.hash = 'desk'; });
    }
  });

  const FACTS = '险种,参保,缴费,就诊类型,等级,级别,就医地,转诊,病种,人群';
  const POOR = '居民,是,是,住院,二级,县级,本县,否,无,只有低保对象';
  const fixed = { insured_in: '都昌县', date: '2026-10-31' };
  const keep = (page) => page.addInitScript((it) => localStorage.setItem('mingbai.desk', it), JSON.stringify({ fixed }));
  const window = ['batch', '--date', '2026-10-31', '--insured-in', '都昌县'];

  test('一个月：付款的列不说怎么用就不用，说了才照着扣或对照；和命令一样', DESK, async (page, address) => {
    await keep(page);
    const text = `总费用,政策范围内,${FACTS},医疗救助,大病保险\n24000,23000,${POOR},0.00,\n`;
    const said = (...more) => execFileSync(binary, [...window, ...more], { input: MARK + text, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
    await open(page, address);
    await give(page, '五月.csv', Buffer.from(text));
    await go(page);
    await done(page);
    const open_ = await result(page);
    assert.equal(open_, said());
    assert.match(await page.textContent('.month section[data-memory]'), /医疗救助、大病保险：这几列没有用，.*选“照着扣”/);
    await usable(page);
    for (const worker of [true, false]) {
      if (!worker) await page.evaluate(() => { delete globalThis.Worker; });
      for (const [name, told] of [['照着扣', /“医疗救助”整列是 0/], ['只对照', /和算的对过/], ['不用', /照您选的，这几列不用/]]) {
        await page.getByRole('button', { name, exact: true }).click();
        await go(page);
        await page.waitForFunction((it) => new RegExp(it).test(document.querySelector('.month section[data-memory]')?.textContent), told.source);
        assert.equal(await result(page), said('--paid', name), name);
        assert.equal(await page.getByRole('button', { name, exact: true }).getAttribute('aria-pressed'), 'true');
      }
    }
    assert.equal(await result(page), open_);
    assert.notEqual(said('--paid', '照着扣'), open_);
  });

  test('一个月：最后给的算数，文件或贴上的行；同一个文件再选一次就再读一次', PHONE, async (page, address) => {
    await keep(page);
    const table = (total) => `总费用,就诊类型\n${total},住院\n`;
    const totals = async () => {
      await go(page);
      await painted(page);
      await done(page);
      return /总费用 ([\d.]+) 元/.exec(await page.textContent('.month section[data-memory]'))[1];
    };
    const source = () => page.textContent('.month .source');
    await open(page, address);
    assert.equal(await source(), '');
    await give(page, '甲.csv', Buffer.from(table(111)));
    assert.equal(await source(), '用文件“甲.csv”。');
    assert.equal(await totals(), '111.00');
    await page.fill('#month-text', table(999));
    assert.equal(await source(), '用贴上的行，不用文件“甲.csv”。');
    assert.equal(await totals(), '999.00');
    // The chooser of files says it anew for the same file.
    const folder = mkdtempSync(join(tmpdir(), 'mingbai-'));
    try {
      const file = join(folder, '乙.csv');
      const choose = async (total) => {
        writeFileSync(file, table(total));
        const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.click('#month-file')]);
        await chooser.setFiles(file);
        await page.waitForFunction(() => document.querySelector('.month .source').textContent.startsWith('用文件'));
      };
      await choose(222);
      assert.equal(await source(), '用文件“乙.csv”，不用贴上的行。');
      assert.equal(await totals(), '222.00');
      await page.fill('#month-text', table(998));
      assert.equal(await totals(), '998.00');
      await choose(333);
      assert.equal(await totals(), '333.00');
      await page.fill('#month-text', table(997));
      assert.equal(await totals(), '997.00');
      await page.fill('#month-text', '');
      assert.equal(await source(), '用文件“乙.csv”。');
      assert.equal(await totals(), '333.00');
    } finally {
      rmSync(folder, { recursive: true });
    }
    await usable(page);
  });

  test('一个月：合计行不是病人，没合上的引号只耽误自己那一行', DESK, async (page, address) => {
    await keep(page);
    const text = '姓名,总费用,备注\n甲,8000,"开着\n乙,9000,\n丙,71000,"两\n行"\n合计,88000,\n制表人：丁,,\n';
    await open(page, address);
    await page.fill('#month-text', text);
    await go(page);
    await done(page);
    const told = await page.textContent('.month section[data-memory]');
    assert.match(told, /算了 2 行，.*1 行读不懂/);
    assert.match(told, /不是就诊，没有算：合计、小计一类的行 1 行（第 5 行）；制表人一类的行 1 行（第 6 行）/);
    assert.match(told, /总费用 80000\.00 元/);
    assert.match(told, /第 2 行：这一行有引号没有合上/);
    assert.equal(await result(page), execFileSync(binary, window, { input: MARK + text, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] }));
  });

  test('一个月：十万行，点什么都不等，停得下', DESK, async (page, address) => {
    const text = [TITLES, ...rows(100_000)].join('\n') + '\n';
    await open(page, address);
    await give(page, '十万行.csv', Buffer.from(text));
    await go(page);
    await page.waitForFunction(() => /算了 [1-9]/.test(document.querySelector('.month')?.textContent), null, { timeout: 60_000 });
    await page.getByRole('button', { name: '停下' }).click();
    await page.waitForFunction(() => document.querySelector('.month').textContent.includes('停下了'));
    const stopped = await page.textContent('.month');
    await page.waitForTimeout(500);
    assert.equal(await page.textContent('.month'), stopped, '停下以后还在算');
    const began = Date.now();
    await go(page);
    const slow = await page.evaluate(async () => {
      const slow = [];
      const button = [...document.querySelectorAll('.desk-acts button')].find((it) => it.textContent.includes('按键'));
      const frame = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
      while (!document.querySelector('.month [data-memory]') && slow.length < 10_000) {
        const before = performance.now();
        // A tap waits for its turn like any other event, then for the picture.
        await new Promise((next) => setTimeout(next));
        button.click();
        await frame();
        slow.push(performance.now() - before);
        await new Promise((next) => setTimeout(next, 50));
      }
      return slow;
    });
    await done(page);
    const seconds = (Date.now() - began) / 1000;
    slow.sort((one, other) => one - other);
    const memory = await page.getAttribute('.month [data-memory]', 'data-memory');
    const most = slow[Math.floor(slow.length * 0.95)];
    console.log(`      十万行 ${seconds.toFixed(1)} 秒，${memory} MB；点了 ${slow.length} 下，中位数 ${slow[slow.length >> 1]?.toFixed(0)} 毫秒，百分之九十五在 ${most?.toFixed(0)} 毫秒以内，最慢 ${slow.at(-1)?.toFixed(0)} 毫秒`);
    assert.ok(slow.length > 5, '没有点几下就算完了');
    // Times are told; a page that stood still while it reckons would show in the middle one too.
    assert.ok(slow[slow.length >> 1] <= 100, `一半在 ${slow[slow.length >> 1]} 毫秒以上`);
    const out = await result(page);
    assert.equal(out.split('\n').length, 100_002);
    assert.equal(out, batch(text));
  }, { alone: true });

  test('一个月：没有后台线程的浏览器，在页面上一段段算', DESK, async (page, address) => {
    await page.addInitScript(() => { delete globalThis.Worker; });
    const text = [TITLES, ...rows(2_000)].join('\n') + '\n';
    await open(page, address);
    await give(page, '五月.csv', Buffer.from(text));
    await go(page);
    await done(page);
    assert.equal(await result(page), batch(text));
  });
}
