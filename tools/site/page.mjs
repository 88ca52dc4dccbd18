// The pages of the site: the template without Trunk's lines, with hashed files that are checked.
import { inPolicy } from './files.mjs';

const EARLY = /<script src="([a-z]+\.js)"><\/script>\n/g;
const PAGES = 'policy/index.html';

/** The scripts that the template runs before anything is painted, in their order. */
export const early = (template) => [...template.matchAll(EARLY)].map(([, name]) => name);

/** The template with its first question, which Trunk would put in from a file. */
export function filled(template, opening) {
  const mark = /^<link data-trunk rel="inline" type="html"[^>]*>\n/m;
  if (!mark.test(template)) throw new Error('index.html 里没有放第一问的地方');
  return template.replace(mark, () => opening);
}

/** The template with `first` where its early scripts stood, and `last` at the end of its head. */
export function fill(template, { first, last, pages, end = '' }) {
  const place = (text, mark, fresh) => {
    if (text.split(mark).length !== 2) throw new Error(`index.html 里“${mark}”应当只有一处`);
    return text.replace(mark, () => `${fresh}\n${mark}`);
  };
  let text = template.split('\n').filter((line) => !/data-trunk|rel="icon"/.test(line)).join('\n').replace(EARLY, '');
  text = place(text, '<meta name="viewport"', first);
  text = place(text, '</head>', last);
  if (end) text = place(text, '</body>', end);
  return text.replace(/<!-- 政策页 -->/g, pages);
}

/** A script within a page; its text must not end its own element. */
export const inside = (script) => script.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');

const checked = (it) => `integrity="${it.integrity}"`;
const style = (it) => `<link rel="stylesheet" href="${it.name}" ${checked(it)}>`;

/**
 * The page of a program (`own`). Its styles and early scripts stand in it: before it is painted nothing else must come. The scripts run
 * before they write its policy, which allows no other script inside the page.
 */
export function page(template, own, names, styles, early) {
  return site(template, own, names, {
    early: `<script data-style="'self' ${inPolicy(styles)}">${inside(early)}</script>`,
    style: `<style>${styles}</style>`,
    places: names.places,
    offline: `data-offline="${names.offline.name}" data-offline-integrity="${names.offline.integrity}" data-worker="sw.js" data-tables="${names.tables}" `,
    manifest: `<link rel="manifest" href="${names.manifest.name}">`,
  });
}

/** The same for the frame of another page (embed.html): it says whose it is, and keeps nothing. */
export function embedded(template, own, names) {
  const text = site(template, own, names, {
    early: `<script src="${names.embed.name}" ${checked(names.embed)}></script>\n<script src="${names.early.name}" ${checked(names.early)}></script>`,
    style: `${style(names.styles)}\n${style(names.embedStyles)}`,
  });
  const whose = '<aside class="embedded" aria-label="这一块是谁的"><span>这一块是“明白账”，填的什么都不存。</span><a href="./" target="_blank" rel="noopener">单独打开</a></aside>';
  return text.replace('<body>', () => `<body>\n${whose}`);
}

function site(template, { wasm, script, month }, { build, icon }, { early, places, offline = '', manifest, style }) {
  return fill(template, {
    first: early,
    last: [
      `<meta name="mingbai-build" content="${build}">`,
      places && `<meta name="mingbai-places" content="${places.name} ${places.integrity}">`,
      style,
      `<link rel="icon" href="${icon.name}" type="image/png">`,
      manifest,
      `<script defer src="${script.name}" ${checked(script)} data-wasm="${wasm.name}" data-integrity="${wasm.integrity}" ${month ? `data-month="${month.name}" ` : ''}${offline}data-pages="${PAGES}"></script>`,
    ].filter(Boolean).join('\n'),
    pages: `<p><a class="step" href="${PAGES}">只看政策怎么写</a></p>`,
  });
}
