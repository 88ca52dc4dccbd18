// Walks the page as a person does: reads the question, taps or types an answer.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const title = (page) => page.textContent('#title');

/** Starts at the two questions, chooses a place by typing it, and a day. */
export async function begin(page, address, { goal, place, day }) {
  await page.goto(address);
  await page.getByRole('link', { name: goal }).click();
  await page.fill('#find', place);
  await tap(page, page.locator('.finder .choice').first());
  await page.waitForSelector('#date');
  // Without a day no table is known to be the one; whatever stood there would be a guess.
  assert.doesNotMatch(await page.textContent('body'), /管您的|自己付/);
  await page.fill('#date', day);
  await tap(page, page.locator('button.go'));
}

/** How the tap is made and waited for; what measures taps puts a lighter hand here. */
export const hand = {
  tap: async (page, locator) => {
    const before = page.url();
    await locator.tap().catch((error) => (String(error).includes('hasTouch') ? locator.click() : Promise.reject(error)));
    await page.waitForFunction((old) => location.href !== old, before);
    await settled(page);
  },
};

/** Taps and waits until the address has changed and the page stands. */
export const tap = (page, locator) => hand.tap(page, locator);

/** Waits until the page has painted twice: what the last event led to is there, however busy the machine. */
export async function painted(page) {
  const frames = page.evaluate(() => new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
  }));
  // Where a test holds the page's clock no frame comes.
  await Promise.race([frames.catch(() => {}), page.waitForTimeout(1_000)]);
}

/** Waits until the program has the page: what was answered before stands in the address as it writes it. */
export const taken = (page) => page.waitForSelector('html:not([data-opening])', { state: 'attached' });

/** Waits until what the last tap led to is there. */
export async function settled(page) {
  await page.waitForTimeout(30);
  await taken(page);
  await painted(page);
}

/** Asks again until the answer is this one; after a minute the difference is told. */
export async function becomes(page, ask, wanted) {
  const same = async () => JSON.stringify(await ask()) === JSON.stringify(wanted);
  for (let tries = 0; tries < 600 && !(await same()); tries += 1) await page.waitForTimeout(100);
  assert.deepEqual(await ask(), wanted);
}

/** Opens all that is folded, also what is folded in folds; what is inside is made at the first tap. */
export async function unfold(page) {
  for (let depth = 0; depth < 4; depth += 1) {
    const opened = await page.evaluate(() => {
      const shut = [...document.querySelectorAll('details:not([open]) > summary')];
      shut.forEach((it) => it.click());
      return shut.length;
    });
    if (opened === 0) return;
    await painted(page);
  }
}

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
if (!process.env.MINGBAI) execFileSync('cargo', ['build', '--quiet', '-p', 'mingbai-cli'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
/** The command, to hold the page against: the one given in MINGBAI, or built now. */
export const binary = resolve(process.env.MINGBAI ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug/mingbai'));

/** The visit of the address, as the command reads it. */
export async function visit(page) {
  await taken(page);
  await painted(page);
  const link = await page.evaluate(() => location.href);
  return JSON.parse(execFileSync(binary, ['link', link], { encoding: 'utf8' }));
}

/** A visit as it stands in an address. */
export const coded = (asked) => execFileSync(binary, ['link', '--make'], { input: JSON.stringify(asked), encoding: 'utf8' }).trim();

/** The fragment that shows a visit on a screen. */
export const link = (goal, screen, asked) => `${goal}/${screen}/${coded(asked)}`;

export async function screen(page) {
  await taken(page);
  await painted(page);
  const hash = await page.evaluate(() => location.hash);
  return hash.slice(1).split('/')[1] ?? '';
}

/** Whether a question is on the page, or the answer. */
export const asking = async (page) => (await page.locator('main .question').count()) > 0;

/** Answers until the answer stands there. `say(title, page)` gives what to do; the default is 不知道. */
export async function walk(page, say, each = async () => {}) {
  for (let step = 0; step < 80; step += 1) {
    await each(page, step);
    if (!(await asking(page))) return step;
    const did = await say(await title(page), page);
    if (!did) await tap(page, page.locator('main .choice', { hasText: /^不知道$/ }));
  }
  throw new Error(`80 题还没有走完：${await title(page)}`);
}

/** A person who knows: types amounts, takes the first button, knows the hospital's kind but not its name. The amount in scope stands on a settlement sheet alone; without it, a receipt is at hand. */
export function knowing(answers) {
  const { 一共多少钱: total, 政策范围内: inScope } = answers;
  return async (question, page) => {
    if (total && (await page.locator('main #total').count()) > 0) {
      await page.fill('main #total', total);
      if (inScope) await page.fill('main #in-scope', inScope);
      await tap(page, page.locator('main button.go'));
      return true;
    }
    // The first part that the question holds counts: 第几次住院 before 住院.
    const said = Object.entries({ 手里有哪种: inScope ? /^结算单/ : '票据', 哪一种医保: '居民', ...answers }).find(([part]) => question.includes(part));
    if (!said || said[1] === null) return false;
    if ((await page.locator('main .tick').count()) > 0) {
      // Places differ in which groups they ask about: those named that are there.
      const names = [said[1]].flat().filter(Boolean);
      const there = page.locator('main .tick').filter({ hasText: new RegExp(`^(${names.join('|')})$`) });
      const count = names.length ? await there.count() : 0;
      if (names.length && !count) throw new Error(`没有问到：${names}`);
      for (let at = 0; at < count; at += 1) await there.nth(at).click();
      await tap(page, page.locator('main .several .go'));
      return true;
    }
    if ((await page.locator('main #amount, main #age, main #stay').count()) > 0) {
      await page.fill('main #amount, main #age, main #stay', said[1]);
      await tap(page, page.locator('main button.go'));
      return true;
    }
    if ((await page.locator('main #find').count()) > 0 && (await page.locator('main .question > .choices .choice', { hasText: said[1] }).count()) === 0) {
      await page.fill('main #find', said[1]);
      await tap(page, page.locator('main .finder .choice').first());
      return true;
    }
    await tap(page, page.locator('main .choice', { hasText: said[1] }).first());
    return true;
  };
}

/** What the command answers to the same visit. */
export function command(binary, asked) {
  return JSON.parse(execFileSync(binary, ['answer'], { input: JSON.stringify(asked), encoding: 'utf8' }));
}

/** Waits until the service worker has all its files and is in charge. */
export async function ready(page) {
  await page.waitForSelector('#app > main.home');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  const charge = (options) => page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, options);
  // A page already on its way when the worker took charge is left out until it is loaded again.
  await charge({ timeout: 10_000 }).catch(async () => {
    await page.reload();
    await charge();
  });
}
