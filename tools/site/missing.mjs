// 404.html, which hosts show for an address they have no file for. It stands at any depth, so nothing in it is named beside it.
import { inPolicy } from './files.mjs';

const STYLE = 'body { margin: 10vh auto; max-width: 34rem; padding: 0 1rem; font: 1.15rem/1.7 sans-serif; } a { display: inline-block; padding: 0.5rem 0; }';

/** Opens a link whose # was encoded on its way, and leads to the first page: all other pages lie in its folder or in policy/. */
const SCRIPT = [
  '(function () {',
  "  var folder = location.pathname.replace(/(?:policy\\/)?[^/]*$/, '');",
  '  var mark = /^(.*?)(?:index\\.html)?%(?:25)*23(.*)$/.exec(location.pathname);',
  "  if (mark) location.replace(mark[1] + '#' + mark[2]);",
  "  document.querySelector('a').href = folder;",
  '})();',
].join('\n');

export function missing() {
  return `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${inPolicy(SCRIPT)}; style-src ${inPolicy(STYLE)}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>没有这一页 - 明白账</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1 id="title">没有这一页</h1>
<p>网址可能抄漏了，这一页也可能换了地方。</p>
<p><a href="./">打开“明白账”</a></p>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}
