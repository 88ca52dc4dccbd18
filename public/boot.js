// Opens the page. Whatever breaks, the reader sees a sentence and a way on, never a blank page.
(function () {
  var script = document.currentScript;
  var failed = false;

  function say(why) {
    if (failed) return;
    failed = true;
    var main = document.createElement('main');
    main.className = 'home';
    main.setAttribute('role', 'alert');
    main.innerHTML = '<h1 tabindex="-1">页面出了问题</h1><p class="why"></p>' +
      '<p>您填过的还在网址里，没有丢。</p>' +
      '<nav class="doors"><button type="button" class="door again"><strong>再试一次</strong></button>' +
      '<button type="button" class="door afresh"><strong>从头开始</strong></button></nav>';
    main.querySelector('.why').textContent = why;
    main.querySelector('.again').onclick = function () { location.reload(); };
    main.querySelector('.afresh').onclick = function () { location.hash = ''; location.reload(); };
    document.body.textContent = '';
    document.body.appendChild(main);
    main.querySelector('h1').focus();
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
  var here = document.baseURI.replace(/[#?].*$/, '');
  var glue = new URL(script.dataset.glue, here).href;
  var wasm = new URL(script.dataset.wasm, here).href;
  import(glue).then(function (module) {
    return module.default({ module_or_path: wasm });
  }).catch(function (reason) {
    say(broken(reason) ? '算到一半停住了。这是程序的错，不是您填错了。' : '没有下载全。请看看网络，再试一次。');
  });
})();
