// axe and the measures of every screen, in every look.
import assert from 'node:assert/strict';
import { LOOKS, fits, labelled } from './checks.mjs';
import { screens, show } from './screens.mjs';

/** Each look is a test of its own; labels are the same in all of them and are read once. */
export function accessible(test, { PHONE, DESK }) {
  const looks = [
    ['亮色，手机', PHONE, {}, undefined],
    ['亮色，电脑', DESK, {}, LOOKS],
    ['深色，手机', PHONE, { colorScheme: 'dark' }, LOOKS],
    ['深色，电脑', DESK, { colorScheme: 'dark' }, LOOKS],
  ];
  for (const [name, window, media, rules] of looks) {
    test(`每种画面都过无障碍检查：${name}`, window, async (page, address) => {
      await page.emulateMedia(media);
      const wrong = [];
      for (const [screen, fragment] of await screens(page, address)) {
        await show(page, address, fragment);
        await page.evaluate(() => document.querySelectorAll('details').forEach((it) => (it.open = true)));
        for (const check of [fits, (page) => labelled(page, rules)]) {
          await check(page).catch((error) => wrong.push(`${screen}：${error.message}`));
        }
      }
      assert.deepEqual(wrong, []);
    });
  }
}
