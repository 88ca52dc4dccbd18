// index.html for the site: the template without Trunk's lines, with hashed files that are checked.

const EARLY = /<script src="([a-z]+\.js)"><\/script>\n/g;
const PAGES = 'policy/index.html';

/** The scripts that the template runs before anything is painted, in their order. */
export const early = (template) => [...template.matchAll(EARLY)].map(([, name]) => name);

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

export function page(template, { build, tables, first, second, script, month, early, styles, icon, manifest }) {
  const checked = (it) => `integrity="${it.integrity}"`;
  return fill(template, {
    first: `<script src="${early.name}" ${checked(early)}></script>`,
    last: [
      `<meta name="mingbai-build" content="${build}">`,
      `<link rel="stylesheet" href="${styles.name}" ${checked(styles)}>`,
      `<link rel="icon" href="${icon.name}" type="image/png">`,
      `<link rel="manifest" href="${manifest.name}">`,
      `<script defer src="${script.name}" ${checked(script)} data-wasm="${first.name}" data-integrity="${first.integrity}" data-rest="${second.name}" data-rest-integrity="${second.integrity}" data-month="${month.name}" data-worker="sw.js" data-tables="${tables}" data-pages="${PAGES}"></script>`,
    ].join('\n'),
    pages: `<p><a class="step" href="${PAGES}">只看政策怎么写</a></p>`,
  });
}
