// What the site weighs: bytes by file and crate, memory after both questions were walked to their answers. Figures, no verdict.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PHONE, open } from './browser.mjs';
import { serve } from './server.mjs';
import { begin, knowing, walk } from './walk.mjs';
import { weights } from '../../tools/site/weights.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const dist = resolve(process.env.DIST ?? join(root, 'dist'));
const sizes = readdirSync(dist, { recursive: true })
  .filter((name) => statSync(join(dist, name)).isFile() && !/\.(br|gz)$/.test(name))
  .map((name) => {
    const raw = readFileSync(join(dist, name)).length;
    const packed = statSync(join(dist, `${name}.br`), { throwIfNoEntry: false });
    return { name: name.replace(/-[0-9a-f]{12}\./, '.'), raw, sent: packed ? packed.size : raw };
  })
  .sort((one, other) => other.sent - one.sent);
console.log('     原来   brotli  文件');
const row = (raw, sent, name) => console.log(`${String(raw).padStart(9)} ${String(sent).padStart(8)}  ${name}`);
for (const { name, raw, sent } of sizes.filter((it) => !it.name.startsWith('policy/'))) row(raw, sent, name);
const pages = sizes.filter((it) => it.name.startsWith('policy/'));
const total = (all, key) => all.reduce((sum, it) => sum + it[key], 0);
row(total(pages, 'raw'), total(pages, 'sent'), `policy/，${pages.length} 页`);

const MOST = 12;
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const all = weights(readFileSync(join(target, 'site/made/mingbai.named.wasm')));
console.log('\n程序，没有压的字节');
for (const [crate, size] of all.slice(0, MOST)) console.log(`${String(size).padStart(9)}  ${crate}`);
console.log(`${String(total(all.slice(MOST).map(([, size]) => ({ size })), 'size')).padStart(9)}  别的`);

const site = await serve(dist);
const browser = await open();
const page = await (await browser.newContext(PHONE)).newPage();
const session = await page.context().newCDPSession(page);
for (const goal of ['我要付多少', '哪个政策管我']) {
  await begin(page, site.address, { goal, place: '都昌', day: '2020-06-01' });
  await walk(page, knowing({ 一共多少钱: '5万', 政策范围内: '42000', 住院: '住院', 什么病: '食管癌' }));
}
await session.send('HeapProfiler.collectGarbage');
const heap = await session.send('Runtime.getHeapUsage');
const mega = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;
console.log(`\n两问走完后的内存：脚本 ${mega(heap.usedSize)}，网页元素 ${mega(heap.embedderHeapUsedSize ?? 0)}，程序和缓冲 ${mega(heap.backingStorageSize ?? 0)}`);
await browser.close();
site.close();
