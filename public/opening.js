// Until the program is there: an address that asks for more than the first page says so, and what did not come is named.
(function () {
  var root = document.documentElement;
  var single = document.currentScript.dataset.script;
  // A link whose # was encoded: what it opens came as a part of the query.
  var inside = /%(?:25)*23(.+)/.exec(location.search);
  if (inside && !/[/%]/.test(location.hash)) location.replace(location.pathname + '#' + inside[1]);
  function mark(word) {
    root.dataset.opening = word;
  }
  function wait() {
    if (!root.dataset.opening && location.hash.length > 1) mark('wait');
  }
  window.addEventListener('hashchange', wait);
  window.addEventListener('error', function (event) {
    var it = event.target;
    if (!it || it.tagName !== 'SCRIPT') return;
    mark('lost');
    // Nothing that came, and not what should have come, are the same to the browser.
    if (window.fetch) fetch(it.src).then(function (response) { mark(response.ok ? 'changed' : 'gone'); }, function () {});
  }, true);
  // The scripts came, but do not run.
  document.addEventListener('DOMContentLoaded', function () {
    if (!window.mingbaiBoot && !/^[lcg]/.test(root.dataset.opening)) mark(single ? 'cut' : 'old');
  });
  // Where no script runs, the page says so.
  root.dataset.script = 'on';
  wait();
})();
