// Every screen as a picture, in target/screens/: each look a folder, each screen a file. After them
// the two small pictures of the README, in docs/. With the beginning of a look's name, that look alone.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DESK, PHONE, open } from './browser.mjs';
import { screens, show } from './screens.mjs';
import { serve } from './server.mjs';
import { link } from './walk.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = join(root, 'target/screens');
const LOOKS = [
  ['phone-light', PHONE, 'light'], ['phone-dark', PHONE, 'dark'], ['phone-larger', PHONE, 'light larger'],
  ['desk-light', DESK, 'light'], ['desk-dark', DESK, 'dark'],
];

const site = await serve(process.env.DIST ?? join(root, 'dist'));
const browser = await open();
let count = 0;
for (const [name, window, look] of LOOKS) {
  if (process.argv[2] && !name.startsWith(process.argv[2])) continue;
  mkdirSync(join(folder, name), { recursive: true });
  const page = await (await browser.newContext({ ...window, deviceScaleFactor: 1 })).newPage();
  await page.addInitScript((it) => localStorage.setItem('mingbai.look', it), look);
  for (const [screen, fragment] of await screens(page, site.address)) {
    await show(page, site.address, fragment);
    // The foot bar lies at the foot of the picture, not across its middle.
    const high = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ ...window.viewport, height: Math.max(high, window.viewport.height) });
    await page.screenshot({ path: join(folder, name, `${screen}.png`) });
    await page.setViewportSize(window.viewport);
    count += 1;
  }
  await page.context().close();
}
// The visit that the README shows in and out.
const SAMPLE = {
  date: '2026-11-20', insured_in: '修水县', insurance: 'resident', enrolled: true, premium_paid: true, care: 'inpatient', grade: 'secondary', place: 'same_county',
  year_to_date: { in_scope_self_pay: '0' }, bill: { total: '8000' },
};
const TYPED = {
  insured_in: '修水县', date: '2026-11-20', insurance: '居民', groups: '都不是', age: '52', enrolled: '参加了', premium_paid: '交了',
  grade: '二级', place: '本县', care: '住院', total: '8000', in_scope: '7200', year: '0',
};
const SMALL = 100_000;

/** Writes what `draw` leaves on the screen, at the largest of these scales at which the file is small. */
async function picture(name, window, scales, draw) {
  for (const deviceScaleFactor of scales) {
    const context = await browser.newContext({ ...window, deviceScaleFactor });
    const page = await context.newPage();
    await page.addInitScript(() => localStorage.setItem('mingbai.look', 'light'));
    await draw(page);
    const png = await page.screenshot();
    await context.close();
    if (png.length < SMALL) {
      mkdirSync(join(root, 'docs'), { recursive: true });
      writeFileSync(join(root, 'docs', name), png);
      console.log(`docs/${name}：${png.length} 字节`);
      return;
    }
  }
  throw new Error(`docs/${name} 在最小的一档也超过 ${SMALL} 字节`);
}

if (!process.argv[2]) {
  await picture('answer.png', { ...PHONE, viewport: { width: 360, height: 780 } }, [1], (page) => show(page, site.address, link('pay', 'result', SAMPLE)));
  await picture('window.png', DESK, [0.75, 0.625, 0.5], async (page) => {
    await show(page, site.address, 'desk');
    for (const [field, text] of Object.entries(TYPED)) {
      await page.fill(`#desk-${field}`, text);
      await page.keyboard.press('Tab');
    }
    await page.waitForSelector('.desk-right [data-low]');
  });
}
await browser.close();
site.close();
console.log(`${count} 张，在 target/screens/`);
