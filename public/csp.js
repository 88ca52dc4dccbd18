// Writes the policy this engine understands: Chromium 97, Firefox 102 and the WebKit of iOS 16 and Safari 16 know 'wasm-unsafe-eval'.
// An older engine, and one that its name does not tell, needs the wider word.
(function () {
  var own = document.currentScript.dataset;
  var name = navigator.userAgent;
  function since(first, engine) {
    var found = engine.exec(name);
    return found && Number(found[1]) >= first;
  }
  // On iPhones and iPads every browser is the system's WebKit, whatever it is called.
  var narrow = /iP(?:hone|ad|od)/.test(name) ? since(16, /OS (\d+)[_.]/)
    : /Chrom(?:e|ium)\//.test(name) ? since(97, /Chrom(?:e|ium)\/(\d+)/)
      : since(102, /Firefox\/(\d+)/) || since(16, /Version\/(\d+).*Safari/);
  try {
    // The name promised more than the engine keeps, see boot.js.
    if (sessionStorage.getItem('mingbai.wide')) narrow = false;
  } catch (refused) {
    // Then the name decides.
  }
  var word = narrow ? "'wasm-unsafe-eval'" : "'unsafe-eval'";
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
