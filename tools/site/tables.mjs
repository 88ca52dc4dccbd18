// What the tables say, as marks: by them a page that waits for a new version tells which tables changed (tables.json).
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const FIGURE = /\b(deductible|share|cap|first_self_pay|above|self_pay|to)\s*=/;

const mark = (lines) => createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 8);

/** One row a table: id, title, last day, day checked, a mark of its figures and one of all else it says. */
export function tableList(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.toml')).sort();
  const rows = names.map((name) => row(readFileSync(join(folder, name), 'utf8')));
  return rows.filter(Boolean);
}

function row(text) {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('#'));
  const from = lines.indexOf('[table]');
  if (from < 0) return undefined;
  const next = lines.findIndex((line, at) => at > from && line.startsWith('['));
  const to = next < 0 ? lines.length : next;
  const head = lines.slice(from + 1, to);
  const word = (key) => head.map((line) => new RegExp(`^${key}\\s*=\\s*"([^"]*)"`).exec(line)?.[1]).find((it) => it !== undefined) ?? null;
  // The day it was checked, its last day and its worked cases change no rule.
  const said = [...lines.slice(0, from), ...head.filter((line) => !/^(checked|until)\s*=/.test(line)), ...lines.slice(to)];
  const rules = said.slice(0, said.findIndex((line) => line === '[[case]]') >>> 0);
  return {
    id: word('id'), title: word('name'), until: word('until'), checked: word('checked'),
    figures: mark(rules.filter((line) => FIGURE.test(line))),
    text: mark(rules.filter((line) => !FIGURE.test(line))),
  };
}
