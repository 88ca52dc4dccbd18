// The one-file edition: everything inside one page that also opens from a disk. Its own policy names each part by its hash.
import { inPolicy } from './files.mjs';
import { fill, inside } from './page.mjs';

export function single(template, { build, places, wasm, script, early, styles, icon }) {
  const code = inside(script);
  return fill(template, {
    // It reads what its policy must allow from its own element.
    first: `<script data-script="${inPolicy(code)}" data-style="${inPolicy(styles)}">${inside(early)}</script>`,
    last: [
      `<meta name="mingbai-build" content="${build}">`,
      // It cannot fetch what stands beside it; it says so where there is more.
      ...(places ? ['<meta name="mingbai-places" content="elsewhere">'] : []),
      `<style>${styles}</style>`,
      `<link rel="icon" href="data:image/png;base64,${icon.toString('base64')}" type="image/png">`,
    ].join('\n'),
    pages: '',
    end: `<script type="application/wasm" id="program">${wasm.toString('base64')}</script>\n<script>${code}</script>`,
  });
}
