// Doors that must open although the browser fails: a database cleared or silent, midnight, a clock that is set, printing and
// saving that do nothing, voices that come late, Enter that ends a word of an input method.
import assert from 'node:assert/strict';
import { few, go, house, ILL, kept, names, person, reckoned, saved, says, with_ } from './houses.mjs';
import { becomes, coded, link, tap } from './walk.mjs';

/** Until the households on the shelf are called so. */
async function stands(page, wanted) {
  await becomes(page, async () => (await kept(page)).map((it) => it.name).sort(), [...wanted].sort());
}

/** The browser takes the database away, as it does when it needs the room. */
const cleared = (page) => page.evaluate(() => new Promise((good, bad) => {
  const asked = indexedDB.deleteDatabase('mingbai');
  asked.onsuccess = good;
  asked.onerror = bad;
}));

const returns = (page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

async function add(page, name) {
  await page.fill('#household', name);
  await tap(page, page.getByRole('button', { name: '加上', exact: true }));
}

/** A key as a browser tells it. */
const key = (page, id, init, before = []) => page.evaluate(([id, init, before]) => {
  const field = document.getElementById(id);
  for (const name of before) field.dispatchEvent(new CompositionEvent(name, { bubbles: true, data: '食' }));
  const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init });
  return field.dispatchEvent(event);
}, [id, init, before]);

/** The three ways in which browsers tell the Enter that ends a word. */
const ENDS = [
  [{ keyCode: 229, isComposing: true }, ['compositionstart']],
  [{ keyCode: 229 }, []],
  [{ keyCode: 13 }, ['compositionstart', 'compositionend']],
];

const desk = (page, window) => page.addInitScript((it) => localStorage.setItem('mingbai.desk', it), JSON.stringify(window));
const WINDOW = { fixed: { insured_in: '都昌县' }, paper: 'a4', minutes: 10 };

