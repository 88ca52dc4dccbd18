// Every screen the page has, each with a name and the fragment that leads there.
import { put } from './houses.mjs';
import { coded, link, painted, settled } from './walk.mjs';

const HEAVY = { date: '2020-06-01', insured_in: '都昌县', bill: { total: '50000' } };
const KNOWN = {
  date: '2020-06-01', insured_in: '都昌县', care: 'inpatient',
  hospital: '九江市第一人民医院', enrolled: true, premium_paid: true, disease: ['食管癌'],
  person: { groups: { 贫困人口: true }, sex: 'female', age: 52 },
  bill: { total: '50000', in_scope: '42000' },
};
const NOWHERE = { date: '2026-06-01', insured_in: '其他', bill: { total: '20000', in_scope: '18000' }, care: 'inpatient' };
const SHEET = { date: '2020-05-20', insured_in: '光山县', care: 'inpatient', bill: { total: '30000', self_pay: '4321.50' } };
const EXACT = {
  date: '2020-08-01', insured_in: '樟树市', care: 'inpatient', grade: 'secondary', place: 'same_county', enrolled: true, premium_paid: true,
  disease: ['乳腺癌'], person: { groups: { 贫困人口: true }, sex: 'female', age: 60 }, bill: { total: '20000', in_scope: '18000' },
};
// Items come to more than any reckoning leaves.
const WRONG = { ...EXACT, bill: { total: '20000', in_scope: '18000', items: [{ item: '检查费', self_pay: '19900' }] } };
const SCHEMES = { date: '2020-05-10', insured_in: '秀山县', disease: ['高血压'] };

const FACTS = [
  'insured_in', 'date', 'paper', 'groups', 'total', 'sheet', 'charges', 'local', 'insurance', 'liable', 'as_of', 'hospital', 'grade', 'tier', 'place',
  'referred', 'care', 'sex', 'age', 'disease', 'enrolled', 'premium_paid', 'plan', 'in_scope', 'items', 'year',
];

/** `[name, fragment]` of every screen; the policy pages and the tables' own questions are read from the page itself. */
export async function screens(page, address) {
  const all = [['首页', ''], ['参保地', 'pay'], ['设置', 'settings'], ['词', 'words'], ['政策', 'policy']];
  for (const fact of FACTS) all.push([`问-${fact}`, link('pay', `say.${fact}`, HEAVY)]);
  const answers = { 范围很大: HEAVY, 都知道: KNOWN, 别的地方: NOWHERE, 结算单: SHEET, 一个数: EXACT, 没有钱: SCHEMES };
  for (const [name, visit] of Object.entries(answers)) {
    all.push([`结果-${name}`, link('pay', 'result', visit)]);
    all.push([`政策结果-${name}`, link('scheme', 'result', visit)]);
  }
  for (const [name, visit] of [['范围很大', HEAVY], ['都知道', KNOWN], ['别的地方', NOWHERE]]) {
    all.push([`换医院-${name}`, link('pay', 'compare', visit)]);
    all.push([`清单-${name}`, link('pay', 'facts', visit)]);
    all.push([`发给别人-${name}`, link('pay', 'share', visit)]);
  }
  for (const part of ['', 'sheet', 'year', 'month', 'figures', 'setup']) all.push([`窗口${part && `-${part}`}`, `desk${part && `/${part}`}`]);
  all.push(['打不开', 'x'], ['对不上', link('pay', 'result', WRONG)]);
  await show(page, address, 'policy');
  await put(page, [
    { id: 'h1', name: '王家', changed: 2, people: [{ id: 'p1', name: '王大爷', visit: coded(KNOWN) }, { id: 'p2', name: '小王', visit: '' }] },
    { id: 'h2', name: '李家', changed: 1, people: [{ id: 'p3', name: '李婶', visit: coded(SCHEMES) }] },
  ]);
  for (const at of ['', '/of/h1', '/of/h2', '/card/h1', '/where/p1', '/where/p3', '/file', '/of/nobody']) all.push([`走访${at}`, `visits${at}`]);
  all.push(['走访-问', `${link('scheme', 'say.disease', HEAVY)}///p1`], ['走访-结果', `${link('pay', 'result', KNOWN)}///p1`]);
  const tables = await page.locator('main a.fact').evaluateAll((them) => them.map((it) => it.getAttribute('href').slice(1)));
  all.push(...tables.map((it) => [it.replace('/', '-'), it]));
  await show(page, address, link('pay', 'facts', HEAVY));
  const own = await page.locator('main .fact').evaluateAll((them) => them.map((it) => it.getAttribute('href').slice(1)).filter((it) => it.includes('edit.own.')));
  all.push(...own.map((it) => [`问-${it.split('/')[1].slice(5)}`, it]));
  return all;
}

/** Goes to a fragment and waits until its screen stands. */
export async function show(page, address, fragment) {
  if (page.url().startsWith(address)) {
    await page.evaluate((it) => { location.hash = it; }, fragment);
    await painted(page);
  } else {
    await page.goto(`${address}#${fragment}`);
  }
  await page.waitForSelector('#title');
  await settled(page);
}
