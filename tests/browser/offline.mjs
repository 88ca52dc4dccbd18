// Days without a network: all is kept after the first visit, new versions are offered, what is broken heals.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from './server.mjs';
import { begin, knowing, ready, walk } from './walk.mjs';

/** Chance that is the same each time. */
class Rng {
  constructor(seed) {
    this.state = seed;
  }

  below(most) {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * most);
  }
}

const kept = (page) =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const counts = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length));
    return Object.fromEntries(names.map((name, at) => [name, counts[at]]));
  });

/** The site in a folder of its own, where the test may change it. */
async function copy(dist, use) {
  const folder = mkdtempSync(join(tmpdir(), 'mingbai-'));
  cpSync(dist, folder, { recursive: true });
  const site = await serve(folder);
  try {
    await use(site, folder);
  } finally {
    site.close();
    rmSync(folder, { recursive: true });
  }
}

/** Another version of the site: a mark in the first page, its hash in the worker; other tables where asked. */
function renew(folder, { tables = false, list } = {}) {
  const hash = (text) => createHash('sha256').update(text).digest('hex');
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  const fresh = index.replace('<body>', '<body data-fresh="1">');
  writeFileSync(join(folder, 'index.html'), fresh);
  let worker = readFileSync(join(folder, 'sw.js'), 'utf8').replace(hash(index), hash(fresh));
  const version = /"([0-9a-f]{16})"/.exec(worker)[1];
  worker = worker.replace(`"${version}"`, `"${hash(fresh).slice(0, 16)}"`);
  if (list) {
    const was = readFileSync(join(folder, 'tables.json'), 'utf8');
    const is = JSON.stringify(list(JSON.parse(was)));
    writeFileSync(join(folder, 'tables.json'), is);
    worker = worker.replace(hash(was), hash(is));
  }
  if (tables) worker = worker.replace(/="([0-9a-f]{8})"/, '="00000000"');
  writeFileSync(join(folder, 'sw.js'), worker);
}

