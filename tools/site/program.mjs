// The program: MVP instructions, std built again for size, wasm-opt. The same sources give the same bytes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { divide, undivided } from './halves.mjs';
import { split } from './split.mjs';
import { ownStacks } from './stacks.mjs';

const TRIPLE = 'wasm32-unknown-unknown';
const PROFILE = 'wasm-release';
const PARTS = 'site/parts';

/**
 * The program whole, for the one-file edition, and in two parts, each with its loader script. With their names they stay in the target folder.
 * A wasm given is taken instead of being built.
 */
export async function program(root, target, given) {
  const wasm = given ?? build(root, target);
  const work = mkdtempSync(join(tmpdir(), 'mingbai-'));
  const at = (name) => join(work, name);
  try {
    execFileSync('wasm-bindgen', ['--target', 'no-modules', '--no-typescript', '--out-dir', work, '--out-name', 'mingbai', wasm], { stdio: 'inherit' });
    const opt = (words, from, to) => {
      execFileSync(join(root, 'tools/node_modules/.bin/wasm-opt'), [...words, at(from), '-o', at(to)], { stdio: ['ignore', 'inherit', 'inherit'] });
      return readFileSync(at(to));
    };
    const glue = readFileSync(at('mingbai.js'), 'utf8');
    // The names are kept to the last: by them it is split, and weighed.
    // Things in memory stay whole until halves.mjs has looked at them; functions stay apart, so that one
    // that the first part calls brings none that only the second needs.
    opt(['-Oz', '-ocimfs', '0', '-g', '--mvp-features', '--strip-target-features', '--skip-pass=memory-packing'], 'mingbai_bg.wasm', 'named.wasm');
    await split(at('named.wasm'), glue, readFileSync(join(root, 'public/look.js'), 'utf8'), work);
    ownStacks(at('first.wasm'), at('second.wasm'));
    divide(at('mingbai_bg.wasm'), at('first.wasm'), at('second.wasm'), glue);
    undivided(at('named.wasm'));
    const named = join(target, 'site/named');
    mkdirSync(named, { recursive: true });
    const [whole, first, second] = ['named', 'first', 'second'].map((name) => {
      // Nothing stands in the lowest kilobyte: the end of the stack lies there.
      writeFileSync(join(named, `${name}.wasm`), opt(['-Oz', '-g', '--mvp-features', '--low-memory-unused'], `${name}.wasm`, `${name}-small.wasm`));
      return opt(['--mvp-features', '--strip-debug', '--strip-producers', '--strip-target-features'], `${name}-small.wasm`, `${name}-bare.wasm`);
    });
    const made = { 'whole.js': glue, 'whole.wasm': whole, 'parts.js': inParts(glue), 'first.wasm': first, 'second.wasm': second };
    mkdirSync(join(target, PARTS), { recursive: true });
    Object.entries(made).forEach(([name, bytes]) => writeFileSync(join(target, PARTS, name), bytes));
    return again(target);
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** What was made last, for a site around the same program. */
export function again(target) {
  const read = (name) => readFileSync(join(target, PARTS, name));
  return {
    whole: { glue: read('whole.js').toString(), wasm: read('whole.wasm') },
    parts: { glue: read('parts.js').toString(), first: read('first.wasm'), second: read('second.wasm') },
  };
}

/** The loader for two parts leaves the start to parts.js, and hands it what both parts take from it. */
function inParts(glue) {
  const put = (text, old, fresh) => text.replaceAll(old, () => fresh);
  const whole = put(put(glue, 'wasm.__wbindgen_start();', ''), 'const imports = __wbg_get_imports();', 'const imports = __wbg_init.imports = __wbg_get_imports();');
  if (whole.includes('__wbindgen_start') || !whole.includes('__wbg_init.imports')) throw new Error('wasm-bindgen 写的脚本变了样子');
  return whole;
}

function build(root, target) {
  const sysroot = execFileSync('rustc', ['--print', 'sysroot'], { cwd: root, encoding: 'utf8' }).trim();
  const cargo = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  const flags = [
    '-Ctarget-cpu=mvp', '-Zunstable-options', '-Cpanic=immediate-abort',
    // Nothing reads where a panic was, nor what {:?} says.
    '-Zlocation-detail=none', '-Zfmt-debug=none',
    // Where it was built must not change it.
    `--remap-path-prefix=${root}=mingbai`, `--remap-path-prefix=${cargo}=cargo`, `--remap-path-prefix=${sysroot}=rust`,
  ];
  execFileSync(
    'cargo',
    // Room for two stacks, one for each part, see stacks.mjs; each thing in memory apart, see halves.mjs.
    ['rustc', '--locked', '--profile', PROFILE, '-p', 'mingbai-app', '--target', TRIPLE, '-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size', '--', '-Clink-arg=-zstack-size=2097152', '-Clink-arg=--no-merge-data-segments'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      // Its own folder, so that the quick build and this one do not throw each other away.
      env: { ...process.env, RUSTC_BOOTSTRAP: '1', CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f'), CARGO_TARGET_DIR: join(target, 'site') },
    },
  );
  return join(target, 'site', TRIPLE, PROFILE, 'mingbai-app.wasm');
}
