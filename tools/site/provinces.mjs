// Provinces beside the built-in tables: a file each, named by its content, and one small list of all their places.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mingbai } from './command.mjs';
import { brotli } from './files.mjs';

/** Writes them, read from `folder`; gives the list and the provinces' files. Without a folder there is nothing. */
export function provinces(root, files, folder) {
  if (!folder) return { places: null, all: [] };
  const work = mkdtempSync(join(tmpdir(), 'mingbai-'));
  try {
    mingbai(root, ['provinces', folder, '--out', work]);
    const read = (name) => readFileSync(join(work, name));
    const written = new Map(
      readdirSync(work)
        .filter((name) => name.endsWith('.bin'))
        .sort()
        .map((name) => {
          const bytes = read(name);
          return [name.slice('province-'.length, -'.bin'.length), { ...files.hashed(name, bytes), sent: brotli(bytes).length }];
        }),
    );
    // Behind a province's name: its file, what comes over the line, and by what it is checked.
    const list = read('places.txt').toString().replace(/^>(.*)\t(.*)$/gm, (line, id) => {
      const { name, sent, integrity } = written.get(id);
      return [line, name, sent, integrity].join('\t');
    });
    return { places: files.hashed('places.txt', list), all: [...written.values()] };
  } finally {
    rmSync(work, { recursive: true });
  }
}
