// Sentences of the screen as it stands: what a person reads, cut at 。；？ and at the ends of blocks.

/** The longest a sentence may be, as in tests/tests/guard/words.rs. */
export const LONGEST = 45;

/**
 * Sentences longer than 45 characters. Not read: sources (a document's own title), lines of
 * arithmetic, and names after the first in a list joined by 、.
 */
export async function longSentences(page) {
  const blocks = await page.evaluate(() => {
    const BLOCK = 'p, li, h1, h2, h3, dt, dd, summary, label, button, a, td, th, figcaption, small';
    const INLINE = new Set(['SPAN', 'STRONG', 'EM', 'BUTTON', 'A', 'SMALL']);
    const own = (it) =>
      [...it.childNodes]
        .map((node) => {
          if (node.nodeType === Node.TEXT_NODE) return node.data;
          return INLINE.has(node.nodeName) && getComputedStyle(node).display === 'inline' ? own(node) : '\n';
        })
        .join('');
    return [...document.querySelectorAll(BLOCK)]
      .filter((it) => it.checkVisibility() && !it.closest('.sources'))
      .map(own);
  });
  return blocks
    .flatMap((text) => text.split(/\n/))
    .filter((line) => line.includes('。') || !line.includes(' × '))
    .flatMap((line) => line.split(/[。；？]/))
    .map((it) => it.trim())
    .filter((it) => [...it.replace(/、[^、，：（）“” ]+/g, '')].length > LONGEST);
}
