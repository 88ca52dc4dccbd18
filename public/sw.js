// Keeps every file of one version. A version is taken in whole or not at all, and is checked by hash, so that a broken line leaves no broken page.
const VERSION = 'VERSION';
const TABLES = 'TABLES';
const FILES = ['FILES'];
// Provinces' tables: each comes when it is wanted and stays from one version to the next. The page keeps them, provinces/kept.rs.
const PROVINCES = ['PROVINCES'];
// What belongs to each door beside the family's, its page first: it comes once that door was opened here.
const DOORS = ['DOORS'];
const PREFIX = 'mingbai-';
const CACHE = PREFIX + VERSION;
const KEPT = PREFIX + 'provinces';
const SCOPE = new URL('./', self.location.href).href;
const listed = (files) => new Map(files.map(([name, hash]) => [new URL(name, SCOPE).href, hash]));
const HASHES = listed(FILES);
const LATER = listed(PROVINCES);
const BEHIND = DOORS.map((names) => names.map((name) => new URL(name, SCOPE).href));

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');

// The body, when it is what the list says.
async function sound(response, hash) {
  if (!response.ok) return null;
  const body = await response.clone().arrayBuffer();
  return hex(await crypto.subtle.digest('SHA-256', body)) === hash ? response : null;
}

// A response that came by way of another address may not answer for a page: the same without that way.
function plain(response) {
  const { status, statusText, headers } = response;
  return response.redirected ? new Response(response.body, { status, statusText, headers }) : response;
}

// From an older version where the file has not changed, else from the network.
async function bring(address, hash) {
  const old = await caches.match(address);
  if (old && (await sound(old, hash))) return plain(old);
  const fresh = await sound(await fetch(address, { cache: 'no-cache', credentials: 'same-origin' }), hash);
  if (!fresh) throw new Error(address);
  return plain(fresh);
}

// Of each province that is kept, this version's tables; those that are right already stay.
async function renew() {
  if (!(await caches.has(KEPT))) return;
  const cache = await caches.open(KEPT);
  const old = (await cache.keys()).map((request) => request.url);
  const province = (address) => address.replace(/-[0-9a-f]{12}\.bin$/, '');
  for (const [address, hash] of LATER) {
    if (old.includes(address) || !old.some((it) => province(it) === province(address))) continue;
    await cache.put(address, await bring(address, hash));
  }
}

// Those that this version does not have.
async function throwOut() {
  if (!(await caches.has(KEPT))) return;
  const cache = await caches.open(KEPT);
  const old = (await cache.keys()).filter((request) => !LATER.has(request.url));
  await Promise.all(old.map((request) => cache.delete(request)));
}

// The files that this device wants: not those of a door that was never opened.
async function wanted() {
  const shut = new Set();
  for (const names of BEHIND) {
    if (!(await caches.match(names[0]))) names.forEach((name) => shut.add(name));
  }
  return Array.from(HASHES).filter(([address]) => !shut.has(address));
}

// Keeps what belongs to a door that is opened; what does not come now comes the next time.
async function keep(door) {
  const names = BEHIND.find((it) => it[0] === `${SCOPE}${door}.html`) || [];
  const cache = await caches.open(CACHE);
  await Promise.all(names.map(async (name) => {
    if (!(await cache.match(name))) await cache.put(name, await bring(name, HASHES.get(name)));
  }));
}

async function install() {
  // What came stays, so that a broken line need not begin again.
  await renew();
  try {
    // Everything is there and sound before anything is kept.
    const all = await Promise.all((await wanted()).map(async ([address, hash]) => [address, await bring(address, hash)]));
    const cache = await caches.open(CACHE);
    await Promise.all(all.map(([address, response]) => cache.put(address, response)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

// This version's tables, each with marks of what it says.
async function list() {
  const kept = await caches.open(CACHE).then((cache) => cache.match(SCOPE + 'tables.json')).catch(() => undefined);
  return kept ? kept.json().catch(() => []) : [];
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE && name !== KEPT).map((name) => caches.delete(name)));
  await throwOut();
  await self.clients.claim();
}

// A province's tables as they are kept; what was hurt meanwhile comes again.
async function kept(address) {
  if (!LATER.has(address) || !(await caches.has(KEPT))) return null;
  const here = await (await caches.open(KEPT)).match(address);
  return here ? sound(here, LATER.get(address)) : null;
}

// The file of a page, by whichever of its names a host shows it: x.html as x or x/, index.html as its folder.
function named(address) {
  const bare = address.replace(/\/$/, '');
  const names = [address, `${bare}.html`, `${bare}/index.html`, address.replace(/index(\.html)?$/, '')];
  return names.find((name) => HASHES.has(name)) || address;
}

// Another address of the same page, where this one will not do: what the page names beside it would be looked for in
// another folder, or its # was encoded on the way.
function elsewhere(address, file) {
  const folder = (it) => it.slice(0, it.lastIndexOf('/'));
  if (folder(address) !== folder(file)) return file;
  const mark = /%(?:25)*23/.exec(address);
  return mark && `${named(address.slice(0, mark.index))}#${address.slice(mark.index + mark[0].length)}`;
}

async function answer(request) {
  const address = new URL(request.url);
  address.search = '';
  address.hash = '';
  const page = request.mode === 'navigate';
  const file = page ? named(address.href) : address.href;
  const other = page && elsewhere(address.href, file);
  if (other) return Response.redirect(other);
  const hash = HASHES.get(file);
  if (!hash) return (await kept(address.href).catch(() => null)) || fetch(request);
  const here = await caches.open(CACHE).then((cache) => cache.match(file)).catch(() => undefined);
  // Asked for anew: what is kept here was found hurt.
  if (here && request.cache !== 'reload') return here;
  // The browser threw it away: brought again and kept, when it is still the same.
  const fresh = await fetch(request);
  const good = await sound(fresh, hash);
  if (good) {
    const copy = plain(good.clone());
    caches.open(CACHE).then((cache) => cache.put(file, copy)).catch(() => {});
  }
  return fresh;
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(tidy()));
self.addEventListener('message', (event) => {
  if (event.data === 'take') self.skipWaiting();
  // A page that stands open tells behind which door it is.
  if (event.data && event.data.open) event.waitUntil(keep(event.data.open).catch(() => {}));
  if (event.data === 'tables' && event.ports[0]) event.ports[0].postMessage(TABLES);
  if (event.data === 'list' && event.ports[0]) event.waitUntil(list().then((all) => event.ports[0].postMessage(all)));
});
self.addEventListener('fetch', (event) => {
  if (event.request.method === 'GET' && event.request.url.startsWith(SCOPE)) event.respondWith(answer(event.request));
});
