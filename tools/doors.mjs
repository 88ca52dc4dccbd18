// Writes the pages of the other doors as Trunk serves them, with files that keep their names: doors.mjs DIR.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DOORS, bare, rooted } from './site/door.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const out = resolve(process.argv[2]);
const template = bare(readFileSync(join(root, 'public/index.html'), 'utf8'));

mkdirSync(out, { recursive: true });
for (const door of DOORS) {
  const program = `mingbai-${door}`;
  const script = `<script defer src="${program}.js"></script>\n<script defer src="boot.js" data-wasm="${program}_bg.wasm" data-glue="${program}.js" data-month="month.js"></script>`;
  const lines = template.split('\n').filter((line) => !/data-trunk/.test(line) || /rel="css"/.test(line));
  const text = lines.map((line) => (/data-trunk/.test(line) ? `<link rel="stylesheet" href="styles.css">\n${script}` : line)).join('\n');
  writeFileSync(join(out, `${door}.html`), rooted(text, { door, family: './' }));
}
