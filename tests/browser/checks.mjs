// What holds on every screen: it fits, can be tapped, reads easily, and says what the command says.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { longSentences } from './text.mjs';
import { command, painted, settled, title, unfold, visit } from './walk.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
/** What a look alone can break: colours and sizes. */
export const LOOKS = { type: 'rule', values: ['color-contrast', 'target-size'] };

/** Nothing is cut off, hidden or too wide; every target can be hit; letters are large; sentences short. */
export async function fits(page) {
  const found = await page.evaluate(() => {
    const seen = (it) => it.checkVisibility() && it.textContent.trim();
    const name = (it) => `${it.tagName.toLowerCase()}.${it.className} ${it.textContent.trim().slice(0, 24)}`;
    const all = (what) => [...document.querySelectorAll(what)];
    const fold = document.documentElement.clientWidth;
    const wrong = [];
    const add = (why, list) => list.forEach((it) => wrong.push(`${why}：${name(it)}`));
    if (document.documentElement.scrollWidth > innerWidth) wrong.push(`横向超出 ${document.documentElement.scrollWidth - innerWidth} 像素`);
    add('出了右边', all('main *, header *, footer *').filter((it) => seen(it) && it.getBoundingClientRect().right > fold + 1));
    add('字被切掉', all('main *, header *, footer *').filter((it) => seen(it) && getComputedStyle(it).overflow === 'hidden' && it.scrollWidth > it.clientWidth + 1));
    const boxes = all('button:not(.term), a, input:not([type=checkbox]), summary, .tick');
    add('不够 44 像素高', boxes.filter((it) => it.checkVisibility() && it.getBoundingClientRect().height < 43.5));
    add('字小于 18 像素', all('main *, footer *, header *').filter((it) => seen(it) && parseFloat(getComputedStyle(it).fontSize) < 17.99));
    const bar = document.querySelector('footer.bar');
    const sticks = bar && Math.abs(bar.getBoundingClientRect().bottom - innerHeight) < 2 && document.documentElement.scrollHeight > innerHeight;
    if (sticks) {
      const high = bar.getBoundingClientRect().height / innerHeight;
      if (high > 0.3) wrong.push(`底栏占了屏幕的 ${Math.round(high * 100)}%`);
      const before = scrollY;
      scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
      const top = bar.getBoundingClientRect().top;
      add('被底栏挡住', all('main button, main a, main p, main input').filter((it) => seen(it) && it.getBoundingClientRect().bottom > top + 1 && getComputedStyle(it.closest('.stay') ?? it).position !== 'sticky'));
      scrollTo({ top: before, behavior: 'instant' });
    }
    return wrong;
  });
  assert.deepEqual(found, [], await title(page));
  assert.deepEqual(await longSentences(page), [], `${await title(page)}：句子太长`);
}

/** axe has nothing to say. */
export async function labelled(page, rules = RULES) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const said = await page.evaluate(async (runOnly) => {
    const { violations } = await globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] });
    return violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
  }, rules);
  assert.deepEqual(said, [], await title(page));
}

/** Both. */
export async function usable(page) {
  await fits(page);
  await labelled(page);
}

const digits = (text) => text.replace(/[^0-9.]/g, '');
const ends = (text) => text.split('到').map(digits);

/** The statement stands for the command's case, and no amount in it is other than the case's points. */
export async function caseAgrees(page, answer) {
  const shown = await page.locator('main [data-case]').first().getAttribute('data-case');
  const said = answer.case;
  if (!said) return assert.equal(shown, answer.no_case === 'ask' ? 'ask' : 'none');
  const expected = said.blanks.length ? 'blank' : said.pays ?? (said.low === null ? 'rule' : 'range');
  assert.equal(shown, expected, '页上和命令说的不一样');
}

