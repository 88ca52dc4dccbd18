// The written site without a browser: how many bytes, which language, which instructions. Needs dist/; prints `N passed, N failed`.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { NAMES } from './names.mjs';

// In bytes, as brotli sends them.
const FIRST_QUESTION = 25_000;
// The aim of the family's is 450_000. What tables can say is part of every program: each new shape of rule weighs about 1 kB.
const PROGRAMS = { mingbai: 560_000, desk: 560_000, rounds: 610_000 };
const WHOLE = 1_900_000;
const ONE_FILES = { 'mingbai.html': 740_000, 'mingbai-desk.html': 730_000, 'mingbai-rounds.html': 790_000 };

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = resolve(process.env.DIST ?? join(root, 'dist'));
const acorn = createRequire(join(root, 'tools/package.json'))('acorn');
const names = readdirSync(dist, { recursive: true }).filter((name) => statSync(join(dist, name)).isFile());
const sources = names.filter((name) => !/\.(br|gz)$/.test(name) && name !== 'SHA256SUMS');
const read = (name) => readFileSync(join(dist, name));
const sent = (name) => statSync(join(dist, names.includes(`${name}.br`) ? `${name}.br` : name)).size;
const sum = (all) => all.reduce((total, name) => total + sent(name), 0);

let passed = 0;
let failed = 0;
function test(name, run) {
  try {
    const said = run();
    passed += 1;
    console.log(`ok    ${name}${said ? `：${said}` : ''}`);
  } catch (error) {
    failed += 1;
    console.log(`wrong ${name}\n      ${error.message.replaceAll('\n', '\n      ')}`);
  }
}
const within = (bytes, most) => {
  assert.ok(bytes <= most, `${bytes} 字节，最多 ${most}`);
  return `${bytes} 字节，最多 ${most}`;
};

test('第一题能答以前要收的', () => within(sent('index.html'), FIRST_QUESTION));
for (const [door, most] of Object.entries(PROGRAMS)) {
  test(`${door} 的程序`, () => within(sent(sources.find((name) => new RegExp(`^${door}-[0-9a-f]{12}\\.wasm$`).test(name))), most));
}
test('整个网站，连同全部政策页', () => within(sum(sources.filter((name) => !(name in ONE_FILES))), WHOLE));
for (const [name, most] of Object.entries(ONE_FILES)) test(`一个文件的版本：${name}`, () => within(sent(name), most));
test('脚本都是 2018 年的语言', () => {
  const scripts = sources.filter((name) => name.endsWith('.js')).map((name) => [name, read(name).toString()]);
  const inside = Object.keys(ONE_FILES).flatMap((name) => {
    const parts = [...read(name).toString().matchAll(/<script(?: data-[^>]*)?>([^]*?)<\/script>/g)];
    assert.equal(parts.length, 2, name);
    return parts.map(([, text], at) => [`${name} 第 ${at + 1} 段`, text]);
  });
  for (const [name, text] of [...scripts, ...inside]) {
    try {
      acorn.parse(text, { ecmaVersion: 2018 });
    } catch (error) {
      throw new Error(`${name}：${error.message}`);
    }
  }
});
test('每个浏览器得到它的引擎认得的那个词', () => {
  const script = readFileSync(join(root, 'public/csp.js'), 'utf8');
  /** The policy that the script writes for this name; `kept` is what the browser kept. */
  const policy = (userAgent, kept = () => null) => {
    let written;
    const document = { currentScript: { dataset: {} }, createElement: () => ({}), head: { appendChild: (meta) => { written = meta.content; } } };
    const page = { document, navigator: { userAgent }, sessionStorage: { getItem: kept } };
    runInNewContext(script, Object.assign(page, { window: page, self: page, top: page }));
    return /script-src 'self' '([a-z-]+)';/.exec(written)[1];
  };
  const words = (narrow) => (narrow ? 'wasm-unsafe-eval' : 'unsafe-eval');
  for (const [what, name, narrow] of NAMES) {
    assert.equal(policy(name), words(narrow), what);
    // Where the engine refused already, and where the browser lets nothing be kept.
    assert.equal(policy(name, (key) => (key === 'mingbai.wide' ? '1' : null)), 'unsafe-eval', what);
    assert.equal(policy(name, () => { throw new Error('refused'); }), words(narrow), what);
  }
  return `${NAMES.length} 个名字`;
});
test('程序只用最早的一套指令', () => {
  for (const name of sources.filter((it) => it.endsWith('.wasm'))) {
    execFileSync(join(root, 'tools/node_modules/.bin/wasm-opt'), ['--mvp-features', join(dist, name), '-o', '/dev/null'], { stdio: ['ignore', 'ignore', 'pipe'] });
  }
});
test('清单和文件对得上', () => {
  for (const line of read('SHA256SUMS').toString().trim().split('\n')) {
    const [hash, name] = line.split('  ');
    assert.equal(createHash('sha256').update(read(name)).digest('hex'), hash, name);
  }
});
test('每张政策表都在 tables.json 里，一张一行', () => {
  const list = JSON.parse(read('tables.json'));
  const pages = sources.filter((name) => /^policy\/table-.*\.html$/.test(name)).map((name) => name.slice(13, -5));
  assert.deepEqual(list.map((it) => it.id).sort(), pages.sort());
  for (const it of list) assert.ok(it.title && /^[0-9a-f]{8}$/.test(it.figures) && /^[0-9a-f]{8}$/.test(it.text), it.id);
  return `${list.length} 张`;
});
test('网页里的程序不靠 {:?} 写字：编译时它什么都不写', () => {
  const crates = ['policy', 'tables', 'engine', 'intake', 'wording', 'files', 'batch', 'households', 'interview', 'platform', 'ui', 'visit', 'desk', 'rounds', 'page'].map((name) => join(root, 'src', name, 'src'));
  const files = crates.flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name)));
  for (const file of files.filter((it) => it.endsWith('.rs') && !it.endsWith('tests.rs') && !it.includes('/author/'))) {
    const used = readFileSync(file, 'utf8').split('#[cfg(test)]')[0].split('\n').filter((line) => !/^\s*\/\//.test(line) && /\{\w*:\?\}/.test(line));
    assert.deepEqual(used, [], file.slice(root.length));
  }
});
test('没有写进机器上的路径', () => {
  for (const name of sources) {
    const found = /\/(?:root|home|Users|tmp|work)\/[\w.-]+/.exec(read(name).toString('latin1'));
    assert.equal(found, null, `${name}：${found?.[0]}`);
  }
});

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
