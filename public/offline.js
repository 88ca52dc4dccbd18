// Keeps the page for days without a network, and offers a new version; it is taken only when asked for.
(function () {
  // Not in the worker for a month's table, see month.js.
  if (typeof document === 'undefined') return;
  var script = document.currentScript;
  if (!('serviceWorker' in navigator) || !script.dataset.worker) return;
  var asked = false;

  function offer(worker, tables) {
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
    bar.appendChild(button);
    document.body.appendChild(bar);
  }

  // The waiting worker says which tables it has.
  function ready(worker) {
    var channel = new MessageChannel();
    channel.port1.onmessage = function (event) {
      offer(worker, event.data !== script.dataset.tables);
    };
    worker.postMessage('tables', [channel.port2]);
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
  document.addEventListener('mingbai-open', function () {
    navigator.serviceWorker.register(script.dataset.worker).then(watch).catch(function () {
      // Refused, or no room: the page works from the network.
    });
  });
})();
