// Lighthouse on the pages people see most. `node lighthouse.mjs` also prints times, which nothing asserts.
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';
import { ARGS, CHROMIUM } from './browser.mjs';
import { nginx } from './nginx.mjs';
import { link } from './walk.mjs';

const ROUNDS = 5;
const VISIT = { date: '2020-06-01', insured_in: '都昌县', bill: { total: '50000' } };
const PAGES = () => [['首页', ''], ['一题', link('pay', 'say.grade', VISIT)], ['结果', link('pay', 'result', VISIT)], ['一张政策表', 'policy/jj1-2020']];

/** The reports of the pages, for these categories. */
async function look(address, onlyCategories, settings = {}) {
  const { default: lighthouse } = await import('lighthouse');
  const launcher = createRequire(createRequire(import.meta.url).resolve('lighthouse')).resolve('chrome-launcher');
  const { launch } = await import(pathToFileURL(launcher));
  const chrome = await launch({ chromePath: CHROMIUM, chromeFlags: ['--headless=new', ...ARGS], logLevel: 'silent' });
  try {
    const reports = [];
    for (const [name, fragment] of PAGES()) {
      const { lhr } = await lighthouse(`${address}#${fragment}`, { port: chrome.port, onlyCategories, logLevel: 'silent', locale: 'zh', ...settings });
      reports.push([name, lhr]);
    }
    return reports;
  } finally {
    chrome.kill();
  }
}

/** Labels and good habits: the full score on each page. */
export function scores(test, { DESK }) {
  test('Lighthouse：无障碍和最佳做法都是满分', DESK, async (page, address) => {
    const wrong = [];
    for (const [name, report] of await look(address, ['accessibility', 'best-practices'], { throttlingMethod: 'provided', disableFullPageScreenshot: true })) {
      for (const { id, score, auditRefs } of Object.values(report.categories)) {
        const failed = auditRefs.filter((it) => it.weight > 0 && (report.audits[it.id].score ?? 1) < 1).map((it) => it.id);
        if (score !== 1) wrong.push(`${name} ${id} ${score}：${failed}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
  const site = await nginx(resolve(process.env.DIST ?? join(root, 'dist')));
  const AUDITS = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];
  const median = (all) => all.sort((one, other) => one - other)[all.length >> 1];
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await look(site.address, ['performance', 'accessibility', 'best-practices']));
  console.log(`Lighthouse，手机，nginx 后面，${ROUNDS} 遍的中位数`);
  for (const [at, [name, report]] of rounds[0].entries()) {
    const each = rounds.map((round) => round[at][1]);
    const scores = Object.values(report.categories).map(({ id, title }) => `${title} ${Math.round(median(each.map((it) => it.categories[id].score)) * 100)}`);
    const times = AUDITS.map((id) => `${report.audits[id].title} ${median(each.map((it) => it.audits[id].numericValue)).toFixed(id.endsWith('shift') ? 3 : 0)}`);
    console.log(`${name}：${[...scores, ...times].join('，')}`);
  }
  await site.close();
}
