// The command `mingbai`: the one given in MINGBAI, or built now.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Runs it in `root` and gives what it wrote. */
export function mingbai(root, words) {
  const [program, ...first] = process.env.MINGBAI ? [resolve(process.env.MINGBAI)] : ['cargo', 'run', '--quiet', '--locked', '-p', 'mingbai-cli', '--'];
  return execFileSync(program, [...first, ...words], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