export function failing(test, { PHONE, DESK, usable }) {
  for (const how of ['回来看一眼', '改一户', '加一户', '别的页面先存了一户']) {
    test(`浏览器清掉了各户：${how}，都重新存上，也说出来`, PHONE, async (page, address) => {
      await with_(page, address, few(), 'visits');
      await reckoned(page);
      await add(page, '赵家');
      await stands(page, ['李家', '王家', '张家', '赵家']);
      const all = ['李家', '王家', '张家', '赵家'];
      if (how === '加一户') {
        await go(page, 'visits');
        await reckoned(page);
        await cleared(page);
        await add(page, '钱家');
        all.push('钱家');
      } else if (how === '改一户') {
        await go(page, 'visits/of/h2');
        await page.waitForSelector('#person');
        await cleared(page);
        await page.fill('#person', '王小');
        await tap(page, page.getByRole('button', { name: '加上，接着问' }));
      } else if (how === '回来看一眼') {
        await go(page, 'visits');
        const session = await page.context().newCDPSession(page);
        await session.send('Storage.clearDataForOrigin', { origin: new URL(address).origin, storageTypes: 'indexeddb,local_storage' });
        await returns(page);
      } else {
        await go(page, 'visits');
        await cleared(page);
        const other = await page.context().newPage();
        await other.goto(`${address}#visits`);
        await other.waitForSelector('#household');
        await add(other, '孙家');
        await stands(other, ['孙家']);
        all.push('孙家');
        await other.close();
        await returns(page);
      }
      await stands(page, all);
      await go(page, 'visits');
      await page.getByText('浏览器把存的各户清掉了').waitFor();
      assert.match(await page.textContent('main'), /已经重新存上/);
      await usable(page);
      const { bytes } = await saved(page, () => page.getByRole('button', { name: '现在就导出' }).tap());
      assert.ok(bytes.toString().includes('王大爷'));
      await page.getByRole('button', { name: '知道了' }).tap();
      await page.getByText('浏览器把存的各户清掉了').waitFor({ state: 'detached' });
      await page.reload();
      await reckoned(page);
      assert.deepEqual((await names(page)).sort(), [...all].sort());
    });
  }

  test('自己清的就清了：这一页清，别的页面也清，不会又存回来', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits');
    await reckoned(page);
    const other = await page.context().newPage();
    await other.goto(`${address}#visits/file`);
    await other.getByText('现在有 3 户').waitFor();
    await other.getByRole('button', { name: '清除全部各户' }).tap();
    await other.getByText('还没有导出过').waitFor();
    await other.getByRole('button', { name: '真的全部清除' }).tap();
    await says(other, 'away-says', '已经清除');
    await page.getByText('在另一个页面里，各户已经清除了').waitFor();
    await returns(page);
    await page.waitForTimeout(300);
    assert.equal((await page.evaluate(() => indexedDB.databases())).length, 0);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    await add(page, '赵家');
    await stands(page, ['赵家']);
    // One that another page took out is gone, and no loss.
    await returns(other);
    await other.getByText('现在有 1 户').waitFor();
    await go(page, 'visits');
    const id = (await kept(page))[0].id;
    await go(other, `visits/of/${id}`);
    await other.locator('summary', { hasText: '改名' }).tap();
    await other.getByRole('button', { name: '去掉这一户' }).tap();
    await other.getByRole('button', { name: '真的去掉这一户' }).tap();
    await stands(other, []);
    await returns(page);
    await page.getByText('一共 0 户').waitFor();
    assert.equal(await page.getByText('清掉了').count(), 0);
    await other.close();
  });

  test('先存不下，后来存得下：前面没存的也补上', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits');
    await reckoned(page);
    await page.evaluate(() => {
      globalThis.put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };
    });
    await add(page, '赵家');
    await page.getByText('这台设备存满了').waitFor();
    await page.evaluate(() => { IDBObjectStore.prototype.put = globalThis.put; });
    await go(page, 'visits');
    await add(page, '钱家');
    await stands(page, ['李家', '王家', '张家', '赵家', '钱家']);
    await page.getByText('这台设备存满了').waitFor({ state: 'detached' });
  });

  test('存东西的地方一直不回应：几秒就说出来，照样能记、能导出；后来回应了，两边的都在', PHONE, async (page, address) => {
    await page.addInitScript(() => {
      const open = IDBFactory.prototype.open;
      globalThis.stuck = true;
      globalThis.waiting = [];
      IDBFactory.prototype.open = function (...all) {
        if (!globalThis.stuck) return open.apply(this, all);
        // The request is made only when the browser comes to itself.
        const request = Object.create(IDBOpenDBRequest.prototype);
        let real;
        const own = {};
        for (const name of ['onsuccess', 'onerror', 'onupgradeneeded']) Object.defineProperty(request, name, { set: (it) => { own[name] = it; } });
        for (const name of ['result', 'error', 'transaction']) Object.defineProperty(request, name, { get: () => real[name] });
        globalThis.waiting.push(() => {
          real = open.apply(indexedDB, all);
          for (const name of ['onsuccess', 'onerror', 'onupgradeneeded']) real[name] = (event) => own[name]?.(event);
        });
        return request;
      };
    });
    await page.goto(`${address}#policy`);
    await page.waitForSelector('#title');
    await page.evaluate(() => { globalThis.stuck = false; });
    await with_(page, address, [house('h1', '李家', [person('p1', '李婶', ILL)])], 'policy');
    await page.evaluate(() => { globalThis.stuck = true; });
    const began = Date.now();
    await go(page, 'visits');
    await page.getByText('存东西的地方一直没有回应').waitFor();
    assert.ok(Date.now() - began < 6_000, `${Date.now() - began} 毫秒才说`);
    await usable(page);
    await add(page, '赵家');
    await go(page, 'visits');
    const { bytes } = await saved(page, () => page.getByRole('button', { name: '现在就导出' }).tap());
    assert.ok(bytes.toString().includes('赵家'));
    await page.evaluate(() => {
      globalThis.stuck = false;
      globalThis.waiting.splice(0).forEach((go) => go());
    });
    await page.getByText('一直没有回应').waitFor({ state: 'detached' });
    await stands(page, ['李家', '赵家']);
    assert.deepEqual((await names(page)).sort(), ['李家', '赵家']);
  }, { alone: true });

  test('过了半夜：今天就是今天，打了一半的字不动', DESK, async (page, address) => {
    await desk(page, WINDOW);
    await page.clock.install({ time: new Date('2026-12-31T23:59:00') });
    await page.goto(`${address}#pay/ask`);
    await page.waitForSelector('#find');
    await page.fill('#find', '都昌');
    await page.clock.runFor(200);
    await page.locator('.finder .choice').first().click();
    await page.clock.runFor(500);
    await page.locator('main .choice', { hasText: '12月31日' }).first().waitFor();
    await page.fill('#date', '2026.3');
    await page.clock.runFor(120_000);
    await page.locator('main .choice', { hasText: '今天' }).filter({ hasText: '1月1日' }).waitFor();
    assert.equal(await page.inputValue('#date'), '2026.3');
    // The day that nobody told is not taken for one that was told.
    assert.equal(await page.locator('main .choice[aria-pressed=true]').count(), 0);
    assert.doesNotMatch(await page.textContent('body'), /管您的|自己付/);
    await page.locator('main .choice', { hasText: '今天' }).click();
    await page.clock.runFor(500);
    await page.waitForFunction(() => !document.querySelector('#date'));
    const { visit } = await import('./walk.mjs');
    assert.equal((await visit(page)).date, '2027-01-01');
  });

  for (const [how, day] of [['计时器', '2027-01-01'], ['睡了一夜，按一个键', '2027-01-01'], ['从浏览器的记忆里回来', '2027-01-01'], ['钟拨回去', '2026-12-30']]) {
    test(`窗口过夜：没填结算日期，按${how}的那天算，填的都在`, DESK, async (page, address) => {
      await desk(page, { ...WINDOW, minutes: 0 });
      await page.clock.install({ time: new Date('2026-12-31T23:59:00') });
      await page.goto(`${address}#desk`);
      await page.waitForSelector('.desk');
      await page.clock.runFor(200);
      await page.focus('#desk-total');
      await page.fill('#desk-total', '5000');
      await page.focus('#desk-admitted');
      await page.fill('#desk-admitted', '1.1');
      await page.clock.runFor(200);
      assert.match(await page.textContent('#desk-admitted-note'), /2026-01-01/);
      if (how === '计时器') await page.clock.runFor(120_000);
      if (how === '睡了一夜，按一个键') {
        await page.clock.setSystemTime(new Date('2027-01-01T07:30:00'));
        await page.keyboard.press('Shift');
      }
      if (how === '从浏览器的记忆里回来') {
        await page.clock.setSystemTime(new Date('2027-01-01T07:30:00'));
        await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
      }
      if (how === '钟拨回去') {
        await page.clock.setSystemTime(new Date('2026-12-30T07:30:00'));
        await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      }
      await page.clock.runFor(300);
      // 1.1 is the first of January that is nearest to the day it is.
      assert.match(await page.textContent('#desk-admitted-note'), new RegExp(day === '2027-01-01' ? '2027-01-01' : '2026-01-01'));
      assert.equal(await page.inputValue('#desk-total'), '5000');
      await page.evaluate(() => { globalThis.print = () => dispatchEvent(new Event('beforeprint')); });
      await page.keyboard.press('F2');
      await page.clock.runFor(300);
      assert.match(await page.locator('.sheet').evaluate((it) => it.textContent), new RegExp(`出院或结算日期：?${day}`));
    });
  }

  test('走访过夜：各户按新的一天重新看', PHONE, async (page, address) => {
    await page.clock.install({ time: new Date('2026-12-31T23:59:00') });
    await with_(page, address, few(), 'visits/of/h1');
    await page.clock.runFor(2_000);
    await page.waitForSelector('#person');
    await page.fill('#person', '李爷');
    const stamps = () => page.evaluate(async () => {
      const opening = indexedDB.open('mingbai', 1);
      const database = await new Promise((good) => { opening.onsuccess = () => good(opening.result); });
      const asked = database.transaction('standings').objectStore('standings').getAll();
      const rows = await new Promise((good) => { asked.onsuccess = () => good(asked.result); });
      database.close();
      return rows.filter((it) => it.startsWith('{')).map((it) => JSON.parse(it).for.split(' ').at(-1));
    });
    // The page's clock stands still but for these steps; the shelf takes the machine's own time, and is
    // given up where the clock leaps ten seconds while it is asked.
    const judged = async (day) => {
      for (let tries = 0; tries < 200 && JSON.stringify(await stamps()) !== JSON.stringify([day, day, day]); tries += 1) {
        await page.clock.runFor(100);
        await page.waitForTimeout(20);
      }
    };
    await judged('2026-12-31');
    for (let second = 0; second < 120; second += 1) {
      await page.clock.runFor(1_000);
      await page.waitForTimeout(15);
    }
    await judged('2027-01-01');
    assert.deepEqual(await stamps(), ['2027-01-01', '2027-01-01', '2027-01-01']);
    assert.equal(await page.inputValue('#person'), '李爷');
    await go_(page, 'visits/file');
    await page.fill('#lock', '短');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '不上锁导出' }).tap()]);
    assert.match(download.suggestedFilename(), /2027-01-01/);
  });

  test('窗口没人动：九分钟先说，一按就留下，十分钟才清；念得到', DESK, async (page, address) => {
    await desk(page, { fixed: { insured_in: '都昌县' }, paper: 'a4' });
    await page.clock.install();
    await page.goto(`${address}#desk`);
    await page.waitForSelector('.desk');
    await page.clock.runFor(100);
    const warns = page.locator('.desk-warning', { hasText: '1 分钟后清空这位病人，按任意键留下' });
    // With nobody there is nothing to warn of.
    await page.clock.runFor(1_200_000);
    assert.equal(await page.locator('.desk-warning p').count(), 0);
    await page.focus('#desk-total');
    await page.fill('#desk-total', '5000');
    await page.clock.runFor(520_000);
    assert.equal(await page.locator('.desk-warning p').count(), 0);
    assert.equal(await page.inputValue('#desk-total'), '5000');
    await page.clock.runFor(24_000);
    await warns.waitFor();
    assert.equal(await page.locator('.desk-warning').getAttribute('aria-live'), 'polite');
    await usable(page);
    await page.keyboard.press('Shift');
    await warns.waitFor({ state: 'detached' });
    await page.clock.runFor(544_000);
    await warns.waitFor();
    await page.getByRole('button', { name: '留下' }).click();
    await page.clock.runFor(100_000);
    assert.equal(await page.inputValue('#desk-total'), '5000');
    await page.clock.runFor(502_000);
    await page.waitForFunction(() => document.getElementById('desk-total').value === '');
    assert.match(await page.textContent('.desk > .says'), /已经清空/);
  });

  test('窗口的钟拨回去不耽误清空；拨快了、睡醒了先说', DESK, async (page, address) => {
    await desk(page, WINDOW);
    await page.clock.install({ time: new Date('2026-06-01T10:00:00') });
    await page.goto(`${address}#desk`);
    await page.waitForSelector('.desk');
    await page.clock.runFor(100);
    const type = async () => {
      await page.focus('#desk-total');
      await page.fill('#desk-total', '5000');
      await page.clock.runFor(2_000);
    };
    await type();
    // Back by two hours.
    await page.evaluate(() => { const { now } = Date; Date.now = () => now.call(Date) - 7_200_000; });
    await page.clock.runFor(610_000);
    await page.waitForFunction(() => document.getElementById('desk-total').value === '');
    await type();
    // Ahead by a day.
    await page.evaluate(() => { const { now } = Date; Date.now = () => now.call(Date) + 86_400_000; });
    await page.clock.runFor(4_000);
    assert.equal(await page.inputValue('#desk-total'), '5000', '一拨快就清了');
    await page.locator('.desk-warning', { hasText: '按任意键留下' }).waitFor();
    await page.clock.runFor(64_000);
    await page.waitForFunction(() => document.getElementById('desk-total').value === '');
  });

  test('窗口清空不停正在算的一个月，没存下的结果先说', DESK, async (page, address) => {
    await desk(page, { ...WINDOW, fixed: { insured_in: '都昌县', date: '2020-06-01' } });
    await page.clock.install();
    await page.addInitScript(() => {
      // A worker that is told when to go on.
      globalThis.Worker = class {
        constructor() { globalThis.month = this; }
        postMessage() {}
        addEventListener() {}
        terminate() { this.ended = true; globalThis.ended = true; }
      };
    });
    await page.goto(`${address}#desk/month`);
    await page.waitForSelector('#month-text');
    await page.clock.runFor(100);
    await page.fill('#month-text', '总费用\n50000');
    await page.getByRole('button', { name: '开始算' }).click();
    await page.waitForFunction(() => globalThis.month);
    await page.getByText('算了 0 行').waitFor();
    await page.clock.runFor(1_300_000);
    assert.equal(await page.evaluate(() => globalThis.ended ?? false), false, '没人动，停了正在算的');
    await page.keyboard.press('F4');
    await page.clock.runFor(300);
    assert.equal(await page.evaluate(() => globalThis.ended ?? false), false, '清空停了正在算的');
    assert.match(await page.textContent('.desk > .says'), /还在算，没有停/);
  });

  test('窗口：一个月的结果没存，清空先留着；没人动时说到它', DESK, async (page, address) => {
    await desk(page, { ...WINDOW, fixed: { insured_in: '都昌县', date: '2020-06-01' } });
    await page.clock.install();
    await page.goto(`${address}#desk/month`);
    await page.waitForSelector('#month-text');
    await page.clock.runFor(100);
    await page.fill('#month-text', '总费用\n50000');
    await page.getByRole('button', { name: '开始算' }).click();
    const done = page.getByRole('button', { name: '存下结果' });
    for (let tries = 0; tries < 1_000 && !(await done.count()); tries += 1) {
      await page.clock.runFor(10);
      await page.waitForTimeout(50);
    }
    await page.keyboard.press('F4');
    await page.clock.runFor(300);
    assert.equal(await done.count(), 1, '没存的结果一清就没了');
    assert.match(await page.textContent('.desk > .says'), /结果还没有存，留着/);
    await page.clock.runFor(544_000);
    await page.locator('.desk-warning', { hasText: '没有存下的一个月的结果' }).waitFor();
    await page.keyboard.press('Shift');
    await page.clock.runFor(100);
    await done.click();
    await page.getByText('已经交给浏览器存').waitFor();
    await page.keyboard.press('F4');
    await page.clock.runFor(300);
    assert.equal(await done.count(), 0);
  });

  test('聊天软件里打印没有动静：说出来，还有别的法子', PHONE, async (page, address) => {
    await page.addInitScript(() => {
      globalThis.print = () => {};
      Object.defineProperty(Navigator.prototype, 'userAgent', { get: () => 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.30' });
    });
    await page.goto(`${address}#${link('pay', 'result', { date: '2020-06-01', insured_in: '都昌县', bill: { total: '50000' } })}`);
    await page.getByRole('button', { name: '打印一页纸' }).tap();
    await page.getByText('选“在浏览器打开”').waitFor();
    assert.match(await page.textContent('.takeaway'), /打印没有动静.*聊天软件.*复制链接/s);
    await usable(page);
    // Printed after all: nothing is said.
    await page.evaluate(() => { globalThis.print = () => setTimeout(() => dispatchEvent(new Event('beforeprint')), 300); });
    await page.getByRole('button', { name: '打印一页纸' }).tap();
    await page.waitForTimeout(2_200);
    assert.equal(await page.getByText('打印没有动静').count(), 0);
    await page.evaluate(() => { globalThis.print = () => {}; });
    await with_(page, address, few(), 'visits/card/h2');
    await page.getByRole('button', { name: '打印这张卡' }).tap();
    await page.getByText('打印没有动静').waitFor();
    assert.match(await page.textContent('.takeaway'), /存成图片/);
  });

  test('存文件没有动静：不说存好了，字能复制走、贴得回来；清除先说一声', PHONE, async (page, address) => {
    await page.addInitScript(() => {
      HTMLAnchorElement.prototype.click = () => { globalThis.clicked = true; };
      Object.defineProperty(globalThis.navigator, 'clipboard', { configurable: true, value: { writeText: async (text) => { globalThis.copied = text; } } });
    });
    await with_(page, address, few(), 'visits/file');
    await page.getByRole('button', { name: '不上锁导出' }).tap();
    await says(page, 'out-says', '请看一眼存下来没有');
    await usable(page);
    await page.getByRole('button', { name: '复制这些字' }).tap();
    await page.getByText('复制好了').waitFor();
    const text = await page.evaluate(() => globalThis.copied);
    assert.ok(text.includes('王大爷'));
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('no'));
      document.execCommand = () => false;
    });
    await page.getByRole('button', { name: '复制这些字' }).tap();
    await page.getByText('这里不让复制').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)), await page.inputValue('#out-text'));
    await page.getByRole('button', { name: '清除全部各户' }).tap();
    await page.getByText('先找到文件打开看看').waitFor();
    await usable(page);
    await page.getByRole('button', { name: '真的全部清除' }).tap();
    await says(page, 'away-says', '已经清除');
    await page.locator('summary', { hasText: '只有复制来的字' }).tap();
    await page.fill('#pasted', text);
    await page.getByRole('button', { name: '导入贴的字' }).tap();
    await says(page, 'in-says', '新加 3 户');
    // The settings' own button asks too, where households would go with it.
    await go(page, 'settings');
    await page.getByRole('button', { name: '清除这台设备上存的' }).tap();
    await page.getByText('里面有走访的 3 户').waitFor();
    assert.equal((await kept(page)).length, 3);
    await usable(page);
  });

  test('声音来得晚、不说来了，也等得到；刚停就再念，一句也不丢', PHONE, async (page, address) => {
    await page.addInitScript(() => {
      const log = (globalThis.voiceLog = []);
      globalThis.voices = [];
      globalThis.SpeechSynthesisUtterance = class {
        constructor(text) { this.text = text; }
      };
      let cut = -1_000;
      // As Chrome: nothing is said within a moment after it was cut short.
      const speech = {
        speaking: false,
        pending: false,
        getVoices: () => globalThis.voices,
        cancel() {
          if (speech.speaking) cut = performance.now();
          speech.speaking = false;
        },
        speak(said) {
          if (performance.now() - cut < 50) return;
          if (globalThis.lose > 0) {
            globalThis.lose -= 1;
            return;
          }
          log.push(said.text);
          speech.speaking = true;
          globalThis.last = said;
          setTimeout(() => said.onstart?.(), 0);
        },
      };
      Object.defineProperty(globalThis, 'speechSynthesis', { configurable: true, value: speech });
    });
    await page.goto(`${address}#${link('pay', 'result', { date: '2020-06-01', insured_in: '都昌县', bill: { total: '50000' } })}`);
    const button = page.getByRole('button', { name: '念给我听' });
    const stop = page.getByRole('button', { name: '停下' });
    await page.waitForTimeout(300);
    assert.equal(await button.count(), 0);
    // No event: this browser tells nothing.
    await page.evaluate(() => { globalThis.voices = [{ lang: 'zh-CN', localService: true }]; });
    await button.tap();
    await stop.waitFor();
    const all = await page.evaluate(() => globalThis.voiceLog.length);
    assert.ok(all > 2);
    await page.evaluate(() => {
      globalThis.voiceLog.length = 0;
      const press = () => document.querySelector('.voice button').click();
      press();
      setTimeout(press, 20);
    });
    await page.waitForFunction((all) => globalThis.voiceLog.length >= all, all);
    await stop.tap();
    await page.waitForTimeout(300);
    // All of it lost: said again once.
    await page.evaluate((all) => { globalThis.voiceLog.length = 0; globalThis.lose = all; }, all);
    await button.tap();
    await page.waitForFunction((all) => globalThis.voiceLog.length >= all, all);
    assert.equal(await stop.count(), 1);
    await stop.tap();
    await page.waitForTimeout(300);
    // Lost for good: told, and the button is there again.
    await page.evaluate(() => { globalThis.lose = 1_000; });
    await button.tap();
    await page.getByText('念不出来').waitFor();
    await button.waitFor();
  });

  test('拼音还没打完的回车：找病找地方不选，表单不交，窗口不跳', DESK, async (page, address) => {
    const asked = { date: '2020-06-01', insured_in: '都昌县' };
    await page.goto(`${address}#scheme/say.disease/${coded(asked)}`);
    await page.waitForSelector('#find');
    await page.fill('#find', '食管');
    await page.locator('.finder .choice').first().waitFor();
    for (const [init, before] of ENDS) {
      const here = page.url();
      await key(page, 'find', init, before);
      await page.waitForTimeout(120);
      assert.equal(page.url(), here, `找病：${JSON.stringify(init)}`);
    }
    await key(page, 'find', { keyCode: 13 });
    await page.waitForFunction(() => !document.querySelector('#find')?.value);
    // A form whose Enter is sent all the same.
    await page.goto(`${address}#visits`);
    await page.waitForSelector('#household');
    for (const [init, before] of ENDS.slice(1)) {
      await page.fill('#household', '王家');
      await key(page, 'household', init, before);
      await page.evaluate(() => document.getElementById('household').form.requestSubmit());
      await page.waitForTimeout(120);
      assert.match(page.url(), /#visits$/, `表单：${JSON.stringify(init)}`);
    }
    await desk(page, WINDOW);
    await page.goto(`${address}#policy`);
    await page.goto(`${address}#desk`);
    await page.waitForSelector('#desk-disease');
    await page.focus('#desk-disease');
    await page.fill('#desk-disease', 'sga');
    await page.locator('#desk-disease-list').waitFor();
    for (const [init, before] of ENDS) {
      await key(page, 'desk-disease', init, before);
      await page.waitForTimeout(120);
      assert.equal(await page.evaluate(() => document.activeElement.id), 'desk-disease', JSON.stringify(init));
      assert.equal(await page.inputValue('#desk-disease'), 'sga', JSON.stringify(init));
    }
    await key(page, 'desk-disease', { key: 'ArrowDown', keyCode: 229 });
    assert.equal(await page.locator('#desk-disease-list [aria-selected=true]').first().getAttribute('id'), 'desk-disease-list-0');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.getElementById('desk-disease').value === '食管癌');
  });
}

/** The same as `go` where the page's clock stands still. */
async function go_(page, fragment) {
  await page.evaluate((it) => { location.hash = it; }, fragment);
  await page.clock.runFor(500);
  await page.waitForSelector('#title');
}
