// What is written: names that tell the content, integrity words, and each file again as .br and .gz.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const PACKED = new Set(['.png']);

/** As small as brotli makes it. */
export const brotli = (bytes) => brotliCompressSync(bytes, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  },
});

export const digest = (bytes, algorithm) => createHash(algorithm).update(bytes).digest('base64');

/** How a content policy names a text that stands in the page. */
export const inPolicy = (text) => `'sha256-${digest(text, 'sha256')}'`;

export class Files {
  constructor(out) {
    this.out = out;
    this.all = new Map();
  }

  /** Writes a file under its own name. */
  plain(name, content) {
    const bytes = Buffer.from(content);
    mkdirSync(dirname(join(this.out, name)), { recursive: true });
    writeFileSync(join(this.out, name), bytes);
    this.all.set(name, bytes);
  }

  /** Writes a file under a name that changes with its content; gives the name and the integrity word. */
  hashed(name, content) {
    const bytes = Buffer.from(content);
    const mark = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    const end = extname(name);
    const full = `${name.slice(0, -end.length)}-${mark}${end}`;
    this.plain(full, bytes);
    // Shorter than sha384, and every word of it is in the first load.
    return { name: full, integrity: `sha256-${digest(bytes, 'sha256')}` };
  }

  /** Takes in a folder that another program wrote. */
  take(folder) {
    for (const name of readdirSync(join(this.out, folder)).sort()) {
      this.all.set(`${folder}/${name}`, readFileSync(join(this.out, folder, name)));
    }
  }

  /** One line a file: how it is checked later. */
  list() {
    return [...this.all].sort().map(([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`).join('');
  }

  /** Each file once more, packed, for servers that send what is there. */
  squeeze() {
    this.packed = new Map();
    for (const [name, bytes] of this.all) {
      if (PACKED.has(extname(name))) continue;
      const small = brotli(bytes);
      this.packed.set(name, small.length);
      writeFileSync(join(this.out, `${name}.br`), small);
      writeFileSync(join(this.out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
    }
  }

  summary() {
    const rows = [...this.all].filter(([name]) => !name.startsWith('policy/')).map(([name, bytes]) => `${String(bytes.length).padStart(9)} ${String(this.packed.get(name) ?? bytes.length).padStart(8)}  ${name}`);
    return ['     原来   brotli  文件', ...rows].join('\n');
  }
}
