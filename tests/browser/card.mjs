// The card that stays with a household, and which hospital.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { few, go, house, ILL, kept, person, saved, WELL, with_ } from './houses.mjs';
import { scan } from './scan.mjs';
import { coded, tap } from './walk.mjs';

export function cards(test, { PHONE, DESK, binary, usable }) {
  const ill = [ILL, { ...ILL, insured_in: '光山县', disease: '尿毒症', hospital: undefined }, WELL, { ...ILL, insured_in: '秀山县', date: '2020-05-10', hospital: undefined, disease: '高血压' }];
  const people = (count) => Array.from({ length: count }, (_, at) => person(`p${at}`, `第${at + 1}个人`, ill[at % ill.length]));
  for (const count of [1, 2, 3, 4, 5, 6, 7]) {
    test(`明白卡：${count} 口人，正好一页 A4`, DESK, async (page, address) => {
      await with_(page, address, [house('h1', '王家', people(count))], 'visits/card/h1');
      await page.waitForSelector('.paper');
      await usable(page);
      const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
      assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length, 1);
      await page.emulateMedia({ media: 'print' });
      // As wide as the paper between its margins.
      await page.setViewportSize({ width: Math.floor((186 * 96) / 25.4), height: 1000 });
      const cut = await page.evaluate(() => {
        const paper = document.querySelector('.paper');
        const edge = paper.getBoundingClientRect();
        return [...paper.querySelectorAll('li, h2, h3, p, .qr')].filter((it) => {
          const box = it.getBoundingClientRect();
          return box.bottom > edge.bottom + 1 || box.right > edge.right + 1;
        }).length + (paper.querySelector('.people').scrollHeight > paper.querySelector('.people').clientHeight + 1 ? 1000 : 0);
      });
      assert.equal(cut, 0, '有字印不下');
      assert.equal(await page.locator('.paper .qr').count(), count);
      assert.equal(await page.getByRole('button', { name: '存成图片' }).isVisible(), false);
    });
  }

  test('明白卡：二十口人，印到背面，一个字不少', DESK, async (page, address) => {
    const people = Array.from({ length: 20 }, (_, at) => person(`p${at}`, `第${at + 1}个人`, ILL));
    await with_(page, address, [house('h1', '大户', people)], 'visits/card/h1');
    await page.waitForSelector('.paper');
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.evaluate(() => {
      const paper = document.querySelector('.paper');
      return paper.scrollHeight <= paper.clientHeight + 1 && getComputedStyle(paper).overflow === 'visible';
    }));
    assert.equal(await page.locator('.paper .someone').count(), 20);
  });

  test('明白卡：说管什么、办什么、问谁、到哪天；能存图片，能发链接', PHONE, async (page, address) => {
    await with_(page, address, few(), 'visits/of/h2');
    await tap(page, page.getByRole('link', { name: '给这一户写明白卡' }));
    await page.fill('#doctor', '老周 13800000000');
    const paper = page.locator('.paper');
    await paper.getByText('老周 13800000000').waitFor();
    const said = await paper.textContent();
    const answer = JSON.parse(execFileSync(binary, ['answer'], { input: JSON.stringify(ILL), encoding: 'utf8' }));
    for (const { name } of [...answer.schemes, ...answer.waivers].filter((it) => it.verdict === 'yes')) assert.ok(said.includes(name), name);
    for (const word of ['管您的', '要办的', '还缺：身份证、医保卡、诊断书、结算单、困难人群的证件', '规定管到哪天', '2020', '12393', '以医保结算为准', '自己要掏']) assert.ok(said.includes(word), word);
    const { name, bytes } = await saved(page, () => page.getByRole('button', { name: '存成图片' }).tap());
    assert.equal(name, '王家的明白卡.png');
    assert.deepEqual([...bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    assert.equal(bytes.readUInt32BE(16), 1080);
    assert.ok(bytes.readUInt32BE(20) > 800, `${bytes.readUInt32BE(20)} 高`);
    const drawn = page.locator('img.drawn');
    await drawn.waitFor();
    assert.ok(await drawn.evaluate((it) => it.decode().then(() => it.naturalWidth === 1080)), '图片打不开');
    const [code] = await scan(page, bytes);
    assert.equal(JSON.parse(execFileSync(binary, ['link', code], { encoding: 'utf8' })).disease, '食管癌');
    await usable(page);
    await tap(page, page.getByRole('link', { name: '把王大爷的链接发出去' }));
    const link = await page.inputValue('#link');
    assert.ok(!link.includes('p3') && !link.includes('王'), link);
    assert.equal(JSON.parse(execFileSync(binary, ['link', link], { encoding: 'utf8' })).disease, '食管癌');
    await page.goBack();
    await page.evaluate(() => { HTMLCanvasElement.prototype.getContext = () => null; });
    await page.getByRole('button', { name: '存成图片' }).tap();
    await page.getByText('画不了图片').waitFor();
  });

  test('明白卡的图片：每人一个码，扫得出各人自己的', DESK, async (page, address) => {
    const said = [['李婶', WELL], ['王大爷', ILL], ['秀山的', { ...WELL, insured_in: '秀山县', disease: '高血压' }]];
    const people = [...said.map(([name, visit], at) => person(`p${at}`, name, visit)), person('p9', '没问过的', null)];
    await with_(page, address, [house('h1', '大户', people)], 'visits/card/h1');
    const { bytes } = await saved(page, () => page.getByRole('button', { name: '存成图片' }).click());
    const codes = await scan(page, bytes);
    const told = codes.map((code) => JSON.parse(execFileSync(binary, ['link', code], { encoding: 'utf8' })));
    const short = ({ insured_in, date, disease = '' }) => `${insured_in} ${date} ${disease}`;
    assert.deepEqual(told.map(short).sort(), said.map(([, visit]) => short(visit)).sort());
    assert.deepEqual([...codes].sort(), (await page.locator('.paper .qr').evaluateAll((all) => all.map((it) => it.dataset.link))).sort());
  });

  test('明白卡的图片：人多了分成几栏，人人的码都扫得出', DESK, async (page, address) => {
    await with_(page, address, [house('h1', '大户', people(7))], 'visits/card/h1');
    const { bytes } = await saved(page, () => page.getByRole('button', { name: '存成图片' }).click());
    const [wide, high] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
    assert.ok(wide % 1080 === 0 && wide > 1080 && high <= 3840, `${wide} 宽 ${high} 高`);
    const codes = await scan(page, bytes);
    assert.deepEqual([...codes].sort(), (await page.locator('.paper .qr').evaluateAll((all) => all.map((it) => it.dataset.link))).sort());
  });

  const TODAY = '2026-11-29';
  const noon = (page) => page.clock.setFixedTime(new Date(`${TODAY}T12:00:00+08:00`));
  const command = (visit) => JSON.parse(execFileSync(binary, ['compare'], { input: JSON.stringify(visit), encoding: 'utf8' })).compare;
  const glanced = (page) => page.locator('.glance li').evaluateAll((all) => all.map((it) => `${it.querySelector('.name').textContent} ${(it.querySelector('strong')?.textContent ?? '').replace(/[¥, ]/g, '')}`));
  const whole = ({ low, high }) => (low === high ? [Number(low)] : [Math.floor(Number(low)), Math.ceil(Number(high))]);
  const wanted = (visit) => command(visit).filter((it) => it.at !== 'as_given').map((it) => `${it.name} ${it.estimate ? whole(it.estimate).join('到') : ''}`);

  test('去哪家医院：由近到远，和命令算的一样', PHONE, async (page, address) => {
    await noon(page);
    await with_(page, address, few(), 'visits/where/p3');
    await page.waitForSelector('.glance li');
    await usable(page);
    await page.getByRole('button', { name: '上次那张：50,000 元，范围内 42,000 元' }).tap();
    await page.getByText('按上次那张账单看').waitFor();
    const { hospital, ...moved } = ILL;
    // Someone's age of an earlier year is not today's.
    const asked = { ...moved, date: TODAY, person: { groups: ILL.person.groups, sex: ILL.person.sex } };
    const shown = await glanced(page);
    assert.deepEqual([...shown].sort(), wanted(asked).sort());
    const near = shown.map((it) => ['乡镇', '县里', '市里', '省里', '外省'].findIndex((word) => it.startsWith(word))).filter((at) => at >= 0);
    assert.deepEqual(near, [...near].sort());
    assert.match(await page.textContent('main'), /转诊和报销的规定/);
    await page.getByRole('button', { name: '普通门诊' }).tap();
    await page.locator('.glance', { hasText: '村卫生室' }).waitFor();
    await page.getByRole('button', { name: '5,000 元', exact: true }).tap();
    await page.getByText('按 5,000 元看').waitFor();
    // What was not understood is no amount, and the one before it is none either.
    await page.fill('#about', '1.2万块左右');
    await page.locator('#about-note .wrong').waitFor();
    assert.equal(await page.locator('.glance strong').count(), 0);
    await page.fill('#about', '1.2万');
    await page.getByText('按 12,000 元看').waitFor();
    assert.equal((await kept(page)).find((it) => it.id === 'h2').people[0].visit, coded(ILL), '试的数不该记下');
    // Without a bill no amount is reckoned before a figure is chosen; the rules of each level stand.
    await go(page, 'visits/where/p1');
    assert.equal(await page.locator('.glance strong').count(), 0);
    await usable(page);
  });

  test('去哪家医院：各级的起付线和比例总在，分得出的说差多少', PHONE, async (page, address) => {
    await noon(page);
    const well = { date: TODAY, insured_in: '都昌县', care: 'inpatient', person: { groups: 'none' }, enrolled: true, premium_paid: true };
    const whose = { ...well, insurance: 'resident' };
    await with_(page, address, [house('h1', '李家', [person('p1', '李婶', whose), person('p2', '李叔', well)])], 'visits/where/p1');
    const row = (name) => page.locator('.glance li', { hasText: new RegExp(`^\\s*${name}`) }).first();
    const rules = { 乡镇卫生院: '起付线 100，报 90%', 县里的医院: '起付线 400，报 80%', 市里的医院: '起付线 600，报 60%' };
    for (const [name, rule] of Object.entries(rules)) assert.match(await row(name).textContent(), new RegExp(rule), name);
    await page.getByRole('button', { name: '30,000 元', exact: true }).tap();
    await page.locator('.glance strong').first().waitFor();
    for (const [name, rule] of Object.entries(rules)) assert.match(await row(name).textContent(), new RegExp(rule), name);
    // In scope is open, yet it is the same at either.
    assert.equal(await row('县里的医院').locator('strong').textContent(), '至少 ¥6,320（目录里的全算），一成在目录外 ¥8,720，两成在目录外 ¥11,120');
    assert.match(await row('乡镇卫生院').textContent(), /比县里的医院最多少付 ¥[0-9,]+，不会多付。/);
    const said = await page.textContent('main');
    assert.ok(!said.includes('说得出一个数'), said);
    for (const word of ['先问 12393：各级医院的起付线和报销比例', '这里的数还不够', '叠在一起']) assert.ok(!said.includes(word), word);
    // Where it is not said which insurance, that is asked for, and no amount stands.
    await go(page, 'visits/where/p2');
    await page.getByRole('button', { name: '30,000 元', exact: true }).tap();
    await page.getByText('先说清楚，才说得出一个数：哪种医保').waitFor();
    assert.equal(await row('县里的医院').locator('strong').count(), 0);
    await usable(page);
  });

  // Today's table of 朝天 names a document whose figures nobody has seen.
  test('去哪家医院：只知道文件名字、没有数的，不画一样长的条', PHONE, async (page, address) => {
    await noon(page);
    const visit = { ...ILL, insured_in: '朝天区', hospital: undefined };
    await with_(page, address, [house('h1', '李家', [person('p1', '李婶', visit)])], 'visits/where/p1');
    await page.getByRole('button', { name: '30,000 元', exact: true }).tap();
    await page.getByText('按 30,000 元看').waitFor();
    assert.equal(await page.locator('.glance strong').count(), 0, '从零到全部，不是一个数');
    assert.equal(await page.locator('.glance svg').count(), 0, '一样长的条');
    assert.match(await page.textContent('main'), /先问 12393/);
    await usable(page);
  });

  test('去哪家医院：旧账单的日子、钱和规定不会悄悄带过来', PHONE, async (page, address) => {
    await noon(page);
    await with_(page, address, few(), 'visits/where/p3');
    await page.waitForSelector('.glance li');
    const said = await page.textContent('main');
    for (const word of ['今天去看病', '按 2026 年 11 月 29 日那天的规定', '照 2020 年 6 月 1 日记的', '上次的账单和医院没有算进来']) assert.ok(said.includes(word), word);
    assert.equal(await page.locator('.glance strong').count(), 0, '旧账单的钱不该自己用上');
    // Today: 10% first outside the province; the rules of 2020 had none.
    assert.match(await page.locator('.glance li', { hasText: '外省的医院（先转诊）' }).textContent(), /先自付 10%/);
  });
}