export function offline(test, { PHONE, dist }) {
  test('离线：来过一次，断网也能答两个地方的两问，刷新，看政策', PHONE, async (page, address) => {
    await page.goto(address);
    await ready(page);
    await page.context().setOffline(true);
    for (const place of ['都昌', '光山']) {
      for (const goal of ['我要付多少', '哪个政策管我']) {
        await begin(page, address, { goal, place, day: '2020-06-01' });
        await walk(page, knowing({ 一共多少钱: '5万' }));
        const before = await page.textContent('main');
        assert.ok(before.length > 50, `${place} ${goal}`);
        await page.reload();
        await page.waitForSelector('main #title');
        assert.equal(await page.textContent('main'), before, `${place} ${goal} 刷新`);
      }
    }
    await page.goto(`${address}policy/index.html`);
    await page.locator('main a.fact').first().tap();
    await page.waitForSelector('main .card');
  });

  test('离线：第一次来，下载在十处断掉，每次再来都打得开', PHONE, async (page) => {
    await copy(dist, async (site) => {
      const all = 2_000_000;
      const rng = new Rng(20261122);
      for (let round = 0; round < 10; round += 1) {
        const bytes = rng.below(all);
        const context = await page.context().browser().newContext(PHONE);
        const fresh = await context.newPage();
        site.cut(bytes);
        await fresh.goto(site.address).catch(() => {});
        await fresh.waitForTimeout(600);
        const shown = await fresh.evaluate(() => document.body?.textContent.trim().length ?? 0).catch(() => 0);
        site.cut();
        await fresh.goto(site.address);
        await fresh.waitForSelector('#app > main.home').catch(() => assert.fail(`断在 ${bytes} 字节，原来页上有 ${shown} 个字`));
        await ready(fresh);
        await context.setOffline(true);
        await fresh.reload();
        await fresh.waitForSelector('#app > main.home');
        await context.close();
      }
    });
  });

  test('离线：存的全被清掉，再来一次又全有了', PHONE, async (page, address) => {
    await page.goto(address);
    await ready(page);
    const before = Object.values(await kept(page));
    const session = await page.context().newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: new URL(address).origin, storageTypes: 'all' });
    await page.goto(address);
    await ready(page);
    assert.deepEqual(Object.values(await kept(page)), before);
    await page.context().setOffline(true);
    await page.reload();
    await page.waitForSelector('#app > main.home');
  });

  test('离线：可以装到桌面', PHONE, async (page, address) => {
    await page.goto(address);
    const session = await page.context().newCDPSession(page);
    const { errors } = await session.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // A window without history of its own cannot install; nothing else may stand in the way.
    assert.deepEqual(installabilityErrors.filter((it) => it.errorId !== 'in-incognito'), []);
  });

  test('更新：有新版本只是告诉，答到一半不换；点了才换', PHONE, async (page) => {
    await copy(dist, async (site, folder) => {
      await page.goto(site.address);
      await ready(page);
      renew(folder);
      await begin(page, site.address, { goal: '我要付多少', place: '都昌', day: '2020-06-01' });
      const before = page.url();
      await page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.update()));
      const offer = page.locator('.offer button');
      await offer.waitFor();
      assert.match(await offer.textContent(), /有新版本/);
      assert.equal(page.url(), before);
      assert.equal(await page.locator('body[data-fresh]').count(), 0);
      await page.reload();
      await page.waitForSelector('main #title');
      assert.equal(await page.locator('body[data-fresh]').count(), 0, '没点就不换');
      await page.locator('.offer button').tap();
      await page.waitForSelector('body[data-fresh]');
      assert.equal(page.url(), before, '换完还在原来那一题');
      assert.equal(Object.keys(await kept(page)).length, 1, '旧的一套要收走');
    });
  });

  test('更新：政策表换了要说出来', PHONE, async (page) => {
    await copy(dist, async (site, folder) => {
      await page.goto(site.address);
      await ready(page);
      renew(folder, { tables: true });
      await page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.update()));
      await page.locator('.offer button', { hasText: '政策表有新的' }).waitFor();
    });
  });

  test('更新：哪几张政策表变了、怎么变的，说得出', PHONE, async (page) => {
    await copy(dist, async (site, folder) => {
      await page.goto(site.address);
      await ready(page);
      let titles;
      renew(folder, { tables: true, list: (all) => {
        titles = all.map((it) => it.title);
        const [figures, text, checked, until, gone, ...rest] = all;
        assert.ok(rest.length > 3);
        return [
          { ...figures, figures: '00000000', text: '00000000' }, { ...text, text: '00000000' }, { ...checked, checked: '2027-01-01' }, { ...until, until: '2027-12-31' },
          ...rest, ...['甲', '乙', '丙', '丁'].map((it) => ({ ...gone, id: it, title: `${it}县` })),
        ];
      } });
      await page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.update()));
      const offer = page.locator('.offer button', { hasText: '政策表有新的' });
      await offer.waitFor();
      assert.deepEqual(await offer.locator('small').allTextContents(), [
        '新加：甲县、乙县、丙县等 4 张。', `去掉：${titles[4]}。`, `写明了到哪天：${titles[3]}。`, `数有变：${titles[0]}。`, `写法有变：${titles[1]}。`, `又核对过：${titles[2]}。`,
      ]);
      await offer.tap();
      await page.waitForSelector('body[data-fresh]');
    });
  });

  test('更新：下载到一半断了，或者下载坏了，旧的照样能用', PHONE, async (page) => {
    await copy(dist, async (site, folder) => {
      await page.goto(site.address);
      await ready(page);
      const before = await kept(page);
      renew(folder);
      // What the server sends is no longer what the list says.
      writeFileSync(join(folder, 'index.html'), readFileSync(join(folder, 'index.html'), 'utf8').slice(0, 700));
      await page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.update()).catch(() => {}));
      await page.waitForTimeout(1500);
      assert.deepEqual(await kept(page), before, '坏的一套不留');
      assert.equal(await page.locator('.offer').count(), 0);
      await page.reload();
      await page.waitForSelector('#app > main.home');
    });
  });

  test('离线：存的被浏览器清掉一部分，再来一次就补上', PHONE, async (page, address) => {
    await page.goto(address);
    await ready(page);
    const names = () => page.evaluate(async () => {
      const cache = await caches.open((await caches.keys())[0]);
      return (await cache.keys()).map((it) => new URL(it.url).pathname.slice(1));
    });
    const before = await names();
    await page.evaluate(async () => {
      const cache = await caches.open((await caches.keys())[0]);
      for (const request of await cache.keys()) if (!request.url.includes('/policy/')) await cache.delete(request);
    });
    await page.goto(`${address}?again`);
    await page.waitForSelector('#app > main.home');
    await page.context().setOffline(true);
    await page.goto(address);
    await page.waitForSelector('#app > main.home');
    const after = await names();
    // What the first page does not ask for comes when it is asked for.
    const later = /^(styles-.*|early-.*|embed[-.].*|tables\.json|month-.*|icon-.*|manifest-.*)$/;
    assert.deepEqual(before.filter((name) => !after.includes(name) && !later.test(name)), []);
  });
}
