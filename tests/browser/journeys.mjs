// Whole ways through the page, from the two questions to the answer, as people go them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { amountsAgree, barAgrees, fits, labelled, schemesAgree } from './checks.mjs';
import { asking, begin, coded, knowing, painted, screen, settled, tap, title, unfold, visit, walk } from './walk.mjs';

/** Someone with every paper at hand. */
const EVERYTHING = {
  一共多少钱: '5万',
  政策范围内: '４２，０００',
  第几次: '1',
  市区: '是',
  住院: '住院',
  几级: '三级',
  哪一层: '市级',
  什么地方: '别的',
  转诊: '办了',
  参加了: '参加了',
  保费: '交了',
  哪一种: ['贫困人口', '低保对象'],
  哪一档: '一档',
  今年前面: '今年第一次',
  男是女: '女',
  多大年纪: '52',
};
/** Someone with the total alone. */
const TOTAL = { 一共多少钱: '12,000元' };
/** Someone who estimates before going, to the county's own hospital. */
const BEFORE = { 手里有哪种: '还没有单子', 一共多少钱: '2.6万', 第几次: '1', 住院: '住院', 什么地方: '里', 哪一种: '', 保费: '交了' };

const WAYS = [
  { place: '都昌', day: '2020-06-01', disease: '食管癌' },
  { place: '修水', day: '2026-06-01', disease: '强直性脊柱炎' },
  { place: '樟树', day: '2020-08-01', disease: '乳腺癌' },
  { place: '许昌', day: '2026-03-02', disease: '尿毒症' },
  { place: '光山', day: '2020-05-20', disease: '肺癌' },
  { place: '秀山', day: '2020-05-10', disease: '高血压' },
  { place: '朝天', day: '2026-06-01', disease: '白血病' },
];

