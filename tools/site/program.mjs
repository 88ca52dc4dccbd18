// The programs, one a door: MVP instructions, std built again for size, wasm-opt. The same sources give the same bytes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const TRIPLE = 'wasm32-unknown-unknown';
const PROFILE = 'wasm-release';
const MADE = 'site/made';

/** The programs in the order of the doors, by the names of their files. */
export const PROGRAMS = { mingbai: 'mingbai-page', desk: 'mingbai-desk', rounds: 'mingbai-rounds' };

/** Each program with its loader script. With its names it stays in the target folder. */
export function programs(root, target) {
  const built = build(root, target);
  for (const [name, program] of Object.entries(PROGRAMS)) made(root, target, name, join(built, `${program}.wasm`));
  return again(target);
}

function made(root, target, name, wasm) {
  const work = mkdtempSync(join(tmpdir(), 'mingbai-'));
  const at = (file) => join(work, file);
  try {
    execFileSync('wasm-bindgen', ['--target', 'no-modules', '--no-typescript', '--out-dir', work, '--out-name', name, wasm], { stdio: 'inherit' });
    const opt = (words, from, to) => {
      execFileSync(join(root, 'tools/node_modules/.bin/wasm-opt'), [...words, at(from), '-o', at(to)], { stdio: ['ignore', 'inherit', 'inherit'] });
      return readFileSync(at(to));
    };
    const folder = join(target, MADE);
    mkdirSync(folder, { recursive: true });
    // Nothing stands in the lowest kilobyte: the end of the stack lies there.
    writeFileSync(join(folder, `${name}.named.wasm`), opt(['-Oz', '--converge', '-g', '--mvp-features', '--strip-target-features', '--low-memory-unused'], `${name}_bg.wasm`, 'named.wasm'));
    writeFileSync(join(folder, `${name}.wasm`), opt(['--mvp-features', '--strip-debug', '--strip-producers', '--strip-target-features'], 'named.wasm', 'bare.wasm'));
    writeFileSync(join(folder, `${name}.js`), readFileSync(at(`${name}.js`)));
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** What was made last, for a site around the same programs. */
export function again(target) {
  const read = (name) => readFileSync(join(target, MADE, name));
  return Object.keys(PROGRAMS).map((name) => ({ name, glue: read(`${name}.js`).toString(), wasm: read(`${name}.wasm`) }));
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
    ['build', '--locked', '--profile', PROFILE, ...Object.values(PROGRAMS).flatMap((it) => ['-p', it]), '--target', TRIPLE, '-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      // Its own folder, so that the quick build and this one do not throw each other away.
      env: { ...process.env, RUSTC_BOOTSTRAP: '1', CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f'), CARGO_TARGET_DIR: join(target, 'site') },
    },
  );
  return join(target, 'site', TRIPLE, PROFILE);
}
