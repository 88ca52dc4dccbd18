// In the frame of another page: embed.html works there and keeps nothing; no other page does.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nginx } from './nginx.mjs';
import { serve } from './server.mjs';
import { settles, watched } from './settles.mjs';
import { tap } from './walk.mjs';

/** Another's page, on a host of its own, with a frame around an address. */
async function around(page, address, use) {
  const folder = mkdtempSync(join(tmpdir(), 'mingbai-'));
  writeFileSync(join(folder, 'index.html'), `<!DOCTYPE html><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>别人的网页</title><iframe src="${address}" style="width: 100%; height: 560px"></iframe>`);
  const site = await serve(folder);
  try {
    await page.goto(site.address);
    await use(page.frames()[1]);
  } finally {
    site.close();
    rmSync(folder, { recursive: true });
  }
}

/** What this browser holds of a site, seen from a page of it that runs no script. */
async function held(page, address) {
  await page.goto(`${address}policy/index.html`);
  return page.evaluate(async () => ({
    kept: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    shelves: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
}
const NOTHING = { kept: [], session: [], shelves: 0, caches: 0, workers: 0 };

export function embedding(test, { PHONE, DESK, binary, dist, usable }) {
  test('嵌在别的网页里：embed.html 说是谁的，算得出，什么都不存', PHONE, async (page) => {
    const site = await nginx(dist);
    try {
      const breaches = await watched(page);
      await around(page, `${site.address}embed.html`, async (frame) => {
        await frame.getByText('填的什么都不存').waitFor();
        await settles(frame, `${site.address}embed.html`, binary);
        // What would be kept elsewhere holds here until the page is left.
        await frame.goto(`${site.address}embed.html#settings`);
        await tap(frame, frame.getByRole('link', { name: /窗口/ }));
        await frame.goto(`${site.address}embed.html#visits`);
        await frame.waitForSelector('main h1');
        await frame.goto(`${site.address}embed.html#settings`);
        await frame.getByRole('button', { name: '黑底白字' }).tap();
        await frame.waitForFunction(() => document.documentElement.dataset.colour === 'dark');
        await frame.goto(`${site.address}embed.html#visits`);
        await frame.waitForSelector('main h1');
      });
      assert.deepEqual(breaches, []);
      // A frame has a shelf of its own in new browsers; on its own the page keeps nothing either.
      await page.goto(`${site.address}embed.html#visits`);
      await page.waitForSelector('main h1');
      assert.ok(await page.getByText('填的什么都不存').isVisible());
      assert.deepEqual(await held(page, site.address), NOTHING);
    } finally {
      await site.close();
    }
  });

  test('嵌在别的网页里：放在 nginx 后面，别的页都进不了框', PHONE, async (page) => {
    const site = await nginx(dist);
    try {
      for (const name of ['', 'index.html', 'mingbai.html', 'policy/index.html']) {
        await around(page, site.address + name, async (frame) => {
          assert.match(frame.url(), /^chrome-error:/, name);
        });
      }
    } finally {
      await site.close();
    }
  });

  test('嵌在别的网页里：没有那些头的主机上，首页在框里换成 embed.html', DESK, async (page, address) => {
    await around(page, `${address}#policy`, async (frame) => {
      await frame.waitForURL(`${address}embed.html#policy`);
      await frame.waitForSelector('main h1');
      await frame.getByText('填的什么都不存').waitFor();
    });
    await page.goto(`${address}embed.html`);
    await page.waitForSelector('#app > main.home');
    await usable(page);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.embedded').isVisible(), false);
  });

  test('嵌在别的网页里：发给别人的链接打开的是整个网页', PHONE, async (page, address) => {
    await page.goto(`${address}embed.html`);
    await page.waitForSelector('#app > main.home');
    await settles(page, `${address}embed.html`, binary);
    await tap(page, page.getByRole('link', { name: /发给|分享/ }).first());
    const link = await page.inputValue('#link');
    assert.ok(link.startsWith(`${address}#`), link);
  });
}
