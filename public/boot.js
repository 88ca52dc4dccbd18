// Opens the page. Whatever breaks, the reader sees a sentence and a way on, never a blank page,
// and what was typed but not yet sent is shown and put back.
(function () {
  // The worker for a month's table loads the program with the same file, and has no page.
  if (typeof document === 'undefined') return;
  window.mingbaiBoot = true;
  var script = /** @type {HTMLScriptElement} */ (document.currentScript);
  var failed = false;
  var UNSENT = 'mingbai.unsent';
  var WIDE = 'mingbai.wide';
  // What opening.js shows where no script comes, said here too; the page that says it goes away.
  var LOST = written('lost');
  var CHANGED = written('changed');
  var GONE = written('gone');
  var OLD = written('old');
  var OFF = '这个浏览器关掉了 WebAssembly，程序不能运行。请在设置里打开它，或者换一个浏览器。';
  var LOCKED = '开了锁定模式，网页里的程序不能运行。浏览器不旧，网络也没有断。可以换一台手机打开。也可以对这个网站关掉它：在“设置”的“隐私与安全性”里点“锁定模式”，再点“配置网页浏览”。';
  var REFUSED = '网站或浏览器的安全设置不让程序运行。请换一个浏览器试试。';
  var MEMORY = '这台设备的内存不够，打不开。请关掉几个别的页面，再试一次。';
  var STOPPED = '算到一半停住了。这是程序的错，不是您填错了。';
  var FAULT = '打开的时候出了错。这是程序的错，不是网络不好。';

  function written(word) {
    return document.querySelector('.opening .' + word).textContent;
  }

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
    return document.documentElement.dataset.door === 'desk';
  }

  function say(why) {
    if (failed) return;
    failed = true;
    var fields = aside();
    var main = document.createElement('main');
    main.className = 'home';
    main.innerHTML = '<h1 id="title" tabindex="-1">页面出了问题</h1><p class="why" role="alert"></p>' +
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
    main.querySelector('.again').addEventListener('click', function () { location.reload(); });
    main.querySelector('.afresh').addEventListener('click', function () { location.hash = ''; location.reload(); });
    document.body.textContent = '';
    document.body.appendChild(main);
    // What opening.js shows is gone too.
    delete document.documentElement.dataset.opening;
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
      var input = /** @type {HTMLInputElement} */ (document.getElementById(field.id));
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

  // Fetches a file, and has it checked where its hash is known. What the browser kept may be hurt: then it comes again.
  function get(name, known) {
    var here = new URL(name, document.baseURI.replace(/[#?].*$/, '')).href;
    function fetched(cache, integrity) {
      return fetch(here, { cache: cache, integrity: integrity || '' });
    }
    function sure(response) {
      if (!response.ok) throw { told: GONE };
      return response;
    }
    return fetched('default', known).catch(function () {
      return fetched('reload', known);
    }).then(sure, function () {
      // Nothing that came, and not what should have come, are the same to the browser.
      return fetched('no-store').then(sure, function () { throw { told: LOST }; }).then(function () { throw { told: CHANGED }; });
    });
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
      month: at(own.month), script: own.glue ? at(own.glue) : script.src, wasm: at(own.wasm), integrity: own.integrity
    };
  }

  function lost(reason) {
    var why = told(reason);
    if (why !== REFUSED || !wider()) say(why);
  }

  // A program that stopped: in a trap, or with calls too deep.
  function broken(reason) {
    return (typeof WebAssembly === 'object' && WebAssembly.RuntimeError && reason instanceof WebAssembly.RuntimeError) ||
      /call stack|recursion/i.test(reason && reason.message);
  }

  // Why the program is not there. Browsers differ in their words, not in the words they are about.
  function told(reason) {
    var text = reason ? reason.name + ' ' + reason.message : '';
    return reason && reason.told ? reason.told
      : broken(reason) ? STOPPED
        : /EvalError|Content.Security.Policy|CSP|unsafe-eval|by embedder/i.test(text) ? REFUSED
          : /memory/i.test(text) ? MEMORY
            : /CompileError/.test(text) ? OLD
              : /fetch|network|load failed|body stream/i.test(text) ? LOST : FAULT;
  }

  // Without WebAssembly. Every engine that has flat had it before: there it was switched off.
  function without() {
    var name = navigator.userAgent;
    if (![].flat) return OLD;
    if (!/iP(?:hone|ad|od).*OS (?:1[6-9]|[2-9]\d)[_.]|Macintosh.*Version\/(?:1[6-9]|[2-9]\d)[\d.]* Safari/.test(name)) return OFF;
    return (/iPhone/.test(name) ? '这台手机' : '这台设备') + LOCKED;
  }

  // The engine refuses the narrow word that its name promised, see csp.js: it begins again with the wider one.
  function wider() {
    var meta = /** @type {HTMLMetaElement} */ (document.querySelector('meta[http-equiv="Content-Security-Policy"]'));
    try {
      if (!meta || meta.content.indexOf("'wasm-") < 0) return false;
      sessionStorage.setItem(WIDE, '1');
      aside();
      location.reload();
      return true;
    } catch (refused) {
      return false;
    }
  }

  window.addEventListener('error', function (event) {
    if (broken(event.error)) say(STOPPED);
  });
  window.addEventListener('unhandledrejection', function (event) {
    if (broken(event.reason)) say(STOPPED);
  });

  if (typeof WebAssembly !== 'object') {
    say(without());
    return;
  }
  if (typeof wasm_bindgen !== 'function') {
    say(LOST);
    return;
  }
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
    wasm_bindgen({ module_or_path: program() }).then(function () {
      putBack(20);
      later();
    }).catch(lost);
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
