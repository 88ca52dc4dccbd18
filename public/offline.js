// Keeps the page for days without a network, and offers a new version; it is taken only when asked for.
(function () {
  var script = document.currentScript;
  if (!('serviceWorker' in navigator) || !script.dataset.worker) return;
  var asked = false;

  // What stands before the list, and which tables it lists, each as it was and as it is.
  /** @type {[string, (was: any, is: any) => boolean][]} */
  var WAYS = [
    ['新加', function (was, is) { return !was; }],
    ['去掉', function (was, is) { return !is; }],
    ['写明了到哪天', function (was, is) { return was && is && was.until !== is.until; }],
    ['数有变', function (was, is) { return was && is && was.figures !== is.figures; }],
    ['写法有变', function (was, is) { return was && is && was.text !== is.text && was.figures === is.figures; }],
    ['又核对过', function (was, is) { return was && is && was.checked !== is.checked && was.text === is.text && was.figures === is.figures; }]
  ];
  var MOST = 3;

  // Which tables differ, in words.
  function changes(before, after) {
    function named(list) {
      var all = {};
      list.forEach(function (it) { all[it.id] = it; });
      return all;
    }
    var old = named(before);
    var fresh = named(after);
    var ids = Object.keys(fresh).concat(Object.keys(old).filter(function (id) { return !fresh[id]; }));
    return WAYS.map(function (way) {
      var titles = ids.filter(function (id) { return way[1](old[id], fresh[id]); }).map(function (id) {
        return (fresh[id] || old[id]).title;
      });
      var more = titles.length > MOST ? '等 ' + titles.length + ' 张' : '';
      return titles.length ? way[0] + '：' + titles.slice(0, MOST).join('、') + more + '。' : '';
    }).filter(Boolean);
  }

  function offer(worker, tables, lines) {
    if (document.querySelector('.offer')) return;
    var bar = document.createElement('div');
    bar.className = 'offer';
    bar.setAttribute('role', 'status');
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'choice';
    button.textContent = tables ? '政策表有新的，点这里换' : '有新版本，点这里换';
    button.onclick = function () {
      asked = true;
      button.disabled = true;
      worker.postMessage('take');
    };
    lines.forEach(function (text) {
      var line = document.createElement('small');
      line.textContent = text;
      button.appendChild(line);
    });
    bar.appendChild(button);
    document.body.appendChild(bar);
  }

  function ask(worker, what) {
    return new Promise(function (done) {
      var channel = new MessageChannel();
      channel.port1.onmessage = function (event) { done(event.data); };
      worker.postMessage(what, [channel.port2]);
    });
  }

  // The waiting worker says which tables it has; the one in charge still has the list of those before.
  function ready(worker) {
    ask(worker, 'tables').then(function (tables) {
      if (tables === script.dataset.tables) return offer(worker, false, []);
      var before = fetch('tables.json').then(function (response) { return response.json(); });
      return Promise.all([before, ask(worker, 'list')]).then(function (lists) {
        offer(worker, true, changes(lists[0], lists[1]));
      }).catch(function () {
        offer(worker, true, []);
      });
    });
  }

  function watch(registration) {
    // Without a worker in charge this is the first visit: nothing is old.
    if (registration.waiting && navigator.serviceWorker.controller) ready(registration.waiting);
    registration.addEventListener('updatefound', function () {
      var fresh = registration.installing;
      if (!fresh) return;
      fresh.addEventListener('statechange', function () {
        if (fresh.state === 'installed' && navigator.serviceWorker.controller) ready(fresh);
      });
    });
    document.addEventListener('visibilitychange', function () {
      if (document.visibilityState === 'visible') registration.update().catch(function () {});
    });
  }

  navigator.serviceWorker.addEventListener('controllerchange', function () {
    if (asked) location.reload();
  });
  // What belongs to this door is kept from now on.
  var door = document.documentElement.dataset.door;
  if (door) {
    navigator.serviceWorker.ready.then(function (registration) {
      registration.active.postMessage({ open: door });
    });
  }
  navigator.serviceWorker.register(script.dataset.worker).then(watch).catch(function () {
    // Refused, or no room: the page works from the network.
  });
})();
