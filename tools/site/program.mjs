// The program: MVP instructions, std built again for size, wasm-opt. The same sources give the same bytes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FEATURES, split } from './split.mjs';

const TRIPLE = 'wasm32-unknown-unknown';
const PROFILE = 'wasm-release';

/**
 * The program whole, for the one-file edition, and in two parts, each with its loader script.
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
    const bare = ['--strip-debug', '--strip-producers', '--strip-target-features'];
    const glue = readFileSync(at('mingbai.js'), 'utf8');
    // The names are kept until it is split.
    opt(['-Oz', '-g', '--mvp-features', '--strip-target-features'], 'mingbai_bg.wasm', 'named.wasm');
    const whole = { glue, wasm: opt(['--mvp-features', ...bare], 'named.wasm', 'whole.wasm') };
    await split(at('named.wasm'), glue, readFileSync(join(root, 'public/look.js'), 'utf8'), work);
    const [first, second] = ['first', 'second'].map((name) => opt(['-Oz', ...FEATURES, ...bare], `${name}.wasm`, `${name}-small.wasm`));
    return { whole, parts: { glue: inParts(glue), first, second } };
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** The loader for two parts: it leaves the start to boot.js, which also says what a call does whose part has not come. */
function inParts(glue) {
  const put = (text, old, fresh) => {
    if (text.split(old).length !== 2) throw new Error(`wasm-bindgen 写的脚本里“${old}”应当只有一处`);
    return text.replace(old, () => fresh);
  };
  return put(put(glue, 'wasm.__wbindgen_start();', ''), '"./mingbai_bg.js": import0,', '"./mingbai_bg.js": import0, "placeholder": mingbaiLater,');
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
    ['build', '--locked', '--profile', PROFILE, '-p', 'mingbai-app', '--target', TRIPLE, '-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      // Its own folder, so that the quick build and this one do not throw each other away.
      env: { ...process.env, RUSTC_BOOTSTRAP: '1', CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f'), CARGO_TARGET_DIR: join(target, 'site') },
    },
  );
  return join(target, 'site', TRIPLE, PROFILE, 'mingbai-app.wasm');
}
