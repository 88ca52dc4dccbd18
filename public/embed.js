// First in the page that may stand in the frame of another (embed.html): nothing is kept in this browser and nothing read, whoever's page is around it.
(function () {
  function none() {
    throw new DOMException('', 'SecurityError');
  }
  ['localStorage', 'sessionStorage', 'indexedDB', 'caches'].forEach(function (name) {
    Object.defineProperty(window, name, { get: none });
  });
  window.mingbaiEmbed = true;
})();
