// Writes the policy this engine understands: Chromium 97, Safari 16 and Firefox 102 know 'wasm-unsafe-eval', older ones need the wider word.
(function () {
  var own = document.currentScript.dataset;
  var known = /(?:Chrom(?:e|ium)|Firefox)\/(\d+)/.exec(navigator.userAgent) || /Version\/(\d+).*Safari/.exec(navigator.userAgent);
  var first = known && (/^Chrom/.test(known[0]) ? 97 : /^Fire/.test(known[0]) ? 102 : 16);
  var word = known && Number(known[1]) < first ? "'unsafe-eval'" : "'wasm-unsafe-eval'";
  // The one-file edition names its parts by their hashes and fetches nothing.
  var scripts = own.script || "'self'";
  var styles = own.style || "'self'";
  var rest = own.script ? "img-src data:" : "img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'";
  var meta = document.createElement('meta');
  meta.httpEquiv = 'Content-Security-Policy';
  meta.content = "default-src 'none'; script-src " + scripts + ' ' + word + '; style-src ' + styles + '; ' + rest +
    "; base-uri 'none'; form-action 'none'";
  document.head.appendChild(meta);
  // In a frame only the page made for frames may stand; where a server says so too, this one never comes so far.
  if (top !== self && !own.script && !window.mingbaiEmbed) location.replace('embed.html' + location.hash);
})();
