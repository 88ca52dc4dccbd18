// All of China, made up: 348 pools in 31 provinces around the same program (tests/china.sh). A province's tables come when they are wanted, one file, and stay.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { start } from './old.mjs';
import { serve } from './server.mjs';
import { knowing, ready, tap, walk } from './walk.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const made = process.env.CHINA ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'china');
const site = join(made, 'dist');
const MOST = 60_000;
const DAY = '2024-06-01';
const KNOWN = { 一共多少钱: '5万', 政策范围内: '42000', 住院: '住院' };

/** The names of the made-up places, as the list has them. */
function listed() {
  const text = readFileSync(join(site, readdirSync(site).find((name) => /^places-.*\.txt$/.test(name))), 'utf8');
  const provinces = [];
  for (const row of text.split('\n=\n')[0].trim().split('\n')) {
    const parts = row.replace(/^>/, '').split('\t');
    if (row.startsWith('>')) provinces.push({ id: parts[0], name: parts[1], file: parts[2], sent: Number(parts[3]), places: [] });
    else provinces.at(-1).places.push({ id: parts[0], name: parts[1] });
  }
  return provinces;
}

/** The command over the built-in tables and a province's folder, read whole. */
const command = (binary, province, words, input) =>
  execFileSync(binary, [...words, '--tables', join(root, 'policies'), '--tables', join(made, 'tables', province.id)], { input, encoding: 'utf8', cwd: root });
const coded = (binary, province, visit) => command(binary, province, ['link', '--make'], JSON.stringify(visit)).trim();

/** The amounts on the page, and what the command says to the visit in its address. */
async function agrees(page, binary, province) {
  const shown = await page.locator('main [data-low]').evaluate((it) => ({ low: it.dataset.low, high: it.dataset.high }));
  const visit = command(binary, province, ['link', page.url()]);
  assert.deepEqual(shown, JSON.parse(command(binary, province, ['answer'], visit)).estimate, province.name);
}

/** Chooses a place by typing it, whether its tables are there or not. */
async function choose(page, address, goal, place) {
  await page.goto(address);
  await page.getByRole('link', { name: goal }).click();
  await page.fill('#find', place);
  await page.locator('.finder .choice', { hasText: place }).first().click();
  await page.waitForSelector('#date');
  await page.fill('#date', DAY);
  await tap(page, page.locator('button.go'));
}

const kept = (page) => page.evaluate(async () => (await (await caches.open('mingbai-provinces')).keys()).map((it) => it.url.split('/').pop()));
const keepAll = (page) => page.getByRole('button', { name: '把全国的政策表都存到这台设备' });

async function own(use) {
  const folder = mkdtempSync(join(tmpdir(), 'mingbai-'));
  cpSync(site, folder, { recursive: true });
  const served = await serve(folder);
  try {
    await use(served, folder);
  } finally {
    served.close();
    rmSync(folder, { recursive: true });
  }
}

