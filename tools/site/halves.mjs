// What wasm-split leaves: names, stand-ins, and all that the program holds from the start in the first part.
// Here each part gets only what it can reach. The program is linked so that each thing in memory is a segment of its own;
// code never reckons from one thing to another.
import { readFileSync, writeFileSync } from 'node:fs';
import binaryen from 'binaryen';

binaryen.setDebugInfo(true);

// A loop may begin a little before a thing, and end right behind it.
const SLACK = 16;
// Fewer zeros between two things than a segment of its own costs.
const GAP = 8;

const WORD = String.raw`"((?:[^"\\]|\\.)*)"`;
const NAME = String.raw`(\$(?:"(?:[^"\\]|\\.)*"|[^\s()"]+))`;
// What the second part takes from the first.
const TAKEN = new RegExp(String.raw`(\(import "primary" )${WORD}`, 'g');
const GIVEN = new RegExp(String.raw`^( *\(export )${WORD} \(func ${NAME}\)\)\n`, 'gm');
const LOADER = new RegExp(String.raw`\(import "\./mingbai_bg\.js" ${WORD} \(func ${NAME}`, 'g');

const open = (path) => binaryen.readBinary(readFileSync(path));
const segments = (module) =>
  Array.from({ length: module.getNumDataSegments() }, (_, at) => module.getDataSegmentInfo(module.getDataSegmentByIndex(at)))
    .map(({ offset, data }) => ({ from: offset, bytes: Buffer.from(data) }))
    .filter((it) => it.bytes.length)
    .sort((one, other) => one.from - other.from);

/** The things that some code can reach: by an address in it, or in a thing that it reaches. */
export function reached(code, things) {
  const seen = new Set();
  const waiting = [];
  const from = things.map((it) => it.from);
  const note = (address) => {
    let at = 0;
    for (let high = from.length; at < high; ) {
      const middle = (at + high) >> 1;
      if (from[middle] <= address + SLACK) at = middle + 1;
      else high = middle;
    }
    for (at -= 1; at >= 0 && from[at] + things[at].bytes.length + SLACK >= address; at -= 1) {
      if (seen.has(at)) continue;
      seen.add(at);
      waiting.push(things[at]);
    }
  };
  for (const [, number] of code.matchAll(/(?:i32\.const |offset=)(-?\d+)/g)) note(Number(number) >>> 0);
  // An address and a length written at once.
  for (const [, number] of code.matchAll(/i64\.const (-?\d+)/g)) {
    for (const half of [BigInt(number), BigInt(number) >> 32n]) note(Number(BigInt.asUintN(32, half)));
  }
  while (waiting.length) {
    const { from: start, bytes } = waiting.pop();
    // What holds addresses stands at a whole word, as they do; the rest is text.
    if (start % 4) continue;
    for (let at = 0; at + 4 <= bytes.length; at += 4) note(bytes.readUInt32LE(at));
  }
  return things.filter((_, at) => seen.has(at));
}

/** Fewer, larger segments, without the zeros that memory has anyway. */
function joined(things) {
  const all = [];
  for (const { from, bytes } of things) {
    const last = all.at(-1);
    const gap = last ? from - last.from - last.bytes.length : Infinity;
    if (gap <= GAP) last.bytes = Buffer.concat([last.bytes, Buffer.alloc(gap), bytes]);
    else all.push({ from, bytes });
  }
  return all;
}

const written = ({ from, bytes }) => `(data (i32.const ${from}) "${bytes.toString('hex').replace(/../g, '\\$&')}")`;

/** Without the stand-ins for what has not come: their places in the table stay empty, and a call there is a trap. */
function withGaps(text) {
  const names = new RegExp(NAME, 'g');
  return text
    .replace(/^ *\(import "placeholder" .*\n/gm, '')
    .replace(/^ *\(elem \S+ \(i32\.const (\d+)\)(.*)\)$/gm, (_, start, list) => {
      const runs = [];
      list.match(names).forEach((name, at) => {
        if (/^\$placeholder_/.test(name)) return;
        const last = runs.at(-1);
        if (last && last.from + last.names.length === at) last.names.push(name);
        else runs.push({ from: at, names: [name] });
      });
      return runs.map((it) => `(elem (i32.const ${Number(start) + it.from}) ${it.names.join(' ')})`).join('\n');
    });
}

/** Writes the program again with these things in its memory. */
function put(path, text, things) {
  const bare = text.split('\n').filter((line) => !/^ *\(data /.test(line)).join('\n');
  const module = binaryen.parseText(bare.replace(/\)\s*$/, `${joined(things).map(written).join('\n')}\n)`));
  module.setFeatures(binaryen.Features.MVP);
  if (!module.validate()) throw new Error(`${path} 不对`);
  writeFileSync(path, module.emitBinary());
  module.dispose();
}

/** Puts the two parts right; `whole` is the program as it was linked. */
export function divide(wholePath, firstPath, secondPath, glue) {
  const things = segments(open(wholePath));
  const [first, second] = [firstPath, secondPath].map((path) => open(path).emitText());
  const code = first.split('\n').filter((line) => !/^ *\(data /.test(line)).join('\n');
  const early = new Set(reached(code, things));
  const [one, other] = shortened(...direct(withGaps(first), second), glue);
  put(firstPath, one, things.filter((it) => early.has(it)));
  put(secondPath, other, things.filter((it) => !early.has(it)));
}

/** What the first part has from the loader script, the second takes from there too: engines of 2019 break where it is handed on. */
function direct(first, second) {
  const loader = new Map([...first.matchAll(LOADER)].map(([, name, own]) => [own, name]));
  const handed = new Map([...first.matchAll(GIVEN)].filter(([, , , own]) => loader.has(own)).map(([, , name, own]) => [name, loader.get(own)]));
  return [
    first.replace(GIVEN, (line, before, name) => (handed.has(name) ? '' : line)),
    second.replace(TAKEN, (all, before, name) => (handed.has(name) ? `(import "./mingbai_bg.js" "${handed.get(name)}"` : all)),
  ];
}

/** Gives short names to what the first part hands to the second, which is long lists of functions. */
function shortened(first, second, glue) {
  // The loader script calls some by their names.
  const known = new Set([...glue.matchAll(/\bwasm\.([\w$]+)/g)].map(([, name]) => name));
  const taken = new Set([...second.matchAll(TAKEN)].map(([, , name]) => name));
  const names = [...first.matchAll(GIVEN)].map(([, , name]) => name).filter((name) => taken.has(name) && !known.has(name));
  const short = new Map(names.map((name, at) => [name, at.toString(36)]));
  const put = (all, before, name) => (short.has(name) ? all.replace(`"${name}"`, () => `"${short.get(name)}"`) : all);
  return [first.replace(GIVEN, put), second.replace(TAKEN, put)];
}

/** Joins what a program holds that is not split. */
export function undivided(path) {
  const module = open(path);
  put(path, module.emitText(), segments(module));
}
