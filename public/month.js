// Opens the program once more, beside the page, to reckon a month's table: no screen, only rows.
(function () {
  function get(name, known) {
    return fetch(name, known ? { integrity: known } : {});
  }

  // The program in two parts, see parts.js; here nothing waits, so both come before it starts.
  function rest(files, exports) {
    return get(files.rest, files.restIntegrity).then(function (response) {
      return response.arrayBuffer();
    }).then(function (bytes) {
      return WebAssembly.instantiate(bytes, Object.assign({ primary: exports }, wasm_bindgen.imports));
    }).then(function () {
      exports.__wbindgen_start();
    });
  }

  self.onmessage = function (event) {
    var files = event.data.files;
    importScripts(files.script);
    wasm_bindgen({ module_or_path: get(files.wasm, files.integrity) }).then(function (exports) {
      return files.rest ? rest(files, exports) : undefined;
    }).then(function () {
      self.mingbaiMonth(event.data);
    }).catch(function (reason) {
      // The page hears of it and reckons itself.
      setTimeout(function () { throw reason; });
    });
  };
})();
