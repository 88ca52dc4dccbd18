// Opens the page. Whatever breaks, the reader sees a sentence and a way on, never a blank page,
// and what was typed but not yet sent is shown and put back.
(function () {
  // The worker for a month's table loads the program with the same file, and has no page.
  if (typeof document === 'undefined') return;
  var script = document.currentScript;
  var failed = false;
  var UNSENT = 'mingbai.unsent';
  var LOST = '没有下载全。请看看网络，再试一次。';

  // What stands in the fields, with what they are called.
  function unsent() {
    return [].map.call(document.querySelectorAll('input[id]:not([readonly]):not([type=password]):not([type=file])'), function (field) {
      var label = document.querySelector('label[for="' + field.id + '"]');
      return { id: field.id, name: label ? label.textContent : '', value: field.value };
    }).filter(function (field) {
      return field.value;
    });
  }

  // Puts it aside for the page that begins again. At a window many sit one after another: nothing typed there is put aside.
  function aside() {
    var fields = unsent();
    try {
      if (!atDesk()) sessionStorage.setItem(UNSENT, JSON.stringify({ at: location.hash, fields: fields }));
    } catch (refused) {
      // Then it stands on this page only.
    }
    return fields;
  }
  function atDesk() {
    return /^#desk/.test(location.hash);
  }

  function say(why) {
    if (failed) return;
    failed = true;
    var fields = aside();
    var main = document.createElement('main');
    main.className = 'home';
    main.setAttribute('role', 'alert');
    main.innerHTML = '<h1 id="title" tabindex="-1">页面出了问题</h1><p class="why"></p>' +
      '<p>' + (atDesk() ? '刚才填的列在下面，一刷新就没有了。' : '您填过的还在网址里，没有丢。') + '</p><ul class="unsent"></ul>' +
      '<nav class="doors"><button type="button" class="door again"><strong>再试一次</strong></button>' +
      '<button type="button" class="door afresh"><strong>从头开始</strong></button></nav>' +
      (script.dataset.pages ? '<p><a class="step" href="' + script.dataset.pages + '">只看政策怎么写</a></p>' : '');
    main.querySelector('.why').textContent = why;
    fields.forEach(function (field) {
      var line = document.createElement('li');
      line.textContent = '刚才写的，' + field.name + '：' + field.value;
      main.querySelector('.unsent').appendChild(line);
    });
    main.querySelector('.again').onclick = function () { location.reload(); };
    main.querySelector('.afresh').onclick = function () { location.hash = ''; location.reload(); };
    document.body.textContent = '';
    document.body.appendChild(main);
    main.querySelector('h1').focus();
    // The program is gone: another address needs a new one.
    window.addEventListener('hashchange', function () { location.reload(); });
  }

  // Puts back what was typed before the page broke, once its field is there again.
  function putBack(tries) {
    var kept;
    try {
      kept = JSON.parse(sessionStorage.getItem(UNSENT));
    } catch (refused) {
      return;
    }
    if (!kept) return;
    var found = kept.at === location.hash && kept.fields.filter(function (field) {
      var input = document.getElementById(field.id);
      if (!input) return false;
      input.value = field.value;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      return true;
    }).length;
    if (found || tries === 0) {
      sessionStorage.removeItem(UNSENT);
    } else {
      setTimeout(function () { putBack(tries - 1); }, 100);
    }
  }

  // Fetches a file, and has it checked where its hash is known.
  function get(name, known) {
    var here = document.baseURI.replace(/[#?].*$/, '');
    return fetch(new URL(name, here).href, known ? { integrity: known } : {});
  }

  // The one-file edition carries the program inside.
  function program() {
    var inside = document.getElementById('program');
    if (!inside) return get(script.dataset.wasm, script.dataset.integrity);
    var text = atob(inside.textContent);
    var bytes = new Uint8Array(text.length);
    for (var at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
    return bytes;
  }

  // What that worker needs; without a file of its own there is none.
  function beside() {
    var here = document.baseURI.replace(/[#?].*$/, '');
    function at(name) { return name && new URL(name, here).href; }
    var own = script.dataset;
    if (!own.month) return;
    window.mingbaiFiles = {
      month: at(own.month), script: own.glue ? at(own.glue) : script.src, wasm: at(own.wasm), integrity: own.integrity,
      rest: at(own.rest), restIntegrity: own.restIntegrity
    };
  }

  function first() {
    return wasm_bindgen({ module_or_path: program() });
  }
  function rest() {
    return get(script.dataset.rest, script.dataset.restIntegrity);
  }
  function lost() {
    say(LOST);
  }

  function broken(reason) {
    return typeof WebAssembly === 'object' && WebAssembly.RuntimeError && reason instanceof WebAssembly.RuntimeError;
  }

  window.addEventListener('error', function (event) {
    if (broken(event.error)) say('算到一半停住了。这是程序的错，不是您填错了。');
  });
  window.addEventListener('unhandledrejection', function (event) {
    if (broken(event.reason)) say('算到一半停住了。这是程序的错，不是您填错了。');
  });

  if (typeof WebAssembly !== 'object') {
    say('这个浏览器太旧，打不开。请换一个新一点的浏览器。');
    return;
  }
  if (typeof wasm_bindgen !== 'function') {
    lost();
    return;
  }
  // A browser compiles a function when it is first called. While the first page is read, what the
  // next taps will call is called once, a step at a time, so that no tap waits for that.
  function warm(step, apart) {
    setTimeout(function () {
      var began = performance.now();
      var more = true;
      // Small steps go together.
      while (more && performance.now() - began < 2) {
        more = wasm_bindgen.warm(step, apart.inside);
        step += 1;
      }
      if (more) warm(step, apart);
      else if (apart.host.parentNode) apart.host.remove();
    }, step ? 20 : 250);
  }
  // Laid out as on the page, as letters take their time too; closed, so that no name in it is found from outside.
  function apart() {
    var host = document.createElement('div');
    var inside = document.createElement('div');
    if (host.attachShadow) {
      var root = host.attachShadow({ mode: 'closed' });
      [].forEach.call(document.querySelectorAll('link[rel=stylesheet], style'), function (it) { root.appendChild(it.cloneNode(true)); });
      root.appendChild(inside);
      host.className = 'apart';
      host.setAttribute('aria-hidden', 'true');
      document.body.appendChild(host);
    }
    return { host: host, inside: inside };
  }
  // A link within the page is followed as its buttons are: shown first, then written to the address.
  function follow(event) {
    var to = leads(event);
    if (to === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    wasm_bindgen.follow(to);
  }
  // While the finger lies on it, what stands there is reckoned.
  function ahead(event) {
    var to = leads(event);
    if (to !== undefined) wasm_bindgen.ahead(to);
  }
  function leads(event) {
    var link = event.target.closest && event.target.closest('a[href^="#"]');
    if (link && !failed && !event.button) return link.getAttribute('href').slice(1);
  }
  document.addEventListener('mingbai-whole', function () {
    wasm_bindgen.whole();
    document.addEventListener('click', follow);
    document.addEventListener('pointerdown', ahead);
    warm(0, apart());
  });

  // What keeps the page for days without a network comes once the page is there.
  function later() {
    var own = script.dataset;
    if (!own.offline) return;
    var more = document.createElement('script');
    more.src = own.offline;
    more.integrity = own.offlineIntegrity;
    more.dataset.worker = own.worker;
    more.dataset.tables = own.tables;
    document.head.appendChild(more);
  }

  function begin() {
    (script.dataset.rest ? window.mingbaiParts(first, rest, lost, aside) : first()).then(function () {
      putBack(20);
      later();
      if (!script.dataset.rest) document.dispatchEvent(new Event('mingbai-whole'));
    }).catch(function (reason) {
      say(broken(reason) ? '算到一半停住了。这是程序的错，不是您填错了。' : LOST);
    });
  }

  // When the first screen is before the reader's eyes. Where the browser does not say, when it is drawn.
  function shown(then) {
    var done = false;
    function once() {
      if (!done) then();
      done = true;
    }
    try {
      if (performance.getEntriesByType('paint').length) throw null;
      new PerformanceObserver(function (list, own) {
        own.disconnect();
        once();
      }).observe({ entryTypes: ['paint'] });
      setTimeout(once, 1000);
    } catch (unknown) {
      requestAnimationFrame(function () { setTimeout(once, 0); });
    }
  }

  beside();
  // On a slow line the first screen comes before the program; a page nobody looks at is not painted.
  if (document.hidden) begin();
  else shown(begin);
})();
