// The three doors, each with a program of its own: old addresses lead there, each loads its own alone, and each stays for
// days without a network once it was opened.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { few, with_ } from './houses.mjs';
import { ready, tap } from './walk.mjs';

/** The programs a page asked for, by the first word of their names. */
function asked(page) {
  const all = new Set();
  page.on('request', (request) => {
    const found = /\/(?:mingbai-)?(page|desk|rounds|mingbai)[-_][^/]*\.wasm$/.exec(new URL(request.url()).pathname);
    if (found) all.add(found[1] === 'page' ? 'mingbai' : found[1]);
  });
  return all;
}

/** Waits until so many files of these names are kept. */
const keeps = (page, names, count) =>
  page.evaluate(async ([names, count]) => {
    const held = async () => {
      const all = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((it) => it.url)));
      return all.flat().filter((it) => new RegExp(names).test(it)).length;
    };
    while ((await held()) < count) await new Promise((then) => { setTimeout(then, 50); });
  }, [names.source, count]);

export function programs(test, { PHONE, DESK, dist }) {
  for (const [name, fragment, file, shown, program] of [
    ['窗口', 'desk', 'desk.html', '.desk', 'desk'],
    ['窗口的一部分', 'desk/year', 'desk.html', '.desk', 'desk'],
    ['走访', 'visits', 'rounds.html', '#household', 'rounds'],
    ['走访的一户里在问的', 'pay/ask////p1', 'rounds.html', 'main h1', 'rounds'],
  ]) {
    test(`门：以前的网址，${name}，到它自己的一页`, DESK, async (page, address) => {
      const loaded = asked(page);
      await page.goto(`${address}#${fragment}`);
      await page.waitForURL(`${address}${file}#${fragment}`);
      await page.waitForSelector(shown);
      assert.ok(loaded.has(program));
      // What is someone's of the rounds is known only once it is read.
      if (!fragment.startsWith('pay/')) assert.deepEqual([...loaded], [program]);
    }, { guard: true });
  }

  test('门：从设置进窗口和走访，点名字回到头一页，一步退得回来', PHONE, async (page, address) => {
    for (const [link, file] of [['医院窗口用的一页', 'desk.html'], ['村医走访各户，一户一户记', 'rounds.html']]) {
      await page.goto(`${address}#settings`);
      await tap(page, page.getByRole('link', { name: link }));
      await page.waitForURL(`${address}${file}**`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.goBack();
      await page.waitForURL(`${address}#settings`);
      await page.goForward();
      await tap(page, page.locator('a.brand'));
      await page.waitForURL(`${address}#`);
      await page.getByRole('heading', { name: '明白账', level: 1 }).waitFor();
    }
  }, { guard: true });

  test('门：空网址各有各的头一页', DESK, async (page, address) => {
    await page.goto(`${address}desk.html`);
    await page.waitForSelector('#desk-insured_in');
    await page.goto(`${address}rounds.html`);
    await page.waitForSelector('#household');
  }, { guard: true });

  test('门：走访里给别人的码，打开是家里人的一页', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits/card/h1');
    await page.waitForSelector('.paper .qr', { state: 'attached' });
    const link = await page.locator('.paper .qr').first().getAttribute('data-link');
    assert.ok(link.startsWith(`${address}#`), link);
  }, { guard: true });

  if (!existsSync(join(dist, 'mingbai-desk.html'))) return;

  test('门：家里人的一页不收别的程序；开过窗口、走访以后，断网也打得开', DESK, async (page, address) => {
    await page.goto(address);
    await ready(page);
    const held = () => page.evaluate(async () => {
      const names = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((it) => new URL(it.url).pathname)));
      return names.flat();
    });
    assert.deepEqual((await held()).filter((name) => /(desk|rounds|month)[-.]/.test(name)), []);
    for (const [file, shown, parts] of [['desk.html', '#desk-insured_in', /\/(desk|month)[-.]/], ['rounds.html', '#household', /\/rounds[-.]/]]) {
      await page.goto(`${address}${file}`);
      await page.waitForSelector(shown);
      await keeps(page, parts, file === 'desk.html' ? 4 : 3);
      await page.context().setOffline(true);
      await page.goto('about:blank');
      await page.goto(`${address}${file}`);
      await page.waitForSelector(shown);
      await page.context().setOffline(false);
    }
  });

  test('门：头一回就开的窗口，断网也打得开', DESK, async (page, address) => {
    await page.goto(`${address}desk.html#desk/month`);
    await page.waitForSelector('.desk');
    await keeps(page, /\/(desk|month)[-.]/, 4);
    // A page already on its way when the worker took charge is left out until it is loaded again.
    await page.reload();
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.context().setOffline(true);
    await page.reload();
    await page.waitForSelector('.desk');
  });

  test('门：一个文件的版本各开各的，别的门说在哪个文件里', DESK, async (page) => {
    const file = (name) => pathToFileURL(join(dist, name)).href;
    await page.goto(`${file('mingbai.html')}#desk`);
    await page.getByText('mingbai-desk.html').first().waitFor();
    assert.equal(await page.getByRole('link', { name: '打开' }).getAttribute('href'), 'mingbai-desk.html#desk');
    await page.goto(file('mingbai-desk.html'));
    await page.waitForSelector('#desk-insured_in');
    await page.goto(file('mingbai-rounds.html'));
    await page.waitForSelector('#household');
  });
}