/** The amounts shown, the case's, the full range's and each payer's, are those the command reckons. */
export async function amountsAgree(page, binary) {
  await settled(page);
  const asked = await visit(page);
  const answer = command(binary, asked);
  const shown = await page.locator('main [data-low]').evaluate((it) => ({ low: it.dataset.low, high: it.dataset.high }));
  assert.deepEqual(shown, answer.estimate, `页上和命令算的不一样：${JSON.stringify(asked)}`);
  await caseAgrees(page, answer);
  await page.locator('main .full-range > details:not([open]) > summary').evaluateAll((all) => all.forEach((it) => it.click()));
  await painted(page);
  const lines = await page.locator('main .full-range .lines > li:not(.mine-line)').evaluateAll((all) => all.map((it) => [it.querySelector('.name').textContent, it.querySelector('.sum').textContent]));
  const range = ({ low, high }) => (low === high ? [low] : [low, high]);
  const told = answer.layers.filter((it) => it.estimate).map((it) => [it.name, range(it.estimate)]);
  assert.deepEqual(lines.map(([name, sum]) => [name, ends(sum)]), told, '谁付多少');
  assert.deepEqual(ends(await page.textContent('main .full-range .mine-line .sum')), range(answer.estimate), '您自己');
  assert.match(await page.textContent('main'), /以医保结算为准/);
}

/** The schemes, waivers and targets shown are those the command names, each with its verdict. */
export async function schemesAgree(page, binary) {
  await settled(page);
  await unfold(page);
  const answer = command(binary, await visit(page));
  const timed = (it) => it.reason === 'ended' || it.reason === 'not_started';
  const names = (all, keep) => all.filter(keep).map((it) => it.name).sort();
  const under = async (heading) => {
    const section = page.locator('main section', { has: page.getByRole('heading', { name: heading, exact: true, level: 2 }) });
    return (await section.locator('.card > h3, .card > details > summary h3').allTextContents()).sort();
  };
  assert.deepEqual(await under('管您的政策'), names(answer.schemes, (it) => it.verdict === 'yes'), '管您的政策');
  assert.deepEqual(await under('可能管您的政策'), [...names(answer.schemes, (it) => it.verdict === 'unknown'), ...names(answer.benefits, () => true)].sort(), '可能管您的政策');
  const folded = page.locator('main details.more', { has: page.locator('summary', { hasText: '不管这次看病的政策' }) }).first();
  const no = (await folded.count()) ? await folded.locator('.card > details > summary h3').allTextContents() : [];
  assert.deepEqual(no.sort(), names(answer.schemes, (it) => it.verdict === 'no' && !timed(it)), '不管这次看病的政策');
  // What has ended, or not begun, is told as that.
  for (const { name } of answer.schemes.filter(timed)) {
    const marks = await page.locator('main .card', { has: page.getByRole('heading', { name, exact: true }) }).locator('summary .mark').allTextContents();
    assert.ok(marks.length > 0 && marks.some((it) => /已到期，要问|还没开始/.test(it)), `${name}：${marks}`);
  }
  assert.deepEqual(await under('能免的'), names(answer.waivers, (it) => it.verdict !== 'no'), '能免的');
  assert.deepEqual(await under('官方的目标'), names(answer.targets, (it) => it.verdict !== 'not_applicable'), '官方的目标');
}

/** The bar says what the command's case says, in whole yuan: with the most in scope, and the least that is named; and never all that may be. */
export async function barAgrees(page, binary) {
  const said = await page.locator('footer .range').textContent();
  assert.doesNotMatch(said, /¥0 到/, said);
  const amounts = await page.locator('footer .range strong').allTextContents();
  const stated = command(binary, await visit(page)).case;
  if (!stated?.low) assert.deepEqual(amounts, [], said);
  if (amounts.length === 0) return;
  const { low, high } = stated;
  const shown = ends(amounts[0]).map(Number);
  // One exact amount may keep its fen; beside others it is whole yuan, to the side that stays true.
  if (low === high) return assert.ok(shown.length === 1 && Math.abs(shown[0] - Number(low)) < 1, `底栏的数：${amounts[0]}，应是 ${low}`);
  assert.deepEqual(shown, [Math.floor(Number(low)), Math.ceil(Number(high))], '底栏的数');
}
