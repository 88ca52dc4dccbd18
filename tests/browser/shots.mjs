// Every screen as a picture, in target/screens/: each look a folder, each screen a file.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DESK, PHONE, open } from './browser.mjs';
import { screens, show } from './screens.mjs';
import { serve } from './server.mjs';

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
await browser.close();
site.close();
console.log(`${count} 张，在 target/screens/`);
