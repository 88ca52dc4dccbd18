// Opens the program in two parts: the first draws the first page and asks the first question, the rest comes meanwhile.
// What the person does before it is there waits for it.
(function () {
  // Not in the worker for a month's table, see month.js.
  if (typeof document === 'undefined') return;
  var SOON = /^#?(?:(?:pay|scheme)\/ask\/?)?$/;
  var WHOLE = 'mingbai.whole';
  var there = false;
  var started = false;
  var held = false;
  var again;

  function note(on) {
    var old = document.querySelector('.coming');
    if (old) old.remove();
    if (!on) return;
    var line = document.createElement('p');
    line.className = 'coming';
    line.setAttribute('role', 'status');
    line.textContent = '正在打开。';
    document.body.appendChild(line);
  }

  // Next time the program starts only when all of it is there.
  function mark(on) {
    try {
      if (on) sessionStorage.setItem(WHOLE, '1');
      else sessionStorage.removeItem(WHOLE);
    } catch (refused) {
      // Then it is tried again as it was.
    }
  }
  function marked() {
    try {
      return sessionStorage.getItem(WHOLE) === '1';
    } catch (refused) {
      return false;
    }
  }

  // A call into the part that has not come is a trap: all of it is fetched, then the page begins again.
  // Heard before boot.js says that the page is broken: what is told first hears first.
  function stuck(event, reason) {
    if (there || !started || !(reason instanceof WebAssembly.RuntimeError)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = true;
    note(true);
    again();
  }
  window.addEventListener('error', function (event) { stuck(event, event.error); });
  window.addEventListener('unhandledrejection', function (event) { stuck(event, event.reason); });

  // `first` opens the first part, `rest` fetches the second, `lost` tells that it does not come, `aside` keeps what is typed.
  window.mingbaiParts = function (first, rest, lost, aside) {
    var tries = 0;
    function fetched() {
      return rest().then(function (response) {
        // Not compiled as it comes: that takes turns with the taps.
        return response.arrayBuffer();
      }).catch(function (reason) {
        tries += 1;
        if (tries > 3) throw reason;
        return new Promise(function (done) { setTimeout(done, tries * 1000); }).then(fetched);
      });
    }
    return first().then(function (exports) {
      // On its own: asking for it takes a slow phone as long as a tap.
      var whole = new Promise(function (done) { setTimeout(done, 0); }).then(fetched).then(function (bytes) {
        return WebAssembly.instantiate(bytes, Object.assign({ primary: exports }, wasm_bindgen.imports));
      }).then(function () {
        there = true;
        mark(false);
        // Not before the program has begun.
        setTimeout(function () { document.dispatchEvent(new Event('mingbai-whole')); }, 0);
      });
      again = function () {
        whole.then(function () {
          mark(true);
          aside();
          location.reload();
        });
      };
      // Before the program's own listener, so that it can be held back.
      window.addEventListener('hashchange', function (event) {
        if (there || !started) return;
        held = !SOON.test(location.hash);
        note(held);
        if (held) event.stopImmediatePropagation();
      });
      // After the program's own listener, which may have put a tap aside.
      function waits() {
        if (!there && started) note(held || wasm_bindgen.waits());
      }
      ['click', 'keydown', 'input'].forEach(function (it) { window.addEventListener(it, waits); });
      function start() {
        started = true;
        exports.__wbindgen_start();
      }
      if (!SOON.test(location.hash) || marked()) return whole.then(start);
      setTimeout(start, 0);
      whole.then(function () {
        note(false);
        if (held) window.dispatchEvent(new HashChangeEvent('hashchange'));
      }).catch(lost);
      return undefined;
    });
  };
})();
