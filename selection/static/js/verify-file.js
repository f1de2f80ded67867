// Hashes a chosen or dropped certificate in the browser and asks the register about the hash; the file stays here.
//   <form data-verify-file="/verify/files/000....json"><input type="file"><p role="status" data-verify-said></p></form>
// Without WebCrypto (an old browser, no https) nothing happens here, and the button sends the file as ever.
(function () {
  "use strict";
  var SAID = {
    valid: "与登记的文件完全相同，证书有效。 Identical to the registered file; valid.",
    replaced: "与登记的文件相同，但证书已换发。 Registered, but replaced by another certificate.",
    revoked: "与登记的文件相同，但荣誉已撤销。 Registered, but the honour was revoked.",
    unknown: "登记里没有这个文件。点“核验文件”看原因。 Not in the register; send it to see why."
  };
  document.querySelectorAll("[data-verify-file]").forEach(function (form) {
    var input = form.querySelector("input[type=file]");
    var said = form.querySelector("[data-verify-said]");
    if (!window.crypto || !window.crypto.subtle) return;
    function hexadecimal(buffer) {
      return Array.prototype.map.call(new Uint8Array(buffer), function (byte) { return (byte < 16 ? "0" : "") + byte.toString(16); }).join("");
    }
    function look(file) {
      said.textContent = "正在比对。 Comparing.";
      file.arrayBuffer().then(function (content) {
        return window.crypto.subtle.digest("SHA-256", content);
      }).then(function (digest) {
        var hash = hexadecimal(digest);
        return fetch(form.dataset.verifyFile.replace(/0{64}/, hash), { headers: { Accept: "application/json" } }).then(function (response) {
          if (!response.ok) throw new Error(String(response.status));
          return response.json();
        }).then(function (answer) {
          var told = SAID[answer.state] || SAID.unknown;
          if (answer.number) told += " " + answer.number + " " + answer.name;
          said.textContent = told + " SHA-256 " + hash;
        });
      }).catch(function () {
        said.textContent = "没有比对成。请点“核验文件”。 Not compared; please send the file.";
      });
    }
    input.addEventListener("change", function () { if (input.files.length) look(input.files[0]); });
    form.addEventListener("dragover", function (event) { event.preventDefault(); });
    form.addEventListener("drop", function (event) {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      look(input.files[0]);
    });
  });
})();
