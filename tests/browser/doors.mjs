// Doors that must open: browsers by any name, hosts that hide .html, links with something behind them; and where one stays shut, the true reason.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NAMES, named } from '../names.mjs';
import { serve } from './server.mjs';
import { settles } from './settles.mjs';
import { binary, coded, ready, tap, visit } from './walk.mjs';

const ASKED = { date: '2020-06-01', insured_in: '都昌县', care: 'inpatient', bill: { total: '50000', in_scope: '42000' } };

/** Once without a network, and without what a browser kept. */
const ALONE = { serviceWorkers: 'block' };

const policyOf = (page) => page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
const said = async (page) => {
  await page.waitForSelector('main .why');
  return page.textContent('main .why');
};
const opened = (page) => page.waitForSelector('#app > main.home');

/** An engine that lets no program run where the policy has (or lacks) a word. Runs in the page. */
function refusing([name, message, only]) {
  const refuse = (real) => function (...words) {
    const meta = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
    if (only && !meta?.content.includes(only)) return real.apply(WebAssembly, words);
    const error = name === 'EvalError' ? new EvalError(message) : name === 'RangeError' ? new RangeError(message) : new WebAssembly.CompileError(message);
    return Promise.reject(error);
  };
  for (const how of ['instantiate', 'instantiateStreaming', 'compile', 'compileStreaming']) WebAssembly[how] = refuse(WebAssembly[how]);
}

const WEBKIT = "Refused to create a WebAssembly object because 'unsafe-eval' is not an allowed source of script in the following Content Security Policy directive: \"script-src 'self' 'wasm-unsafe-eval'\".";
const CHROMIUM = "WebAssembly.instantiate(): Refused to compile or instantiate WebAssembly module because 'unsafe-eval' is not an allowed source of script in the following Content Security Policy directive: \"script-src 'self'\"";