/** Both questions in every place, in every window; then what the browser's own buttons do. */
export function journeys(test, { PHONE, LARGE, DESK, binary }) {
  const people = [
    ['手机', PHONE, EVERYTHING, '单子都在手里'],
    ['大手机', LARGE, TOTAL, '只知道总费用'],
    ['电脑', DESK, BEFORE, '还没去看病'],
  ];
  for (const way of WAYS) {
    for (const [device, window, told, who] of people) {
      test(`${way.place} ${way.day.slice(0, 4)}，${device}：我要付多少，${who}`, window, async (page, address) => {
        await begin(page, address, { goal: '我要付多少', ...way });
        let middle = null;
        await walk(page, knowing(told), async (page, step) => {
          await fits(page);
          await barAgrees(page, binary);
          if (step === 3 && (await asking(page))) middle = await again(page);
        });
        await amountsAgree(page, binary);
        await schemesAgree(page, binary);
        await backAndForth(page, middle);
        await amountsAgree(page, binary);
      }, { site: window !== PHONE });

      test(`${way.place} ${way.day.slice(0, 4)}，${device}：哪个政策管我，${who}`, window, async (page, address) => {
        await begin(page, address, { goal: '哪个政策管我', ...way });
        const answers = told === TOTAL ? {} : { ...told, 什么病: way.disease };
        await walk(page, knowing(answers), fits);
        await schemesAgree(page, binary);
        assert.equal('disease' in await visit(page), told !== TOTAL);
        await again(page);
        await schemesAgree(page, binary);
      }, { site: window !== PHONE });
    }
  }

  test('说不出多少钱：先看政策，再填总费用也有数', PHONE, async (page, address) => {
    await begin(page, address, { goal: '我要付多少', place: '都昌', day: '2020-06-01' });
    await walk(page, knowing({ 手里有哪种: '说不出多少钱' }), fits);
    await schemesAgree(page, binary);
    assert.equal(await page.locator('main [data-low]').count(), 0);
    await tap(page, page.locator('footer a', { hasText: '问题清单' }));
    await tap(page, page.locator('main .fact', { hasText: '总费用' }));
    await page.fill('#amount', '5万');
    await tap(page, page.locator('button.go'));
    await toResult(page);
    await amountsAgree(page, binary);
  });

  test('手指按下又移开：什么都不变，抬起的那一下才算', PHONE, async (page, address) => {
    await begin(page, address, { goal: '我要付多少', place: '修水', day: '2020-06-01' });
    const slid = async (locator) => {
      const before = [page.url(), await page.textContent('#app')];
      await locator.evaluate((it) => it.scrollIntoView({ block: 'center' }));
      const { x, y, width, height } = await locator.boundingBox();
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width / 2, 1);
      await page.mouse.up();
      await page.waitForTimeout(100);
      assert.deepEqual([page.url(), await page.textContent('#app')], before);
    };
    await slid(page.locator('main .choice', { hasText: '还没有单子' }));
    await slid(page.locator('footer a', { hasText: '看结果' }));
    await tap(page, page.locator('main .choice', { hasText: '还没有单子' }));
    await page.fill('#amount', '5万');
    await slid(page.locator('button.go'));
    await page.fill('#amount', '6万');
    await tap(page, page.locator('button.go'));
    assert.equal((await visit(page)).bill.total, '60000.00');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'title');
    let groups = 0;
    await walk(page, knowing({ 住院: '住院', 几级: '二级', 哪一种: ['贫困人口'] }), async (page) => {
      await barAgrees(page, binary);
      const chosen = page.locator('main .several .go');
      groups += await chosen.count();
      if (await chosen.count()) await slid(chosen);
    });
    assert.equal(groups, 1);
    assert.equal((await visit(page)).person.groups.贫困人口, true);
    await amountsAgree(page, binary);
  });

  test('有结算单：填上面的数，结果就是单子上的数', PHONE, async (page, address) => {
    await begin(page, address, { goal: '我要付多少', place: '光山', day: '2020-05-20' });
    await tap(page, page.locator('main .choice', { hasText: /^结算单/ }));
    await fits(page);
    await page.getByLabel('医疗费总额').fill('30000');
    await page.getByLabel('都报完后').fill('4,321.50');
    await tap(page, page.locator('button.go'));
    await toResult(page);
    await amountsAgree(page, binary);
    assert.equal(await page.locator('main [data-low]').evaluate((it) => it.dataset.low), '4321.50');
  });

  test('别的地方：没有政策表也有范围，填当地的数就变窄', PHONE, async (page, address) => {
    await page.goto(address);
    await page.getByRole('link', { name: '我要付多少' }).click();
    await tap(page, page.locator('.choice', { hasText: '我的地方不在里面' }));
    await page.fill('#date', '2026-06-01');
    await tap(page, page.locator('button.go'));
    await walk(page, knowing({ 一共多少钱: '20000', 政策范围内: '18000', 住院: '住院' }), fits);
    await amountsAgree(page, binary);
    const wide = await width(page);
    await tap(page, page.locator('footer a', { hasText: '问题清单' }));
    await tap(page, page.locator('main .fact', { hasText: '当地给的数' }));
    await fits(page);
    await page.getByLabel('基本医保：起付线').fill('600');
    await page.getByLabel('基本医保：报多少').fill('60%');
    await tap(page, page.locator('button.go'));
    assert.ok((await visit(page)).local['基本医保.share']);
    await toResult(page);
    await amountsAgree(page, binary);
    assert.ok((await width(page)) <= wide);
  });

  test('换家医院会怎样：每家的数就是命令算的数', PHONE, async (page, address) => {
    await begin(page, address, { goal: '我要付多少', place: '修水', day: '2026-06-01' });
    await walk(page, knowing(BEFORE));
    await tap(page, page.getByRole('link', { name: '换家医院会怎样' }));
    await fits(page);
    const count = await page.locator('main .cards a.step').count();
    assert.ok(count > 2, `只有 ${count} 家`);
    for (let at = 0; at < count; at += 1) {
      const card = page.locator('main .cards > li', { has: page.locator('a.step') }).nth(at);
      // One amount, or three side by side, or none: as the command has them, and never the kindest alone.
      const said = (await card.locator('.amount strong').allTextContents()).join();
      await tap(page, card.locator('a.step'));
      await amountsAgree(page, binary);
      const { case: found } = JSON.parse(execFileSync(binary, ['answer'], { input: JSON.stringify(await visit(page)), encoding: 'utf8' }));
      const points = found?.conditions.find((it) => it.question === 'in_scope')?.points.filter((it) => it.named).slice(0, 3);
      const wanted = found && found.blanks.length === 0 ? (points ?? [{ pays: found.pays }]).map((it) => Number(it.pays)) : [];
      assert.equal(said.includes('目录里的全算'), points !== undefined && wanted.length > 0, said);
      if (wanted.length > 0) assert.deepEqual([...said.matchAll(/¥([\d.,]+)/g)].map((it) => Number(it[1].replaceAll(',', ''))), wanted, said);
      await page.goBack();
      await page.waitForSelector('main .cards');
    }
  });

  test('换家医院会怎样：说哪天的规定，各家怎么报，差多少', PHONE, async (page, address) => {
    const visit = { date: '2020-06-01', insured_in: '都昌县', care: 'inpatient', hospital: '其他', grade: 'secondary', tier: 'county', place: 'same_county', person: { groups: { 低保对象: true, 特困人员: false, 建档立卡贫困人口: false } }, enrolled: true, premium_paid: true, bill: { total: '18500', in_scope: '17000' } };
    await page.goto(`${address}#pay/compare/${coded(visit)}/`);
    await page.locator('main .cards > li').nth(2).waitFor();
    await fits(page);
    const said = await page.textContent('main');
    for (const word of ['按 2020 年 6 月 1 日那天的规定', '现在的规定可能不同', '起付线 100，报 90%', '起付线 400，报 80%', '起付线 600，报 60%']) assert.ok(said.includes(word), word);
    const township = await page.locator('main .cards > li', { hasText: '乡镇卫生院' }).textContent();
    assert.match(township, /少付/);
    assert.ok(!township.includes('分不出'), township);
  });

  test('去外省看病：问备没备案，结果里先说怎么备案，换家医院也说', PHONE, async (page, address) => {
    const asked = { date: '2025-06-01', insured_in: '其他', insurance: 'resident', care: 'outpatient', disease: '高血压', grade: 'secondary', place: 'other_province', referred: true, answers: { 'lb-drugs-only': true }, person: { groups: 'none' }, enrolled: true, premium_paid: true, year_to_date: { in_scope_self_pay: '0' }, bill: { total: '1000', in_scope: '1000' }, local: { '基本医保.deductible': '0', '基本医保.cap': '50000', '大病保险.share': '0' } };
    await page.goto(`${address}#pay/ask/${coded(asked)}/`);
    await page.waitForFunction(() => document.querySelector('#title')?.textContent.includes('办了异地就医备案吗'));
    await fits(page);
    await tap(page, page.locator('.choice', { hasText: /^是/ }));
    await page.waitForSelector('main [data-low]');
    assert.equal((await visit(page)).answers['filed-away'], true);
    await amountsAgree(page, binary);
    assert.equal(await page.locator('main [data-low]').first().getAttribute('data-high'), '600.00');
    const said = await page.textContent('main');
    assert.ok(said.includes('先办异地就医备案'), said);
    await page.goto(`${address}#pay/compare/${coded({ ...asked, place: 'same_county', referred: undefined })}/`);
    await page.waitForFunction(() => document.querySelector('main')?.textContent.includes('备案到城市'));
    await fits(page);
    const away = await page.locator('main .cards > li', { hasText: '外省的医院' }).allTextContents();
    assert.ok(away.length > 0 && away.every((it) => !it.includes('都一样')), away.join('\n'));
  });

  test('只用键盘走完一遍，点到的总看得见', DESK, async (page, address) => {
    await page.goto(address);
    await page.waitForSelector('.door');
    const to = keyboard(page);
    await to('我要付多少', 'Enter');
    await to('find');
    await page.keyboard.type('都昌');
    await to('都昌县', 'Enter');
    await to('今天', 'Enter');
    await to('票据', 'Enter');
    await to('total');
    await page.keyboard.type('5万');
    await to('own-expense');
    await page.keyboard.type('2000');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#title').textContent.includes('哪一种医保'));
    let ticked = false;
    for (let step = 0; step < 40 && (await asking(page)); step += 1) {
      if ((await page.locator('main .tick').count()) > 0 && !ticked) {
        ticked = true;
        await to('低保对象');
        await page.keyboard.press('Space');
        assert.equal(await page.locator('main .tick input:checked').count(), 1);
        await to('选好了', 'Enter');
      } else {
        await to('不知道', 'Enter');
      }
    }
    assert.ok(ticked, '没有问到人群');
    await amountsAgree(page, binary);
    assert.deepEqual((await visit(page)).person.groups['低保对象'] ?? (await visit(page)).person.groups, true);
  });

  test('字放大一倍：什么都不切掉，也不用横着拉', PHONE, async (page, address) => {
    await page.addInitScript(() => addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; }));
    await page.goto(address);
    await page.waitForSelector('.door');
    await fits(page);
    await begin(page, address, { goal: '我要付多少', place: '都昌', day: '2020-06-01' });
    await walk(page, knowing(EVERYTHING), fits);
    await unfold(page);
    await fits(page);
    await tap(page, page.getByRole('link', { name: '换家医院会怎样' }));
    await fits(page);
    await tap(page, page.locator('footer a', { hasText: '问题清单' }));
    await fits(page);
    for (const hash of ['policy', 'policy/jj1-2020', 'words', 'settings', 'x']) {
      await page.goto(`${address}#${hash}`);
      await page.waitForSelector('#title');
      await fits(page);
    }
  });

  test('边答边变窄：答一题，旁边的结果跟着变', DESK, async (page, address) => {
    await begin(page, address, { goal: '我要付多少', place: '秀山', day: '2020-05-10' });
    let seen = 0;
    await walk(page, knowing(EVERYTHING), async (page) => {
      if (!(await asking(page)) || (await page.locator('.beside [data-low]').count()) === 0) return;
      seen += 1;
      assert.ok(await page.locator('.beside .answer').isVisible(), '旁边没有结果');
      // The case, or what is still needed for one; never the full range.
      assert.equal(await page.locator('.beside [data-case]').count(), 1);
      await barAgrees(page, binary);
      if (seen === 1) await labelled(page);
    });
    assert.ok(seen > 0);
  });
}

