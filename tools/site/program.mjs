// The program: MVP instructions, std built again for size, wasm-opt. The same sources give the same bytes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const TRIPLE = 'wasm32-unknown-unknown';
const PROFILE = 'wasm-release';
// What the Chromium of 2019 knows.
const ENGINE = ['--mvp-features'];

/** The loader script and the program's bytes. A wasm given is taken instead of being built. */
export function program(root, target, given) {
  const wasm = given ?? build(root, target);
  const work = mkdtempSync(join(tmpdir(), 'mingbai-'));
  try {
    execFileSync('wasm-bindgen', ['--target', 'no-modules', '--no-typescript', '--remove-producers-section', '--remove-name-section', '--out-dir', work, '--out-name', 'mingbai', wasm], { stdio: 'inherit' });
    const optimised = join(work, 'small.wasm');
    execFileSync(join(root, 'tools/node_modules/.bin/wasm-opt'), ['-Oz', ...ENGINE, '--strip-producers', '--strip-target-features', join(work, 'mingbai_bg.wasm'), '-o', optimised], { stdio: ['ignore', 'inherit', 'inherit'] });
    return { glue: readFileSync(join(work, 'mingbai.js'), 'utf8'), wasm: readFileSync(optimised) };
  } finally {
    rmSync(work, { recursive: true });
  }
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
