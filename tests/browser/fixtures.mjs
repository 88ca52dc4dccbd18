// Fixtures for ever: the page opens every households' file and links that an earlier page wrote.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { choose, go, kept, says } from './houses.mjs';
import { settled } from './walk.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../fixtures');
const sets = readdirSync(root, { withFileTypes: true }).filter((it) => it.isDirectory()).map((it) => it.name);
const lines = (set, name) => readFileSync(join(root, set, name), 'utf8').trimEnd().split('\n');

/** Every member that was there is there with the same value; new ones may be. */
function holds(was, now, where) {
  if (was === null || typeof was !== 'object') return assert.deepEqual(now, was, where);
  if (Array.isArray(was)) assert.equal(now?.length, was.length, where);
  for (const [key, value] of Object.entries(was)) holds(value, now?.[key], `${where}/${key}`);
}

export function fixtures(test, { PHONE, binary }) {
  for (const set of sets) {
    test(`从前的文件 ${set}：锁的、没锁的，都打得开，一户不差`, PHONE, async (page, address) => {
      const files = lines(set, 'houses.jsonl').map((it) => JSON.parse(it));
      assert.equal(files.length, 20);
      await page.goto(`${address}#visits/file`);
      await page.waitForSelector('#file');
      const all = new Map();
      for (const { file, passphrase, households } of files) {
        await choose(page, readFileSync(join(root, set, 'houses', file), 'utf8'));
        if (passphrase !== null) {
          await says(page, 'in-says', '上了锁');
          await page.fill('#unlock', passphrase);
          await page.getByRole('button', { name: '开锁导入' }).tap();
        }
        await says(page, 'in-says', `新加 ${households.length} 户`).catch(async () => {
          throw new Error(`${file}：${await page.textContent('#in-says')}`);
        });
        for (const house of households) all.set(house.id, house);
        await page.getByText(`现在有 ${all.size} 户`).waitFor();
        await page.locator('#unlock').waitFor({ state: 'detached' });
      }
      const now = await kept(page);
      assert.equal(now.length, all.size);
      for (const house of now) holds(all.get(house.id), house, house.id);
    });

    test(`从前的链接 ${set}：页面打开还是那次看病`, PHONE, async (page, address) => {
      await page.goto(`${address}#policy`);
      await page.waitForSelector('#title');
      const meant = (link) => JSON.parse(execFileSync(binary, ['link', link], { encoding: 'utf8' }));
      // One in ten, of each kind.
      const some = lines(set, 'links.txt').filter((_, at) => at % 10 === at % 7 || at % 29 === 1);
      assert.ok(some.length >= 20, String(some.length));
      for (const line of some) {
        const [link] = line.split(' ', 1);
        const visit = JSON.parse(line.slice(link.length + 1));
        await go(page, link.includes('/') ? link : `pay/facts/${link}`);
        await settled(page);
        assert.equal(await page.getByText('读不出来').count(), 0, link);
        holds(visit, meant(await page.evaluate(() => location.hash)), link);
      }
    });
  }
}
