// Opens the program once more, beside the page, to reckon a month's table: no screen, only rows.
(function () {
  self.onmessage = function (event) {
    var files = event.data.files;
    importScripts(files.script);
    wasm_bindgen({ module_or_path: fetch(files.wasm, files.integrity ? { integrity: files.integrity } : {}) }).then(function () {
      self.mingbaiMonth(event.data);
    }).catch(function (reason) {
      // The page hears of it and reckons itself.
      setTimeout(function () { throw reason; });
    });
  };
})();
