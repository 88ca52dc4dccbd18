// What the written site promises: a first page without the program, a strict policy, any folder, one file.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { caddy } from './caddy.mjs';
import { nginx } from './nginx.mjs';
import { serve } from './server.mjs';
import { settles, watched } from './settles.mjs';
import { begin, knowing, tap, walk } from './walk.mjs';

/** Holds a file back until what is returned is called. */
async function late(page, name) {
  let arrive;
  const come = new Promise((done) => (arrive = done));
  await page.route(name, async (route) => {
    await come;
    await route.continue();
  });
  return arrive;
}

/** Hears a trap before the page does, which keeps it to itself. */
async function hearing(page) {
  await page.addInitScript(() => {
    globalThis.trapped = [];
    for (const how of ['error', 'unhandledrejection']) addEventListener(how, (event) => globalThis.trapped.push(String(event.error ?? event.reason)));
  });
  return () => page.evaluate(() => globalThis.trapped);
}

export function release(test, { PHONE, DESK, binary, dist }) {
  const index = () => readFileSync(join(dist, 'index.html'), 'utf8');

  test('首屏：写在网页里的，和程序画的一样', PHONE, async (page, address) => {
    const written = /<div class="first">\s*([^]*?)\s*<\/div>\s*<div class="home opening"/.exec(index())?.[1];
    await page.goto(address);
    await page.waitForSelector('#app > main.home');
    const drawn = await page.locator('#app > main.home').evaluate((it) => it.outerHTML);
    const same = await page.evaluate(
      ([one, other]) => {
        const [first, second] = [one, other].map((text) => new DOMParser().parseFromString(text, 'text/html').body);
        return first.isEqualNode(second);
      },
      [written, drawn],
    );
    assert.ok(same, `public/index.html 里的首屏要照程序画的改成：\n${drawn}`);
  });

  test('首屏：程序还没到就点，到了就去', PHONE, async (page, address) => {
    const arrive = await late(page, '**/*.wasm');
    await page.goto(address);
    await page.getByRole('link', { name: '我要付多少' }).tap();
    await page.getByText('正在打开。').waitFor();
    arrive();
    await page.waitForSelector('main #find');
  });

  test('首屏：后一半还没到就停住，到了接着开，打到一半的字还在', PHONE, async (page, address) => {
    const arrive = await late(page, '**/second-*.wasm');
    await page.goto(address);
    await page.getByRole('link', { name: '我要付多少' }).tap();
    await page.fill('#find', '都昌');
    await page.evaluate(() => dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable'), cancelable: true })));
    await page.getByText('正在打开。').waitFor();
    assert.equal(await page.inputValue('#find'), '都昌');
    await page.evaluate(() => { globalThis.before = true; });
    arrive();
    await page.waitForFunction(() => !globalThis.before && document.querySelector('#find')?.value === '都昌');
    await page.locator('.finder .choice', { hasText: '都昌县' }).first().waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0, '用过的要收走');
  });

  for (const [how, choose] of [
    ['点了地方', (page) => page.locator('.finder .choice', { hasText: '都昌县' }).first().tap()],
    ['按了回车', (page) => page.press('#find', 'Enter')],
  ]) {
    test(`首屏：后一半还没到就${how}，到了就去下一题`, PHONE, async (page, address) => {
      const trapped = await hearing(page);
      const arrive = await late(page, '**/second-*.wasm');
      await page.goto(address);
      await page.getByRole('link', { name: '我要付多少' }).tap();
      await page.fill('#find', '都昌');
      await page.locator('.finder .choice', { hasText: '都昌县' }).first().waitFor();
      await choose(page);
      await page.getByText('正在打开。').waitFor();
      await page.evaluate(() => { globalThis.before = true; });
      arrive();
      await page.getByRole('heading', { name: '哪一天出院或结算？' }).waitFor();
      assert.equal(await page.getByText('正在打开。').count(), 0);
      assert.equal(await page.evaluate(() => globalThis.before), true, '不用再打开一次');
      assert.deepEqual(await trapped(), []);
    });
  }

  test('首屏：后一半还没到就点了地方，又打别的字，不去', PHONE, async (page, address) => {
    const arrive = await late(page, '**/second-*.wasm');
    await page.goto(`${address}#pay/ask`);
    await page.fill('#find', '都昌');
    await page.locator('.finder .choice', { hasText: '都昌县' }).first().tap();
    await page.getByText('正在打开。').waitFor();
    await page.fill('#find', '修水');
    const whole = page.evaluate(() => new Promise((done) => document.addEventListener('mingbai-whole', () => setTimeout(done, 300))));
    arrive();
    await whole;
    assert.equal(await page.inputValue('#find'), '修水');
  });

  test('前一半：后一半还没到，首页和第一题都能用，哪里打开都不停住', { ...PHONE, serviceWorkers: 'block' }, async (page, address) => {
    const trapped = await hearing(page);
    await page.route('**/second-*.wasm', () => {});
    for (const fragment of ['', 'pay/ask', 'scheme/ask']) {
      await page.goto(`${address}?${fragment || 'home'}#${fragment}`);
      if (!fragment) await page.locator('a.door').first().tap();
      await page.locator('main #find').fill('xiushui');
      await page.locator('.finder .choice', { hasText: '修水县' }).waitFor();
      // An input method ends a word, and for a moment it is the next day.
      await page.evaluate(() => {
        const field = document.querySelector('main #find');
        field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }));
        const { Date } = window;
        window.Date = class extends Date {
          constructor() { super(Date.now() + 86_400_000); }
        };
        document.dispatchEvent(new Event('visibilitychange'));
        window.Date = Date;
      });
      await page.locator('main #find').fill('');
      await page.locator('.steps-down .choice', { hasText: '江西省' }).tap();
      await page.locator('main .back').tap();
      assert.deepEqual(await trapped(), [], fragment);
    }
  });

  test('前一半：后一半还没到，随便打、随便点，都不停住', { ...PHONE, serviceWorkers: 'block' }, async (page, address) => {
    const trapped = await hearing(page);
    await page.route('**/second-*.wasm', () => {});
    await page.goto(`${address}#pay/ask`);
    await page.locator('main #find').waitFor();
    // The same walk every time; most words are others than those by which the program was split.
    let seed = 20260101;
    const any = (count) => (seed = (seed * 1103515245 + 12345) % 2147483648) % count;
    const words = ['县', '九', 'xi', 'jj', '江西', '修水', '36', '', 'c', 'chaotian', '广元', 'zhangshu', '信', 'h', 'guang', 'lianxi', ' ', '重', 'cq', 's', '区', '1', '他', '县😀'];
    for (let at = 0; at < 150; at += 1) {
      const choices = page.locator('.finder .choice');
      const count = await choices.count();
      const back = page.locator('main .back');
      if (any(2) || !count) await page.fill('main #find', words[any(words.length)]);
      else if ((await back.count()) && !any(3)) await back.tap();
      else await choices.nth(any(count)).tap();
      assert.deepEqual(await trapped(), [], `第 ${at} 下`);
    }
  });

  test('首屏：下载来的不是程序，有话说，政策页打得开', PHONE, async (page, address) => {
    await page.route('**/*.wasm', (route) => route.fulfill({ status: 200, contentType: 'application/wasm', body: 'no' }));
    await page.goto(address);
    await page.getByText('下载来的不是原来的文件。').first().waitFor();
    await page.getByRole('link', { name: '只看政策怎么写' }).tap();
    await page.getByRole('heading', { name: '政策', level: 1 }).waitFor();
  });

  test('首屏：脚本没下载到，有话说', PHONE, async (page, address) => {
    await page.route('**/mingbai-*.js', (route) => route.abort());
    await page.goto(address);
    await page.getByText('没有下载全。').waitFor();
  });

  test('关掉脚本：有话说，每一张政策都能看', { ...PHONE, javaScriptEnabled: false }, async (page, address) => {
    await page.goto(address);
    await page.getByText('关掉了脚本').waitFor();
    await page.locator('.scriptless').getByRole('link', { name: '只看政策怎么写' }).tap();
    await page.getByRole('heading', { name: '政策', level: 1 }).waitFor();
    const links = await page.locator('main a.fact').evaluateAll((all) => all.map((it) => it.href));
    assert.ok(links.length > 4);
    for (const link of links) {
      await page.goto(link);
      assert.ok((await page.locator('main .card').count()) > 0, link);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, link);
    }
  });

  test('内容策略：走完一遍没有违反，没有连别处', PHONE, async (page, address) => {
    const breaches = await watched(page);
    await settles(page, address, binary);
    assert.deepEqual(breaches, []);
    assert.equal(await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content').then((it) => it.startsWith("default-src 'none'")), true);
  });

  test('内容策略：网页里没有内嵌脚本，样式只有策略里点了名的，外来的文件都有校验', PHONE, async () => {
    const STYLE = /<style>([^]*?)<\/style>/g;
    const text = index().replace(STYLE, '');
    const named = [...index().matchAll(STYLE)].map(([, it]) => `'sha256-${createHash('sha256').update(it).digest('base64')}'`);
    assert.equal(/data-style="([^"]*)"/.exec(text)[1], ["'self'", ...named].join(' '));
    assert.doesNotMatch(text, /<script(?![^>]*\bsrc=)|<style|\son[a-z]+=|\sstyle=/);
    for (const [tag] of text.matchAll(/<(?:script|link rel="stylesheet")[^>]*>/g)) assert.match(tag, /integrity="sha256-/);
  });

  test('放在子文件夹里一样能用', PHONE, async (page) => {
    const above = mkdtempSync(join(tmpdir(), 'mingbai-'));
    symlinkSync(dist, join(above, 'a'));
    const site = await serve(above);
    try {
      await page.goto(`${site.address}a/`);
      await settles(page, `${site.address}a/`, binary);
    } finally {
      site.close();
      rmSync(above, { recursive: true });
    }
  });

  test('一个文件的版本：从磁盘打开，走完一遍', PHONE, async (page) => {
    const breaches = await watched(page);
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    const address = pathToFileURL(join(dist, 'mingbai.html')).href;
    await settles(page, address, binary);
    assert.deepEqual(breaches, []);
    assert.deepEqual(asked.filter((url) => !url.startsWith(address) && !url.startsWith('data:')), []);
  });

  test('一个文件的版本：从磁盘打开，一个月也算得出，和命令的一字不差', DESK, async (page) => {
    const rows = Array.from({ length: 400 }, (_, at) => `2020-06-1${at % 9},${['都昌县', '光山县', '秀山县'][at % 3]},住院,是,是,${2000 + at * 37},${1500 + at * 31}`);
    const text = ['日期,参保地,就诊类型,参保,缴费,总费用,政策范围内', ...rows].join('\n');
    await page.goto(`${pathToFileURL(join(dist, 'mingbai.html')).href}#desk/month`);
    await page.fill('#month-text', text);
    await page.getByRole('button', { name: '开始算' }).click();
    await page.waitForSelector('.month [data-memory]');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '存下结果' }).click()]);
    assert.equal(readFileSync(await download.path(), 'utf8'), execFileSync(binary, ['batch'], { input: `\ufeff${text}`, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] }));
  });

  for (const [name, sample, start] of [['nginx', 'nginx.conf', nginx], ['Caddy', 'Caddyfile', caddy]]) test(`放在 ${name} 后面：照 serve/${sample}，压好的送出去，保护的头都在，走完一遍`, PHONE, async (page) => {
    const site = await start(dist);
    try {
      const breaches = await watched(page);
      const answers = [];
      page.on('response', (response) => answers.push(response));
      await settles(page, site.address, binary);
      await page.goto(`${site.address}policy/index.html`);
      assert.deepEqual(breaches, []);
      const types = { '/': 'text/html; charset=utf-8', wasm: 'application/wasm', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };
      const seen = new Set();
      for (const answer of answers.filter((it) => it.url().startsWith(site.address))) {
        const headers = await answer.allHeaders();
        const name = new URL(answer.url()).pathname;
        const kind = name === '/' ? name : name.split('.').pop();
        seen.add(kind);
        assert.equal(headers['content-security-policy'], "frame-ancestors 'none'", name);
        assert.equal(headers['referrer-policy'], 'no-referrer', name);
        assert.equal(headers['x-content-type-options'], 'nosniff', name);
        assert.match(headers['permissions-policy'], /geolocation=\(\)/, name);
        assert.match(headers['cache-control'], /-[0-9a-f]{12}\./.test(name) ? /immutable/ : /no-cache/, name);
        if (types[kind]) assert.equal(headers['content-type'], types[kind], name);
        if (types[kind] && !answer.fromServiceWorker()) assert.match(headers['content-encoding'] ?? '', /^(br|gzip)$/, name);
      }
      for (const kind of Object.keys(types)) assert.ok(seen.has(kind), `没有要过 ${kind}`);
      const raw = await fetch(site.address, { headers: { 'accept-encoding': 'br' } });
      assert.equal(raw.headers.get('content-encoding'), 'br');
      for (const name of ['nothing-here', 'policy/nothing-here.html']) {
        const missing = await fetch(site.address + name);
        assert.equal(missing.status, 404);
        assert.equal(missing.headers.get('content-security-policy'), "frame-ancestors 'none'");
        assert.match(await missing.text(), /没有这一页/);
      }
      const manifest = readdirSync(dist).find((it) => it.endsWith('.webmanifest'));
      assert.match((await fetch(site.address + manifest)).headers.get('content-type'), /^application\/manifest\+json/);
      const framed = await fetch(`${site.address}embed.html`);
      assert.equal(framed.headers.get('content-security-policy'), 'frame-ancestors *');
      assert.equal(framed.headers.get('x-frame-options'), null);
      assert.equal((await fetch(site.address)).headers.get('x-frame-options'), 'DENY');
    } finally {
      await site.close();
    }
  });

  test('每个文件旁边有压好的，解开是同一个', PHONE, async () => {
    const { brotliDecompressSync, gunzipSync } = await import('node:zlib');
    for (const name of readdirSync(dist, { recursive: true }).filter((it) => /\.(html|js|css|wasm|svg|webmanifest)$/.test(it))) {
      const bytes = readFileSync(join(dist, name));
      assert.ok(brotliDecompressSync(readFileSync(join(dist, `${name}.br`))).equals(bytes), name);
      assert.ok(gunzipSync(readFileSync(join(dist, `${name}.gz`))).equals(bytes), name);
    }
  });
}
