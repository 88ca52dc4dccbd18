// How the page looks, before it is first painted: what the person chose here, else what the system says.
(function () {
  var root = document.documentElement;
  var chosen = '';
  var dark = matchMedia('(prefers-color-scheme: dark)');
  var high = matchMedia('(prefers-contrast: more)');
  var still = matchMedia('(prefers-reduced-motion: reduce)');

  function has(word) {
    return (' ' + chosen + ' ').indexOf(' ' + word + ' ') >= 0;
  }
  function apply() {
    root.dataset.colour = has('dark') || (dark.matches && !has('light')) ? 'dark' : 'light';
    root.dataset.contrast = has('high') || high.matches ? 'high' : 'usual';
    root.dataset.motion = has('still') || still.matches ? 'still' : 'usual';
    root.dataset.size = has('larger') ? 'larger' : has('large') ? 'large' : 'usual';
  }

  [dark, high, still].forEach(function (query) {
    query.addListener(apply);
  });
  window.mingbaiLook = function (words) {
    chosen = String(words);
    apply();
  };
  // The button of large letters works before the program is there, and when it is.
  document.addEventListener('click', function (event) {
    var it = /** @type {Element} */ (event.target);
    if (!it.closest || !it.closest('.letters')) return;
    var size = root.dataset.size === 'usual' ? ['large'] : [];
    var words = chosen.split(' ').filter(function (it) { return it && it !== 'large' && it !== 'larger'; }).concat(size);
    window.mingbaiLook(words.join(' '));
    try {
      if (chosen) localStorage.setItem('mingbai.look', chosen);
      else localStorage.removeItem('mingbai.look');
    } catch (refused) {
      // It holds until the page is left.
    }
  });
  try {
    chosen = localStorage.getItem('mingbai.look') || '';
  } catch (refused) {
    // The browser keeps nothing: the system's own look.
  }
  apply();
})();