export function doors(test, { PHONE, DESK, dist, usable }) {
  for (const what of ['微信，iOS 13', '微信，iOS 15', '支付宝，iOS 15', '钉钉，iOS 15', 'Chrome，iOS 15', 'Firefox，iOS 14', 'UC，安卓', 'WebView，名字被改掉', '微信，iOS 17']) {
    test(`开门：${what}，打得开，策略用它认得的词`, { ...PHONE, userAgent: named(what) }, async (page, address) => {
      await page.goto(address);
      await opened(page);
      const narrow = NAMES.find(([name]) => name === what)[2];
      assert.ok((await policyOf(page)).includes(narrow ? " 'wasm-unsafe-eval'" : " 'unsafe-eval'"));
    });
  }

  test('开门：引擎不认得名字许下的词，换一个词再开，答到一半的也在', { ...PHONE, ...ALONE }, async (page, address) => {
    await page.addInitScript(refusing, ['EvalError', WEBKIT, "'wasm-unsafe-eval'"]);
    await page.goto(`${address}#pay/result/${coded(ASKED)}`);
    await page.waitForSelector('main [data-low]');
    assert.ok((await policyOf(page)).includes(" 'unsafe-eval'"));
    await page.goto(`${address}#policy`);
    await page.waitForSelector('main h1');
  });

  for (const [why, wrong, sentence] of [
    ['策略不许（WebKit 的说法）', ['EvalError', WEBKIT], /安全设置不让程序运行/],
    ['策略不许（Chromium 的说法）', ['CompileError', CHROMIUM], /安全设置不让程序运行/],
    ['策略不许（旧 Chromium 的说法）', ['CompileError', 'WebAssembly.instantiate(): Wasm code generation disallowed by embedder'], /安全设置不让程序运行/],
    ['策略不许（Firefox 的说法）', ['CompileError', 'call to WebAssembly.instantiate() blocked by CSP'], /安全设置不让程序运行/],
    ['内存不够', ['RangeError', 'WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance'], /内存不够/],
    ['指令不认得', ['CompileError', 'WebAssembly.instantiate(): invalid opcode 0xc0 @+1227'], /浏览器太旧/],
  ]) {
    test(`打不开时说真话：${why}`, { ...PHONE, ...ALONE }, async (page, address) => {
      await page.addInitScript(refusing, wrong);
      await page.goto(address);
      const text = await said(page);
      assert.match(text, sentence);
      assert.doesNotMatch(text, /看看网络/);
      await usable(page);
    });
  }

  for (const [why, userAgent, flat, sentence] of [
    ['iPhone 的锁定模式', named('微信，iOS 17'), true, /^这台手机开了锁定模式/],
    ['Mac 的锁定模式', named('Safari 17，Mac'), true, /^这台设备开了锁定模式/],
    ['新浏览器关掉了 WebAssembly', named('Chrome，Windows'), true, /关掉了 WebAssembly/],
    ['iOS 15 没有锁定模式', named('Safari，iOS 15'), true, /关掉了 WebAssembly/],
    ['真的太旧', 'Mozilla/5.0 (iPhone; CPU iPhone OS 10_3 like Mac OS X) AppleWebKit/603.1.30 (KHTML, like Gecko) Version/10.0 Mobile/14E277 Safari/602.1', false, /浏览器太旧/],
  ]) {
    test(`打不开时说真话：${why}`, { ...PHONE, ...ALONE, userAgent }, async (page, address) => {
      await page.addInitScript((keep) => {
        delete globalThis.WebAssembly;
        if (!keep) delete Array.prototype.flat;
      }, flat);
      await page.goto(address);
      const text = await said(page);
      assert.match(text, sentence);
      assert.equal(/太旧/.test(text), !flat);
      await page.getByRole('link', { name: '只看政策怎么写' }).waitFor();
      await usable(page);
    });
  }

  for (const [why, answer, sentence] of [
    ['没有网络', (route) => route.abort(), /^没有下载全。/],
    ['文件不在了', (route) => route.fulfill({ status: 404, body: '' }), /^网站没有给出要用的文件。/],
    ['服务器出错', (route) => route.fulfill({ status: 503, body: 'busy' }), /^网站没有给出要用的文件。/],
    ['要先登录的网络', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>请登录</h1>' }), /^下载来的不是原来的文件。/],
  ]) {
    test(`打不开时说真话：${why}（程序）`, { ...PHONE, ...ALONE }, async (page, address) => {
      await page.route('**/mingbai-*.wasm', answer);
      await page.goto(address);
      assert.match(await said(page), sentence);
    });
    test(`打不开时说真话：${why}（脚本）`, { ...PHONE, ...ALONE }, async (page, address) => {
      await page.route('**/mingbai-*.js', answer);
      await page.goto(address);
      await page.locator('.opening .wrong:visible').filter({ hasText: sentence }).waitFor();
      assert.equal(await page.locator('.opening .wrong:visible').count(), 1);
    });
  }

  test('打不开时说真话：程序自己错了，不怪网络', { ...PHONE, ...ALONE }, async (page, address) => {
    await page.addInitScript(() => {
      const real = WebAssembly.instantiateStreaming;
      WebAssembly.instantiateStreaming = async (...words) => {
        await real.apply(WebAssembly, words);
        throw new TypeError('x is not a function');
      };
    });
    await page.goto(address);
    assert.match(await said(page), /程序的错，不是网络不好/);
  });

  test('打不开时说真话：调用太深也是停住了', PHONE, async (page, address) => {
    await page.goto(address);
    await opened(page);
    await page.evaluate(() => dispatchEvent(new ErrorEvent('error', { error: new RangeError('Maximum call stack size exceeded') })));
    assert.match(await said(page), /算到一半停住了/);
  });

  test('打不开时说真话：脚本的写法浏览器读不懂，是浏览器太旧', { ...PHONE, ...ALONE }, async (page, address) => {
    await page.route(address, async (route) => route.fulfill({ contentType: 'text/html', body: readFileSync(join(dist, 'index.html'), 'utf8').replace(/(mingbai-[0-9a-f]+\.js)" integrity="[^"]*"/, '$1"') }));
    await page.route('**/mingbai-*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'let = = 1;' }));
    const wrong = [];
    page.removeAllListeners('pageerror');
    page.on('pageerror', (error) => wrong.push(error.name));
    await page.goto(address);
    await page.locator('.opening .wrong:visible').filter({ hasText: '浏览器太旧' }).waitFor();
    assert.deepEqual(wrong, ['SyntaxError']);
  });

  test('打不开时说真话：一个文件的版本没拷全', PHONE, async (page) => {
    const folder = mkdtempSync(join(tmpdir(), 'mingbai-'));
    try {
      const whole = readFileSync(join(dist, 'mingbai.html'), 'utf8');
      for (const part of [0.3, 0.95]) {
        const file = join(folder, 'mingbai.html');
        writeFileSync(file, whole.slice(0, whole.length * part));
        await page.goto(pathToFileURL(file).href);
        await page.locator('.opening .wrong:visible').filter({ hasText: '这个文件不全' }).waitFor();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('打不开时说真话：浏览器存坏了的一份，重新取来，不怪谁', { ...PHONE, ...ALONE }, async (page, address) => {
    let asked = 0;
    await page.route('**/mingbai-*.wasm', async (route) => {
      asked += 1;
      if (asked > 1) return route.continue();
      return route.fulfill({ status: 200, contentType: 'application/wasm', body: 'hurt' });
    });
    await page.goto(address);
    await opened(page);
    assert.equal(asked, 2);
  });

  /** What every page shows on this host: the policy pages by each of their names, the frame's page, the first page. */
  async function shown(page, address, every) {
    const names = readdirSync(join(dist, 'policy')).filter((name) => name.endsWith('.html')).map((name) => `policy/${name.slice(0, -5)}`);
    assert.ok(names.length > 20);
    for (const name of every ? names : names.slice(0, 2)) {
      await page.goto(`${address}${name}.html`);
      await page.waitForSelector('main h1');
    }
    const folder = `${address}policy/`;
    for (const [name, ends] of [[names[1], names[1]], [`${names[1]}/`, `${names[1]}.html`], ['policy', 'policy/'], ['policy/', 'policy/'], ['policy/index', 'policy/'], ['policy/index.html', 'policy/']]) {
      await page.goto(address + name);
      await page.waitForSelector('main h1');
      // Whatever it is called, what it names beside it is found.
      const beside = await page.evaluate(() => [...document.querySelectorAll('a[href], link[href]')].map((it) => it.href));
      for (const url of beside) assert.ok(url.startsWith(folder) || /^(styles-.*|index\.html)$/.test(url.slice(address.length)) || url === 'data:,', `${name}：${url}`);
      assert.ok(await page.evaluate(() => document.styleSheets.length > 0 && document.styleSheets[0].cssRules.length > 0), `${name} 没有样式`);
      assert.ok(page.url().startsWith(folder), `${name} 在 ${page.url()}，要在 ${ends}`);
    }
    for (const name of ['embed.html', 'embed', 'embed/', 'embed.html?from=timeline']) {
      await page.goto(`${address}${name}#policy`);
      await page.getByText('填的什么都不存').waitFor();
      await page.waitForSelector('main h1');
    }
    for (const name of ['', 'index.html', 'index', '?from=timeline', `%23pay/result/${coded(ASKED)}`, `index.html%23pay/result/${coded(ASKED)}`]) {
      await page.goto(address + name);
      await page.waitForSelector(name.includes('%23') ? 'main [data-low]' : '#app > main.home');
    }
  }

  for (const [where, folder] of [['在网站的根上', ''], ['在子文件夹里', 'a/']]) {
    test(`收起 .html 的主机，${where}：每一页都打得开，有网没网`, { ...PHONE }, async (page) => {
      const above = mkdtempSync(join(tmpdir(), 'mingbai-'));
      symlinkSync(dist, join(above, 'a'));
      const site = await serve(folder ? above : dist, { clean: true });
      const address = site.address + folder;
      try {
        await page.goto(address);
        await ready(page);
        // The worker has every file, and none that came by way of another address.
        const wrong = await page.evaluate(async () => {
          const all = await Promise.all((await caches.keys()).map(async (name) => {
            const cache = await caches.open(name);
            return Promise.all((await cache.keys()).map((it) => cache.match(it)));
          }));
          return all.flat().filter((it) => it.redirected).map((it) => it.url);
        });
        assert.deepEqual(wrong, []);
        await shown(page, address, !folder);
        await page.context().setOffline(true);
        await shown(page, address, !folder);
      } finally {
        await page.context().setOffline(false);
        site.close();
        rmSync(above, { recursive: true });
      }
    });
  }

  test('收起 .html 的主机：嵌在别的网页里也开得了，链接指向整个网页', DESK, async (page) => {
    const site = await serve(dist, { clean: true });
    const folder = mkdtempSync(join(tmpdir(), 'mingbai-'));
    writeFileSync(join(folder, 'index.html'), `<!DOCTYPE html><link rel="icon" href="data:,"><title>别人的网页</title><iframe src="${site.address}embed.html#pay/share/${coded(ASKED)}" style="width: 100%; height: 560px"></iframe>`);
    const other = await serve(folder);
    try {
      await page.goto(site.address);
      await ready(page);
      // What the host says of a page goes with it, by whichever name it came.
      const kept = await page.evaluate(async () => Object.fromEntries((await fetch('embed.html')).headers));
      assert.equal(kept['x-shown-as'], '/embed');
      assert.match(kept['content-type'], /^text\/html/);
      await page.goto(other.address);
      const frame = page.frames()[1];
      await frame.getByText('填的什么都不存').waitFor();
      await frame.waitForSelector('#link');
      assert.ok((await frame.inputValue('#link')).startsWith(`${site.address}#`), await frame.inputValue('#link'));
      // The first page in a frame gives way to the page for frames.
      await frame.goto(`${site.address}#policy`);
      await frame.getByText('填的什么都不存').waitFor();
    } finally {
      site.close();
      other.close();
      rmSync(folder, { recursive: true });
    }
  });

  test('没有这一页：说得出，回得来；井号被编了码的链接照样打开', { ...PHONE, ...ALONE }, async (page, address) => {
    const answer = await page.goto(`${address}policy/nothing-here`);
    assert.equal(answer.status(), 404);
    await page.getByRole('heading', { name: '没有这一页' }).waitFor();
    await usable(page);
    await page.getByRole('link', { name: '打开“明白账”' }).tap();
    await opened(page);
    assert.equal(page.url(), address);
    for (const name of [`index.html%23pay/result/${coded(ASKED)}`, `%23pay%2Fresult%2F${coded(ASKED)}`, `?%23pay/result/${coded(ASKED)}`, `?from=timeline%2523pay/result/${coded(ASKED)}#wechat_redirect`]) {
      await page.goto('about:blank');
      await page.goto(address + name);
      await page.waitForSelector('main [data-low]');
      assert.deepEqual((await visit(page)).bill.total, '50000.00', name);
    }
  });

  for (const [what, before, after] of [
    ['&shareTo=weixin', '', '&shareTo=weixin'],
    ['?from=timeline，在井号后面', '', '?from=singlemessage&isappinstalled=0'],
    ['?from=timeline，在井号前面', '?from=timeline', ''],
    ['#wechat_redirect', '', '#wechat_redirect'],
    ['句号', '', '。'],
    ['括号和点', '', ').'],
    ['编了码的引号', '', '%E2%80%9D'],
    ['空格和字', '', ' 你看看'],
  ]) {
    test(`链接后面跟着${what}，照样打开`, PHONE, async (page, address) => {
      await page.goto(`${address}${before}#pay/result/${coded(ASKED)}${after}`);
      await page.waitForSelector('main [data-low]');
      assert.equal((await visit(page)).bill.total, '50000.00');
      await page.reload();
      await page.waitForSelector('main [data-low]');
      // What goes on to others is clean.
      await tap(page, page.getByRole('link', { name: /发给/ }).first());
      const link = await page.inputValue('#link');
      assert.ok(link.startsWith(`${address}#pay/`) && !/from=|share|redirect|%|。/.test(link), link);
    });
  }

  test('链接被编了码，照样打开，往下答也行', PHONE, async (page, address) => {
    for (const slash of ['%2F', '%2f', '%252F']) {
      await page.goto('about:blank');
      await page.goto(`${address}#pay${slash}result${slash}${coded(ASKED)}`);
      await page.waitForSelector('main [data-low]');
    }
    await page.goto('about:blank');
    await page.goto(`${address}#&shareTo=weixin`);
    await opened(page);
  });

  test('链接真坏了就说坏了，大小写被改的说是大小写', PHONE, async (page, address) => {
    const good = coded(ASKED);
    const other = good[8] === 'x' ? 'y' : 'x';
    for (const [text, sentence] of [
      [`pay/result/${good.slice(0, 8)}${other}${good.slice(9)}&shareTo=weixin`, /不完整，或者被改动过/],
      [`pay/result/${good.slice(0, -3)}。`, /不完整，或者被改动过/],
      [`pay/result/${good.toLowerCase()}`, /大写字母都变成了小写/],
    ]) {
      await page.goto('about:blank');
      await page.goto(`${address}#${text}`);
      await page.getByRole('heading', { name: '这个网址打不开' }).waitFor();
      assert.match(await page.textContent('main [role=alert]'), sentence);
    }
  });

  test('改了名字的浏览器，从头到尾算得出', { ...PHONE, userAgent: named('微信，iOS 15') }, async (page, address) => {
    await settles(page, address, binary);
  });
}
