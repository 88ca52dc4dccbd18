// What a page of the written site is held to: it answers as the command does, and breaks none of its own rules.
import assert from 'node:assert/strict';
import { begin, command, knowing, visit, walk } from './walk.mjs';

const KNOWN = { 一共多少钱: '5万', 政策范围内: '42000', 住院: '住院' };

/** Every breach of the content policy is kept in `breaches`. */
export async function watched(page) {
  const breaches = [];
  await page.exposeFunction('mingbaiBreach', (text) => breaches.push(text));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => window.mingbaiBreach(`${event.violatedDirective} ${event.blockedURI}`));
  });
  page.on('console', (message) => {
    // With no reason after it, the page was left while the file was still coming.
    const left = /^Fetch API cannot load \S+\. *$/.test(message.text());
    if (message.type() === 'error' && !left) breaches.push(message.text());
  });
  return breaches;
}

/** The money question from the first page to the answer, held against the command. */
export async function settles(page, address, binary) {
  await begin(page, address, { goal: '我要付多少', place: '都昌', day: '2020-06-01' });
  await walk(page, knowing(KNOWN));
  const shown = await page.locator('main [data-low]').evaluate((it) => ({ low: it.dataset.low, high: it.dataset.high }));
  assert.deepEqual(shown, command(binary, await visit(page)).estimate);
}
