// Scripts without their comments and spaces, in the language of 2018.
import { minify } from 'terser';

export async function smaller(script) {
  const { code } = await minify(script, { ecma: 2018, compress: { passes: 2 }, mangle: true, format: { ascii_only: false } });
  return `${code}\n`;
}
