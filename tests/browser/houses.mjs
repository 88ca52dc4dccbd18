// Households as the page keeps them, put there by hand, and what the tests of them share.
import { readFileSync } from 'node:fs';
import { coded, painted } from './walk.mjs';

const PLACES = ['都昌县', '光山县', '秀山县', '樟树市', '修水县', '朝天区'];
const DISEASES = ['食管癌', '高血压', '尿毒症', '乳腺癌', '儿童白血病', '重性精神病', '肺癌', '慢性阻塞性肺疾病'];
const FAMILIES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗';

/** Visits as they stand in a link, of many kinds: made once, since each asks the command. */
export function visits() {
  const all = [];
  for (const place of PLACES) {
    for (const [at, disease] of DISEASES.entries()) {
      const visit = { date: at % 2 ? '2020-06-01' : '2026-06-01', insured_in: place, disease, enrolled: true, premium_paid: true, care: 'inpatient' };
      if (at % 3 !== 2) visit.person = { groups: { 建档立卡贫困人口: at % 2 === 1 }, sex: at % 2 ? 'female' : 'male', age: 30 + at * 5 };
      if (at % 2) visit.bill = { total: String(8000 + at * 7000), in_scope: String(7000 + at * 6000) };
      all.push(visit);
    }
  }
  const good = [];
  for (const visit of all) {
    try {
      good.push(coded(visit));
    } catch {
      // A disease that this place's tables call otherwise.
    }
  }
  return good;
}

/** So many households with so many people among them. */
export function made(houses, people, all = visits()) {
  const each = Array.from({ length: houses }, (_, at) => Math.floor(((at + 1) * people) / houses) - Math.floor((at * people) / houses));
  let number = 0;
  return each.map((count, at) => ({
    id: `h${at}`,
    name: `${FAMILIES[at % FAMILIES.length]}家${at + 1}`,
    changed: 1_790_000_000_000 + at,
    people: Array.from({ length: count }, () => {
      number += 1;
      return { id: `p${number}`, name: `${FAMILIES[at % FAMILIES.length]}${'大二三四五'[number % 5]}${number}`, visit: all[(number * 7) % all.length] };
    }),
  }));
}

/** Puts households onto the browser's shelf, before the page has looked at it. */
export function put(page, houses) {
  return page.evaluate(async (rows) => {
    const opening = indexedDB.open('mingbai', 1);
    opening.onupgradeneeded = () => {
      for (const store of ['households', 'standings']) opening.result.createObjectStore(store);
    };
    const database = await new Promise((good, bad) => {
      opening.onsuccess = () => good(opening.result);
      opening.onerror = () => bad(opening.error);
    });
    const transaction = database.transaction('households', 'readwrite');
    for (const row of rows) transaction.objectStore('households').put(JSON.stringify(row), row.id);
    await new Promise((good) => { transaction.oncomplete = good; });
    database.close();
  }, houses);
}

/** The households on the shelf. */
export function kept(page) {
  return page.evaluate(async () => {
    if (!(await indexedDB.databases()).length) return [];
    const opening = indexedDB.open('mingbai', 1);
    const database = await new Promise((good) => { opening.onsuccess = () => good(opening.result); });
    const asked = database.transaction('households').objectStore('households').getAll();
    const rows = await new Promise((good) => { asked.onsuccess = () => good(asked.result); });
    database.close();
    return rows.map((row) => JSON.parse(row));
  });
}

export const ILL = {
  date: '2020-06-01', insured_in: '都昌县', care: 'inpatient', disease: '食管癌', hospital: '九江市第一人民医院', enrolled: true, premium_paid: true,
  person: { groups: { 建档立卡贫困人口: true }, sex: 'female', age: 52 }, bill: { total: '50000', in_scope: '42000' },
};
export const WELL = { date: '2026-06-01', insured_in: '都昌县' };

export const house = (id, name, people) => ({ id, name, changed: 1_790_000_000_000, people });
export const person = (id, name, visit, more = {}) => ({ id, name, ...(visit && { visit: coded(visit) }), ...more });
export const few = () => [
  house('h1', '李家', [person('p1', '李婶', WELL), person('p2', '李小', null)]),
  house('h2', '王家', [person('p3', '王大爷', ILL)]),
  house('h3', '张家', [person('p4', '张三', ILL, { claimed: ['x'], papers: ['identity', 'insurance', 'diagnosis', 'settlement', 'group'] })]),
];

/** The page with these households, opened afresh. */
export async function with_(page, address, houses, fragment) {
  await page.goto(`${address}#policy`);
  await page.waitForSelector('#title');
  await put(page, houses);
  await go(page, fragment);
}

export async function go(page, fragment) {
  await page.evaluate((it) => { location.hash = it; }, fragment);
  await painted(page);
  await page.waitForSelector('#title');
}

export const reckoned = (page) => page.waitForFunction(() => /一共 \d+ 户/.test(document.querySelector('main')?.textContent ?? ''));
export const names = (page) => page.locator('main .house > span:first-child').allTextContents();
export const says = (page, id, text) => page.locator(`#${id}`, { hasText: text }).waitFor();
export const stored = (page) => page.evaluate(async () => ({
  databases: (await indexedDB.databases()).length, local: Object.keys(localStorage), session: Object.keys(sessionStorage),
}));

/** What the browser saved. */
export async function saved(page, press) {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

export const choose = (page, text) => page.setInputFiles('#file', { name: '各户.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
