// Writes the policy this engine understands: Chromium 97 and up know 'wasm-unsafe-eval', older ones need the wider word.
(function () {
  var chrome = /Chrom(?:e|ium)\/(\d+)/.exec(navigator.userAgent);
  var old = chrome ? Number(chrome[1]) < 97 : false;
  var word = old ? "'unsafe-eval'" : "'wasm-unsafe-eval'";
  var meta = document.createElement('meta');
  meta.httpEquiv = 'Content-Security-Policy';
  meta.content = "default-src 'none'; script-src 'self' " + word +
    "; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'";
  document.head.appendChild(meta);
})();
