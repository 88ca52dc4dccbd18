// axe and the measures of every screen, in every look.
import assert from 'node:assert/strict';
import { LOOKS, fits, labelled } from './checks.mjs';
import { screens, show } from './screens.mjs';
import { title, unfold } from './walk.mjs';

const KINDS = [
  '首页', '参保地', '设置', '词', '政策', '问-date', '问-groups', '问-total', '问-sheet', '问-disease', '问-grade',
  '结果-都知道', '政策结果-都知道', '结果-别的地方', '换医院-都知道', '清单-都知道', '发给别人-都知道', '打不开', '对不上', 'policy-jj1-2020', '走访', '走访/of/h1', '走访/card/h1', '走访/where/p1', '走访/file', '走访-问',
];

/** Each look is a test of its own; labels are the same in all of them and are read once. */
export function accessible(test, { PHONE, DESK }) {
  const all = () => true;
  // Where only colours differ from a look already read whole, one screen of each kind is enough.
  const kinds = (screen) => KINDS.includes(screen);
  const looks = [
    ['亮色，手机', PHONE, '', undefined, all],
    ['深色，电脑', DESK, 'dark', LOOKS, all],
    ['大字，手机', PHONE, 'larger', LOOKS, all],
    ['亮色，电脑', DESK, '', LOOKS, kinds],
    ['深色，手机', PHONE, 'dark', LOOKS, kinds],
    ['对比强的亮色，手机', PHONE, 'light high', LOOKS, kinds],
    ['对比强的深色，手机', PHONE, 'dark high', LOOKS, kinds],
  ];
  for (const [name, window, look, rules, chosen] of looks) {
    test(`每种画面都过无障碍检查：${name}`, window, async (page, address) => {
      await page.addInitScript((it) => localStorage.setItem('mingbai.look', it), look);
      const wrong = [];
      for (const [screen, fragment] of (await screens(page, address)).filter(([screen]) => chosen(screen))) {
        await show(page, address, fragment);
        const broken = (await title(page)).includes('打不开');
        if (broken !== (screen === '打不开')) wrong.push(`${screen}：这个网址${broken ? '打不开' : '打得开'}`);
        await unfold(page);
        const note = (error) => wrong.push(`${screen}：${error.message}`);
        await fits(page).catch(note);
        // In a window as tall as the page nothing lies under the foot bar just now.
        const high = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ ...window.viewport, height: Math.max(high, window.viewport.height) });
        await labelled(page, rules).catch(note);
        await page.setViewportSize(window.viewport);
      }
      assert.deepEqual(wrong, []);
    }, { site: rules !== undefined });
  }
}