export function china(test, { PHONE, DESK, binary, dist, usable }) {
  const on = (name, window, run) =>
    test(`全国：${name}`, window, async (page) => {
      if (!existsSync(join(site, 'index.html'))) throw new Error('先运行 tests/china.sh');
      await own((served, folder) => run(page, served, folder));
    });
  const sent = (folder, names) => names.reduce((sum, name) => sum + statSync(join(folder, `${name}.br`)).size, 0);
  const first = (folder) => readdirSync(folder).filter((name) => name === 'index.html');

  on('第一题能答以前收的，和没有别的省时只差百分之二以内', PHONE, async (page, served) => {
    const [without, with348] = [sent(dist, first(dist)), sent(site, first(site))];
    assert.ok(Math.abs(with348 - without) <= without * 0.02, `${without} 字节，有了 348 个地方是 ${with348}`);
    const asked = async (address) => {
      const context = await page.context().browser().newContext(PHONE);
      const fresh = await context.newPage();
      const names = [];
      await context.route('**/sw.js', (route) => route.abort());
      fresh.on('request', (request) => names.push(new URL(request.url()).pathname.replace(/-[0-9a-f]{12}/, '')));
      await fresh.goto(address);
      await fresh.getByRole('link', { name: '我要付多少' }).tap();
      await fresh.waitForSelector('#find');
      await fresh.waitForLoadState('networkidle');
      await context.close();
      return names.filter((name) => !name.endsWith('sw.js')).sort();
    };
    const plain = await serve(dist);
    try {
      assert.deepEqual(await asked(served.address), await asked(plain.address));
    } finally {
      plain.close();
    }
  });

  on('没见过的省，打字找到，收一个不到 60 千字节的文件，答案和命令的一样', PHONE, async (page, served) => {
    const provinces = listed();
    assert.equal(provinces.length, 31);
    assert.equal(provinces.reduce((sum, it) => sum + it.places.filter((place) => place.id !== it.id || it.places.length === 1).length, 0), 348);
    for (const { file, name, sent: told } of provinces) {
      const size = statSync(join(site, `${file}.br`)).size;
      assert.equal(size, told, name);
      assert.ok(size <= MOST, `${name} ${size} 字节`);
    }
    const asked = [];
    page.on('request', (request) => /-[0-9a-f]{12}\.(bin|txt)$/.test(request.url()) && asked.push(request.url().split('/').pop()));
    const province = provinces.at(-1);
    const place = province.places.at(-1);
    await choose(page, served.address, '我要付多少', place.name);
    await walk(page, knowing(KNOWN));
    assert.deepEqual(asked.filter((name) => name.endsWith('.bin')), [province.file]);
    await agrees(page, binary, province);
    assert.ok(page.url().length < 300);
    // What the tables say can be opened by its own address, also afresh.
    await page.getByText('用了哪些政策').first().tap().catch(() => {});
    await page.goto(`${served.address}#policy/${place.id}-2024/${province.id}`);
    await page.getByRole('heading', { level: 1 }).filter({ hasText: place.name }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1 }).filter({ hasText: place.name }).waitFor();
  });

  on('一级一级点下去也到得了，每一屏都好用', PHONE, async (page, served) => {
    const province = listed()[20];
    await page.goto(`${served.address}#pay/ask`);
    await page.getByRole('button', { name: '别的省、市、自治区' }).tap();
    await page.getByRole('button', { name: province.name, exact: true }).waitFor();
    await usable(page);
    await page.getByRole('button', { name: province.name, exact: true }).tap();
    await page.getByRole('button', { name: province.places[3].name, exact: true }).tap();
    await page.waitForSelector('#date');
    await page.goBack();
    await page.getByRole('button', { name: province.name, exact: true }).waitFor();
  });

  on('别人发来的网址先取它的省；先开哪个省，答案都一样', PHONE, async (page, served) => {
    const [one, other] = [listed()[9], listed()[12]];
    const visit = (province) => ({
      date: DAY, insured_in: province.places[2].id, care: 'inpatient', grade: 'tertiary', enrolled: true, premium_paid: true,
      bill: { total: '50000', in_scope: '42000' },
    });
    const links = new Map([one, other].map((it) => [it, `#pay/result/${coded(binary, it, visit(it))}`]));
    for (const order of [[one, other], [other, one]]) {
      const context = await page.context().browser().newContext(PHONE);
      const fresh = await context.newPage();
      await fresh.goto('about:blank');
      for (const province of [...order, order[0]]) {
        await fresh.goto(`${served.address}${links.get(province)}`);
        await fresh.locator('main .range, main [data-low]').first().waitFor();
        await agrees(fresh, binary, province);
        assert.equal(new URL(fresh.url()).hash, links.get(province));
      }
      await context.close();
    }
  });

  on('没有网又没存过：有话说，填的没丢，有网再试就接着走', PHONE, async (page, served) => {
    const province = listed()[15];
    await page.goto(served.address);
    await ready(page);
    await page.context().setOffline(true);
    await page.getByRole('link', { name: '我要付多少' }).tap();
    await page.fill('#find', province.places[1].name);
    await page.locator('.finder .choice', { hasText: province.places[1].name }).tap();
    await page.getByText('现在没有网络。').waitFor();
    await usable(page);
    const before = page.url();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: '再试一次' }).tap();
    await page.waitForSelector('#date');
    assert.equal(page.url(), before);
    assert.deepEqual(await kept(page), [province.file]);
  });

  on('全部存下：看得见走到哪里，断网查得了每个省，能删', PHONE, async (page, served) => {
    await page.goto(served.address);
    await ready(page);
    await page.goto(`${served.address}#settings`);
    await usable(page);
    const parts = [];
    await page.exposeFunction('mingbaiPart', (value, max) => parts.push([value, max]));
    await page.evaluate(() => {
      new MutationObserver(() => {
        const bar = document.querySelector('.whole progress');
        if (bar) window.mingbaiPart(bar.value, bar.max);
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    await keepAll(page).tap();
    await page.getByText('都存好了。没有网也能查全国。').waitFor();
    assert.ok(parts.length > 5);
    assert.ok(parts.every(([value], at) => at === 0 || value >= parts[at - 1][0]), '只往前走');
    const provinces = listed();
    assert.deepEqual((await kept(page)).sort(), provinces.map((it) => it.file).sort());
    assert.equal(parts.at(-1)[1], provinces.reduce((sum, it) => sum + it.sent, 0));
    await usable(page);
    await page.context().setOffline(true);
    for (const province of [provinces[0], provinces[17], provinces[30]]) {
      await choose(page, served.address, '我要付多少', province.places.at(-1).name);
      await walk(page, knowing(KNOWN));
      await agrees(page, binary, province);
      await page.reload();
      await page.locator('main [data-low]').waitFor();
      await agrees(page, binary, province);
    }
    await page.goto(`${served.address}#settings`);
    await page.getByRole('button', { name: '删掉存的各省政策表' }).tap();
    await keepAll(page).waitFor();
    assert.deepEqual(await kept(page), []);
  });

  on('全部存下：停得了；断了说出来，再点一次接着存', PHONE, async (page, served) => {
    await page.goto(served.address);
    await ready(page);
    await page.goto(`${served.address}#settings`);
    let left = 4;
    await page.context().route('**/province-*.bin', (route) => ((left -= 1) >= 0 ? route.continue() : route.abort()));
    await keepAll(page).tap();
    await page.getByText('没有取全。').waitFor();
    const before = await kept(page);
    assert.equal(before.length, 4);
    await page.context().unroute('**/province-*.bin');
    const again = [];
    page.on('request', (request) => request.url().endsWith('.bin') && again.push(request.url().split('/').pop()));
    await page.context().route('**/province-*.bin', async (route) => {
      await new Promise((done) => setTimeout(done, 150));
      await route.continue();
    });
    await keepAll(page).tap();
    await page.getByRole('button', { name: '停下' }).tap();
    await page.getByText('停下了。').waitFor();
    assert.ok(again.every((name) => !before.includes(name)), '存好的不再取');
    const stopped = (await kept(page)).length;
    assert.ok(stopped >= 4 && stopped < 31, String(stopped));
    await page.context().unroute('**/province-*.bin');
    await keepAll(page).tap();
    await page.getByText('都存好了。').first().waitFor();
    assert.equal((await kept(page)).length, 31);
  });

  on('网站换了新的一版，存的还对的留着，换了的取新的', PHONE, async (page, served, folder) => {
    const [stays, changes] = [listed()[2], listed()[3]];
    await page.goto(served.address);
    await ready(page);
    for (const province of [stays, changes]) await choose(page, served.address, '我要付多少', province.places[0].name);
    assert.deepEqual((await kept(page)).sort(), [stays.file, changes.file].sort());
    const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
    // The same tables under a new name stand for changed ones: only the name and the sum count here.
    const bytes = readFileSync(join(folder, changes.file));
    const fresh = changes.file.replace(/[0-9a-f]{12}\.bin$/, '000000000000.bin');
    writeFileSync(join(folder, fresh), bytes);
    rmSync(join(folder, changes.file));
    const index = readFileSync(join(folder, 'index.html'), 'utf8');
    const renewed = index.replace('<body>', '<body data-fresh="1">');
    writeFileSync(join(folder, 'index.html'), renewed);
    const worker = readFileSync(join(folder, 'sw.js'), 'utf8');
    const version = /"([0-9a-f]{16})"/.exec(worker)[1];
    const put = worker.replaceAll(changes.file, fresh).replace(hash(index), hash(renewed)).replace(`"${version}"`, `"${hash(renewed).slice(0, 16)}"`);
    writeFileSync(join(folder, 'sw.js'), put);
    await page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.update()));
    await page.locator('.offer button').tap();
    await page.waitForSelector('body[data-fresh]');
    await page.waitForFunction(async () => (await (await caches.open('mingbai-provinces')).keys()).length === 2);
    assert.deepEqual((await kept(page)).sort(), [stays.file, fresh].sort());
  });

  on('坏了的文件不用：取来的不对就说，存坏了的重新取', PHONE, async (page, served) => {
    const province = listed()[4];
    await page.context().route('**/province-*.bin', (route) => route.fulfill({ status: 200, contentType: 'application/octet-stream', body: 'mbp3' }));
    await page.goto(`${served.address}#pay/result/${coded(binary, province, { date: DAY, insured_in: province.places[1].id, bill: { total: '100' } })}`);
    await page.getByText('没有下载全。').waitFor();
    await page.context().unroute('**/province-*.bin');
    await page.getByRole('button', { name: '再试一次' }).tap();
    await page.locator('main [data-low]').waitFor();
    await page.goto(served.address);
    await ready(page);
    await page.evaluate(async (file) => (await caches.open('mingbai-provinces')).put(file, new Response('mbp3')), province.file);
    await page.goto(`${served.address}?again#pay/result/${coded(binary, province, { date: DAY, insured_in: province.places[1].id, bill: { total: '100' } })}`);
    await page.locator('main [data-low]').waitFor();
  });

  on('村医走访：一户在别的省，打开时先取它的省', PHONE, async (page, served) => {
    const province = listed()[8];
    await page.goto(`${served.address}#visits`);
    await page.evaluate(
      ([text]) =>
        new Promise((done) => {
          const opening = indexedDB.open('mingbai', 1);
          opening.onupgradeneeded = () => ['households', 'standings'].forEach((name) => opening.result.createObjectStore(name));
          opening.onsuccess = () => {
            const change = opening.result.transaction('households', 'readwrite');
            change.objectStore('households').put(text, 'h1');
            change.oncomplete = () => {
              opening.result.close();
              done();
            };
          };
        }),
      [JSON.stringify({ id: 'h1', name: '张家', changed: 1, people: [{ id: 'p1', name: '张三', visit: coded(binary, province, { date: DAY, insured_in: province.places[1].id, disease: '食管癌', person: { groups: { 贫困人口: true } } }) }] })],
    );
    await page.reload();
    await page.getByText('张家').waitFor();
    assert.deepEqual(await kept(page), [province.file]);
    assert.equal(await page.getByText('要重新问').count(), 0);
  });

  on('窗口：定好在哪个省，填表时用它的政策表', DESK, async (page, served) => {
    const province = listed()[11];
    await page.goto(`${served.address}#desk/setup`);
    await page.getByRole('button', { name: '窗口在别的省，点这里选' }).click();
    await page.getByRole('button', { name: province.name, exact: true }).click();
    await page.getByRole('link', { name: '填表' }).click();
    await page.waitForSelector('.desk-left input');
    assert.deepEqual(await kept(page), [province.file]);
    await page.reload();
    await page.waitForSelector('.desk-left input');
  });

  on('Chromium 73：取一个省，算出来的和命令一样', {}, async (_, served) => {
    const province = listed()[6];
    const visit = { date: DAY, insured_in: province.places[1].id, care: 'inpatient', grade: 'primary', enrolled: true, premium_paid: true, bill: { total: '50000', in_scope: '42000' } };
    const page = await start('chromium-73');
    try {
      await page.go(`${served.address}#pay/result/${coded(binary, province, visit)}`);
      await page.until(`!!document.querySelector('main [data-low]')`);
      const shown = await page.run(`(({ low, high }) => ({ low, high }))(document.querySelector('main [data-low]').dataset)`);
      assert.deepEqual(shown, JSON.parse(command(binary, province, ['answer'], JSON.stringify(visit))).estimate);
      assert.deepEqual(page.wrong, []);
    } finally {
      page.close();
    }
  });

  on('一个文件的版本：说清楚只有哪几个省', PHONE, async (page, served, folder) => {
    const province = listed()[6];
    const address = pathToFileURL(join(folder, 'mingbai.html')).href;
    await page.goto(`${address}#pay/ask`);
    await page.getByText('别的省，请打开网站查。').waitFor();
    await page.goto('about:blank');
    await page.goto(`${address}#pay/result/${coded(binary, province, { date: DAY, insured_in: province.places[1].id, bill: { total: '100' } })}`);
    await page.getByText('这个文件里没有这个省的政策表。').waitFor();
  });
}
