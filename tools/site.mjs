// Writes the page as files for any static host: site.mjs [--out DIR] [--provinces DIR] [--again].
// --again takes the programs that were made last.
// Small for a slow line, MVP instructions for old phones, hashed names, integrity, offline.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { mingbai } from './site/command.mjs';
import { DOORS, bare, rooted } from './site/door.mjs';
import { Files } from './site/files.mjs';
import { icons, manifest, worker } from './site/offline.mjs';
import { missing } from './site/missing.mjs';
import { early, embedded, filled, page } from './site/page.mjs';
import { again, programs } from './site/program.mjs';
import { provinces } from './site/provinces.mjs';
import { single } from './site/single.mjs';
import { smaller } from './site/smaller.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') }, provinces: { type: 'string' }, again: { type: 'boolean' } } });
const out = resolve(values.out);
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const read = (name) => readFileSync(join(root, 'public', name), 'utf8');
const say = (text) => process.stderr.write(`${text}\n`);

/** The commit the files were made from, marked where they differ from it. */
function commit() {
  const git = (...words) => execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') ? '+' : '');
  } catch {
    return '';
  }
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const files = new Files(out);

say('编译');
const made = values.again ? again(target) : programs(root, target);
const styles = read('styles.css');
const boot = read('boot.js');
const scripts = await Promise.all(made.map(({ glue }) => smaller([glue, boot].join('\n'))));
const opens = (template) => smaller(early(template).map(read).join('\n'));
const first = await opens(read('index.html'));
const firstOfDoors = await opens(bare(read('index.html')));
const build = commit();

say('写文件');
const icon = icons(root, files);
const style = files.hashed('styles.css', styles);
const opening = join(out, 'opening.html');
const told = mingbai(root, ['pages', out, '--styles', `../${style.name}`, '--opening', opening]);
// What stands in the first page until its program is there.
const template = filled(read('index.html'), readFileSync(opening, 'utf8'));
rmSync(opening);
const tables = / ([0-9a-f]{8})\n$/.exec(told)[1];
files.take('policy');
const { places, all } = provinces(root, files, values.provinces && resolve(values.provinces));
const month = files.hashed('month.js', await smaller(read('month.js')));
const [family, ...others] = made.map(({ name, wasm }, at) => ({
  name,
  wasm: files.hashed(`${name}.wasm`, wasm),
  script: files.hashed(`${name}.js`, scripts[at]),
  month: name === 'desk' && month,
}));
const names = {
  build,
  tables,
  places,
  early: files.hashed('early.js', first),
  offline: files.hashed('offline.js', await smaller(read('offline.js'))),
  embed: files.hashed('embed.js', await smaller(read('embed.js'))),
  embedStyles: files.hashed('embed.css', read('embed.css')),
  styles: style,
  icon: icon.png[0],
  manifest: files.hashed('manifest.webmanifest', manifest(icon)),
};
files.plain('index.html', page(rooted(template, { family: './' }), family, names, styles, first));
files.plain('embed.html', embedded(rooted(template, { family: 'embed.html', apart: true }), family, names));
const plain = bare(read('index.html'));
for (const it of others) files.plain(`${it.name}.html`, page(rooted(plain, { door: it.name, family: './' }), it, names, styles, firstOfDoors));
// By it a page that waits for a new version tells which tables changed, and how.
files.plain('tables.json', mingbai(root, ['list', 'policies', '--json']).trim());
// The worker keeps all that was written so far.
const behind = others.map((it) => [`${it.name}.html`, ...[it.script, it.wasm, it.month].filter(Boolean).map((file) => file.name)]);
files.plain('sw.js', await smaller(worker(read('sw.js'), files, tables, all, behind)));
files.plain('404.html', missing());
// The one-file editions, one a door.
const ONE = { family: 'mingbai.html', apart: true, named: (it) => `mingbai-${it}.html` };
const png = readFileSync(join(root, 'public/icon-192.png'));
made.forEach(({ name, wasm }, at) => {
  const door = DOORS.includes(name) ? name : undefined;
  const [own, begins] = door ? [plain, firstOfDoors] : [template, first];
  files.plain(door ? ONE.named(door) : ONE.family, single(rooted(own, { ...ONE, door }), { build, places, wasm, script: scripts[at], early: begins, styles, icon: png }));
});
files.squeeze();
writeFileSync(join(out, 'SHA256SUMS'), files.list());
say(files.summary());
