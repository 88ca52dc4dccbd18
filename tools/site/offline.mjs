// What makes the page installable and keeps it without a network: manifest, icons, the worker's list of files.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SIZES = [192, 512];

export function icons(root, files) {
  const read = (name) => readFileSync(join(root, 'public', name));
  return {
    svg: files.hashed('icon.svg', read('icon.svg')),
    png: SIZES.map((size) => ({ size, ...files.hashed(`icon-${size}.png`, read(`icon-${size}.png`)) })),
  };
}

export function manifest(icon) {
  return JSON.stringify({
    name: '明白账',
    short_name: '明白账',
    description: '看病自己付多少，哪个政策管我。',
    lang: 'zh-CN',
    start_url: './',
    scope: './',
    display: 'standalone',
    background_color: '#fbfaf6',
    theme_color: '#14524a',
    icons: [
      ...icon.png.map((it) => ({ src: it.name, sizes: `${it.size}x${it.size}`, type: 'image/png', purpose: 'any' })),
      { src: icon.svg.name, sizes: 'any', type: 'image/svg+xml' },
    ],
  });
}

/**
 * The worker with its list of files and their hashes; the version is the content of all of them, and the worker's own.
 * Provinces' tables are no part of it: they come when they are wanted. `behind`: what belongs to each other door, its page first.
 */
export function worker(template, files, tables, provinces, behind) {
  const mark = (bytes) => createHash('sha256').update(bytes).digest('hex');
  const apart = new Set(provinces.map((it) => it.name));
  const row = ([name, bytes]) => [name, mark(bytes)];
  const later = [...files.all].sort().filter(([name]) => apart.has(name)).map(row);
  const rows = [...files.all].sort().filter(([name]) => !apart.has(name)).map(([name, bytes]) => [name === 'index.html' ? './' : name, mark(bytes)]);
  const list = JSON.stringify(rows);
  const put = (text, old, fresh) => {
    if (text.split(old).length !== 2) throw new Error(`sw.js 里“${old}”应当只有一处`);
    return text.replace(old, () => fresh);
  };
  let text = put(template, "'VERSION'", JSON.stringify(mark(template + list).slice(0, 16)));
  text = put(text, "'TABLES'", JSON.stringify(tables));
  text = put(text, "['PROVINCES']", JSON.stringify(later));
  text = put(text, "['DOORS']", JSON.stringify(behind));
  return put(text, "['FILES']", list);
}
