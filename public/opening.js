// Until the program is there: shows what the address asks for, names what did not come, and hands the page over.
// `data-opening` says what stands there; without it the program has the page.
(function () {
  var root = document.documentElement;
  var single = document.currentScript.dataset.script;
  var FAULT = /^(?:lost|changed|gone|old|cut)$/;
  var ASKS = /^#(pay|scheme)(?:\/ask)?\/*$/;
  // Whose page it is; the family's says nothing. And the files of all three, family first.
  var door = root.dataset.door;
  var doors = (root.dataset.doors || '').split(' ');
  var seen;
  var depth = 0;
  var moved = false;

  // A link whose # was encoded: what it opens came as a part of the query.
  var inside = /%(?:25)*23(.+)/.exec(location.search);
  if (inside && !/[/%]/.test(location.hash)) location.replace(location.pathname + '#' + inside[1]);

  function mark(word) {
    root.dataset.opening = word;
  }
  // The program counts the same way (count_entry): so many entries of the history before this one are the page's own.
  function count() {
    if (seen === location.hash) return;
    moved = seen !== undefined;
    seen = location.hash;
    try {
      var kept = history.state && history.state.mingbai;
      depth = kept === null || kept === undefined ? depth + (moved ? 1 : 0) : kept;
      history.replaceState({ mingbai: depth }, '');
    } catch (refused) {
      // Then the way back leads to the list of facts.
    }
  }
  // Addresses of the window and of the rounds lead to their own pages, also those written when there was one page.
  function elsewhere() {
    var other = /^#\/*(desk|visits)(?:\/|$)/.exec(location.hash);
    if (!other || door || doors.length !== 3) return false;
    location.replace(doors[other[1] === 'desk' ? 1 : 2] + location.hash);
    return true;
  }
  function show() {
    var was = root.dataset.opening;
    if (FAULT.test(was) || elsewhere()) return;
    count();
    var asks = !door && ASKS.exec(location.hash);
    mark(asks ? 'ask' : door || location.hash.length > 1 ? 'wait' : 'home');
    if (asks) root.dataset.goal = asks[1];
    if (!was) return;
    // As the program does it: a page is shown from its top, and its title has the focus.
    scrollTo(0, 0);
    var title = /** @type {HTMLElement} */ (document.querySelector(asks ? '.asking h1' : '.first h1'));
    if (title && root.dataset.opening !== 'wait') title.focus();
  }
  function changed() {
    if (root.dataset.opening) show();
  }
  window.addEventListener('hashchange', changed);
  window.addEventListener('error', function (event) {
    var it = /** @type {HTMLScriptElement} */ (event.target);
    if (!it || it.tagName !== 'SCRIPT') return;
    mark('lost');
    // Nothing that came, and not what should have come, are the same to the browser.
    if (window.fetch) fetch(it.src).then(function (response) { mark(response.ok ? 'changed' : 'gone'); }, function () {});
  }, true);
  // The scripts came, but do not run.
  document.addEventListener('DOMContentLoaded', function () {
    if (!window.mingbaiBoot && !FAULT.test(root.dataset.opening)) mark(single ? 'cut' : 'old');
  });
  // Where no script runs, the page says so.
  root.dataset.script = 'on';
  show();

  // What a hand is at must not be taken from under it: a tap that has begun, a word that is being composed, a page that still rolls.
  var composing = false;
  var down = 0;
  var until = 0;
  function hold(milliseconds) {
    until = Math.max(until, Date.now() + milliseconds);
  }
  function hear(names, does) {
    names.split(' ').forEach(function (name) { window.addEventListener(name, does, true); });
  }
  hear('compositionstart', function () { composing = true; });
  hear('compositionend', function () { composing = false; });
  hear('mousedown keydown touchstart', function () { down = Date.now(); });
  hear('mouseup keyup touchend touchcancel', function (event) {
    down = event.touches && event.touches.length ? down : 0;
    // The click comes a moment later.
    if (event.type !== 'keyup') hold(350);
  });
  hear('click', function () { until = 0; });
  hear('scroll', function () { hold(150); });
  function busy() {
    var now = Date.now();
    // A finger that was lifted elsewhere is not told.
    return composing || now < until || (down && now - down < 5000);
  }

  // The program draws within the task in which it is asked to, after a few turns.
  function turns(count, then) {
    if (count) Promise.resolve().then(function () { turns(count - 1, then); });
    else then();
  }
  function twin(of, within) {
    return [].filter.call(within.querySelectorAll('a, button, h1, h2'), function (it) { return it.textContent === of.textContent; })[0];
  }
  function focus(it) {
    if (it) it.focus({ preventScroll: true });
  }
  function handOver(old, fresh, at) {
    var was = root.dataset.opening;
    var had = document.activeElement;
    var field = was === 'ask' && old.querySelector('#find');
    var next = fresh.querySelector('#find');
    ['opening', 'goal', 'level'].forEach(function (word) { delete root.dataset[word]; });
    if (field && next && field.value) {
      next.value = field.value;
      next.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (field && next && had === field) {
      focus(next);
      next.setSelectionRange(field.selectionStart, field.selectionEnd);
    } else if (old.contains(had)) {
      focus(twin(had, fresh));
    } else if (moved && was === 'wait' && !fresh.contains(had)) {
      // A page that put the focus on a field of its own keeps it there.
      focus(fresh.querySelector('#title'));
    }
    var further = was === 'ask' && root.dataset.further && fresh.querySelector('.steps-down > .choice-quiet');
    delete root.dataset.further;
    if (further) further.click();
    old.parentNode.removeChild(old);
    turns(8, function () { scrollTo(at[0], at[1]); });
  }

  // The program is there: `mount` draws the page of the address into an element. All of it happens in one task, so nothing
  // that is typed or tapped falls between.
  window.mingbaiTake = function take(mount) {
    if (busy()) {
      setTimeout(function () { take(mount); }, 30);
      return;
    }
    var old = document.getElementById('app');
    if (!old) return;
    count();
    var at = [window.pageXOffset, window.pageYOffset];
    var fresh = /** @type {Element} */ (old.cloneNode(false));
    // Before the old one, so that the program finds its own fields by their names.
    old.parentNode.insertBefore(fresh, old);
    mount(fresh);
    turns(8, function () { handOver(old, fresh, at); });
  };
})();
