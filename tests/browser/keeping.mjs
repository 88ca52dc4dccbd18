// Households out to a file and in again, locked or open; wiped; a browser that keeps nothing.
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import { choose, few, go, house, ILL, kept, names, reckoned, saved, says, stored, with_ } from './houses.mjs';
import { coded, tap } from './walk.mjs';

export function keeping(test, { PHONE, usable }) {
  test('导出上锁：对的口令打得开，错的、坏的都说得清，什么也不丢', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits/file');
    await page.waitForSelector('#lock');
    await usable(page);
    const lock = page.getByRole('button', { name: '上锁导出', exact: true });
    await page.fill('#lock', '短');
    await lock.tap();
    await says(page, 'out-says', '口令太短');
    await page.fill('#lock', '村口的老槐树一九八');
    await page.fill('#lock-again', '村口的老槐树一九九');
    await lock.tap();
    await says(page, 'out-says', '不一样');
    await page.fill('#lock-again', '村口的老槐树一九八');
    const { name, bytes } = await saved(page, () => lock.tap());
    assert.match(name, /^明白账各户 \d{4}-\d\d-\d\d\.txt$/);
    const text = bytes.toString();
    for (const secret of ['王', '食管癌', coded(ILL), 'people']) assert.ok(!text.includes(secret), secret);
    assert.equal(await page.inputValue('#lock'), '', '口令不该留在页上');
    // Opened without the page: the first line says how.
    const [first, body] = text.trim().split('\n');
    const [, , , key, rounds, salt, cipher, iv] = first.split(' ');
    assert.deepEqual([key, cipher], ['PBKDF2-SHA-256', 'AES-256-GCM']);
    assert.ok(Number(rounds) >= 600_000, rounds);
    const secret = pbkdf2Sync('村口的老槐树一九八'.normalize('NFKC'), Buffer.from(salt, 'base64url'), Number(rounds), 32, 'sha256');
    const opened = createDecipheriv('aes-256-gcm', secret, Buffer.from(iv, 'base64url'));
    opened.setAAD(Buffer.from(first.replace(/ \S+$/, '')));
    const locked = Buffer.from(body, 'base64url');
    opened.setAuthTag(locked.subarray(-16));
    const content = JSON.parse(Buffer.concat([opened.update(locked.subarray(0, -16)), opened.final()]).toString());
    assert.deepEqual(content.households.map((it) => it.name).sort(), ['张家', '李家', '王家'].sort());
    const again = await (async () => {
      await page.fill('#lock', '村口的老槐树一九八');
      await page.fill('#lock-again', '村口的老槐树一九八');
      return saved(page, () => lock.tap());
    })();
    assert.notEqual(again.bytes.toString().split(' ')[5], salt, '盐要每次不同');

    const before = await kept(page);
    // Damaged, cut, something else: each says so before any passphrase.
    const swap = (at) => `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`;
    for (const [hurt, why] of [[swap(first.length + 40), '坏了'], [swap(first.length - 3), '坏了'], [text.slice(0, -30), '坏了'], ['我的照片', '不是明白账'], [text.replace('households 1', 'households 9'), '新一点']]) {
      await choose(page, hurt);
      await says(page, 'in-says', why);
      assert.equal(await page.locator('#unlock').count(), 0);
    }
    await choose(page, text);
    await says(page, 'in-says', '上了锁');
    await usable(page);
    for (const wrong of ['村口的老槐树一九九', '']) {
      await page.fill('#unlock', wrong);
      await page.getByRole('button', { name: '开锁导入' }).tap();
      await says(page, 'in-says', '口令不对');
    }
    assert.deepEqual(await kept(page), before, '打不开时什么也不该变');
    await page.fill('#unlock', '村口的老槐树一九八');
    await page.getByRole('button', { name: '开锁导入' }).tap();
    await says(page, 'in-says', '新加 0 户，更新 0 户，没变 3 户');
    assert.deepEqual(await kept(page), before);
    // On a clean device it brings all of it.
    await page.getByRole('button', { name: '清除全部各户' }).tap();
    await page.getByRole('button', { name: '真的全部清除' }).tap();
    await says(page, 'away-says', '已经清除');
    await choose(page, text);
    await page.fill('#unlock', '村口的老槐树一九八');
    await page.getByRole('button', { name: '开锁导入' }).tap();
    await says(page, 'in-says', '新加 3 户');
    assert.deepEqual(await kept(page), before);
  });

  test('别的程序锁的：轮数少一些、多一些都打得开；少得不像话、多得不像话说得清', PHONE, async (page, address) => {
    await page.goto(`${address}#visits/file`);
    await page.waitForSelector('#file');
    const sum = (text) => [...Buffer.from(text)].reduce((it, byte) => BigInt.asUintN(64, (it ^ BigInt(byte)) * 0x100000001b3n), 0xcbf29ce484222325n).toString(16).padStart(16, '0');
    const file = (rounds, version = 1) => {
      const [salt, iv] = [randomBytes(16), randomBytes(12)];
      const header = `mingbai-households ${version} locked PBKDF2-SHA-256 ${rounds} ${salt.toString('base64url')} AES-256-GCM ${iv.toString('base64url')}`;
      const key = rounds > 10_000_000 ? randomBytes(32) : pbkdf2Sync('老槐树老槐树老槐', salt, rounds, 32, 'sha256');
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      cipher.setAAD(Buffer.from(header));
      const content = JSON.stringify({ households: [house(`h${rounds}`, `${rounds} 家`, [])] });
      const body = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]).toString('base64url');
      return `${header} ${sum(`${header}\n${body}`)}\n${body}\n`;
    };
    for (const rounds of [300_000, 600_000, 1_200_000]) {
      await choose(page, file(rounds));
      await says(page, 'in-says', '上了锁');
      await page.fill('#unlock', '老槐树老槐树老槐');
      await page.getByRole('button', { name: '开锁导入' }).tap();
      await says(page, 'in-says', '新加 1 户');
      await page.locator('#unlock').waitFor({ state: 'detached' });
    }
    for (const [text, why] of [[file(1), '锁得太松'], [file(2 ** 31), '要算太久'], [file(600_000, 2), '新一点的']]) {
      await choose(page, text);
      await says(page, 'in-says', why);
      assert.equal(await page.locator('#unlock').count(), 0, why);
    }
    assert.equal((await kept(page)).length, 3);
    await usable(page);
  });

  test('导出不上锁，再导入；没有加密的地方只给不上锁的', PHONE, async (page, address) => {
    await page.addInitScript(() => {
      Object.defineProperty(globalThis.crypto, 'subtle', { get: () => undefined });
    });
    await with_(page, address, few(), 'visits/file');
    await page.getByText('这里不能上锁').waitFor();
    assert.equal(await page.locator('#lock').count(), 0);
    await usable(page);
    const { bytes } = await saved(page, () => page.getByRole('button', { name: '不上锁导出' }).tap());
    const before = await kept(page);
    await page.getByRole('button', { name: '清除全部各户' }).tap();
    await page.getByRole('button', { name: '真的全部清除' }).tap();
    await says(page, 'away-says', '已经清除');
    // As a mail program may hand it on.
    await choose(page, `\ufeff${bytes.toString().replaceAll('\n', '\r\n')}`);
    await says(page, 'in-says', '新加 3 户');
    assert.deepEqual(await kept(page), before);
    await go(page, 'visits');
    await reckoned(page);
    assert.deepEqual(await names(page), ['王家', '张家', '李家']);
  });

  test('清除：浏览器里什么也不剩；设置页也列得出、清得掉', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits/card/h2');
    await page.fill('#doctor', '老周 13800000000');
    await page.waitForFunction(() => document.querySelector('.paper footer').textContent.includes('13800000000'));
    await go(page, 'settings');
    assert.match(await page.textContent('main'), /走访的 3 户/);
    assert.match(await page.textContent('main'), /村医怎么找/);
    await usable(page);
    await go(page, 'visits/file');
    await page.evaluate(() => sessionStorage.setItem('mingbai.unsent', '{}'));
    await page.getByRole('button', { name: '清除全部各户' }).tap();
    assert.equal((await kept(page)).length, 3, '先问一遍');
    await page.getByRole('button', { name: '不清除' }).tap();
    await page.getByRole('button', { name: '清除全部各户' }).tap();
    await page.getByRole('button', { name: '真的全部清除' }).tap();
    await says(page, 'away-says', '已经清除');
    assert.deepEqual(await stored(page), { databases: 0, local: [], session: [] });
    await go(page, 'visits');
    await page.waitForSelector('#household');
    assert.equal(await page.locator('.house').count(), 0);
    await page.reload();
    await page.waitForSelector('#household');
    assert.deepEqual(await stored(page), { databases: 0, local: [], session: [] });
    // The one list, the one button.
    await with_(page, address, few(), 'visits/card/h1');
    await page.reload();
    await page.fill('#doctor', '老周');
    await go(page, 'settings');
    await page.getByText('走访的 3 户').waitFor();
    await page.getByRole('button', { name: '清除这台设备上存的' }).tap();
    assert.equal((await kept(page)).length, 3, '先问一遍');
    await page.getByRole('button', { name: '真的全部清除' }).tap();
    await page.getByText('什么也没有存').waitFor();
    assert.deepEqual(await stored(page), { databases: 0, local: [], session: [] });
  });

  test('不让存、存满了：说清楚，这次还能用', PHONE, async (page, address) => {
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, 'indexedDB', { get: () => null });
    });
    await page.goto(`${address}#visits`);
    await page.getByText('这个浏览器不让存东西').waitFor();
    await usable(page);
    await page.fill('#household', '王家');
    await tap(page, page.getByRole('button', { name: '加上' }));
    await page.fill('#person', '王大爷');
    await tap(page, page.getByRole('button', { name: '加上，接着问' }));
    await go(page, 'visits/file');
    await page.getByText('现在有 1 户').waitFor();
    const { bytes } = await saved(page, () => page.getByRole('button', { name: '不上锁导出' }).tap());
    assert.ok(bytes.toString().includes('王大爷'));
  });

  test('存满了：说清楚，改的还在页上', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits');
    await reckoned(page);
    await page.evaluate(() => {
      IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };
    });
    await page.fill('#household', '赵家');
    await tap(page, page.getByRole('button', { name: '加上' }));
    await page.getByText('这台设备存满了').waitFor();
    await go(page, 'visits');
    assert.ok((await names(page)).includes('赵家'));
    assert.equal((await kept(page)).length, 3);
  });
}