const width = (page) => page.locator('main [data-low]').evaluate((it) => Number(it.dataset.high) - Number(it.dataset.low));

/** To the answer, unless nothing was left to ask and it stands there. */
async function toResult(page) {
  await settled(page);
  if ((await page.locator('main [data-low]').count()) === 0) await tap(page, page.locator('footer a', { hasText: '看结果' }));
}

/** Reloads, and stands where it stood. Gives the title. */
async function again(page) {
  const [before, url] = [await title(page), page.url()];
  await page.reload();
  await page.waitForSelector('#title');
  assert.equal(await title(page), before, '刷新以后不在原处');
  assert.equal(page.url(), url);
  return before;
}

/** Back to the question before the answer, and further to an earlier one, and forward again. */
async function backAndForth(page, middle) {
  const [last, url] = [await title(page), page.url()];
  const shows = (text) => page.waitForFunction((text) => document.querySelector('#title')?.textContent === text, text);
  await page.goBack();
  assert.notEqual(page.url(), url);
  assert.match(await screen(page), /^(ask|say)/);
  let steps = 1;
  if (middle) {
    for (; (await title(page)) !== middle && steps < 30; steps += 1) {
      await page.goBack();
      await painted(page);
    }
    await shows(middle);
  }
  for (; steps > 0; steps -= 1) await page.goForward();
  await shows(last);
  assert.equal(page.url(), url);
}

/** Tabs to what is wanted, by its words or its id, and presses a key there. */
function keyboard(page) {
  return async (wanted, key) => {
    for (let at = 0; at < 150; at += 1) {
      const here = await page.evaluate(() => {
        const it = document.activeElement;
        const box = it.getBoundingClientRect();
        const bar = document.querySelector('footer.bar');
        const under = bar?.checkVisibility() && !bar.contains(it) && it !== document.body && box.height > 0 && box.top >= bar.getBoundingClientRect().top;
        const words = it.type === 'checkbox' ? it.closest('label').textContent : it.textContent;
        return { name: it.id || words || '', under };
      });
      assert.ok(!here.under, `“${here.name}”在底栏下面`);
      if (here.name === wanted || (here.name.startsWith(wanted) && here.name.length < 60)) {
        if (key) {
          const before = page.url();
          await page.keyboard.press(key);
          await page.waitForFunction((old) => location.href !== old, before);
          await settled(page);
        }
        return;
      }
      await page.keyboard.press('Tab');
    }
    throw new Error(`按 Tab 到不了“${wanted}”`);
  };
}
