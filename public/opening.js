// Until the program is there: an address that asks for more than the first page says so, and what did not come is named.
(function () {
  var root = document.documentElement;
  function mark(word) {
    root.dataset.opening = word;
  }
  function wait() {
    if (!root.dataset.opening && location.hash.length > 1) mark('wait');
  }
  window.addEventListener('hashchange', wait);
  window.addEventListener('error', function (event) {
    if (event.target && event.target.tagName === 'SCRIPT') mark('lost');
  }, true);
  // Where no script runs, the page says so.
  root.dataset.script = 'on';
  wait();
})();
