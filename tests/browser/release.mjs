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

export function release(test, { PHONE, DESK, binary, dist }) {
  const index = () => readFileSync(join(dist, 'index.html'), 'utf8');

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
    // No script that stands in a page is named: none may run once the policy is written.
    assert.match(await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content'), /^default-src 'none'; script-src 'self' '(?:wasm-)?unsafe-eval';/);
  });

  test('内容策略：网页里只有一段最早的脚本，它写下策略；样式只有策略里点了名的，外来的文件都有校验', PHONE, async () => {
    const STYLE = /<style>([^]*?)<\/style>/g;
    const EARLY = /<script( data-style="[^"]*")>([^]*?)<\/script>/;
    const [, , inside] = EARLY.exec(index());
    const early = readdirSync(dist).find((name) => /^early-[0-9a-f]+\.js$/.test(name));
    assert.equal(inside, readFileSync(join(dist, early), 'utf8'));
    assert.ok(index().search(EARLY) < index().indexOf('<script defer'));
    const text = index().replace(STYLE, '').replace(EARLY, '<style$1>');
    const named = [...index().matchAll(STYLE)].map(([, it]) => `'sha256-${createHash('sha256').update(it).digest('base64')}'`);
    assert.equal(/data-style="([^"]*)"/.exec(text)[1], ["'self'", ...named].join(' '));
    assert.doesNotMatch(text, /<script(?![^>]*\bsrc=)|<style(?! data-style)|\son[a-z]+=|\sstyle=/);
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
    await page.goto(`${pathToFileURL(join(dist, 'mingbai-desk.html')).href}#desk/month`);
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
