// What the other scripts need to talk with the server: the CSRF token, and the sentences of an answer that says no.
window.selection = (function () {
  "use strict";
  function meta() { return document.querySelector('meta[name="csrf-token"]'); }

  document.addEventListener("htmx:configRequest", function (event) {
    if (meta()) event.detail.headers["X-CSRFToken"] = meta().content;
  });

  return {
    token: function () { return meta() ? meta().content : ""; },
    // After a new sign-in the old token is worth nothing: forms of this page get the new one too.
    setToken: function (token) {
      meta().content = token;
      document.querySelectorAll('input[name="csrf_token"]').forEach(function (input) { input.value = token; });
    },
    // {"reasons": [{"why", "cure"}]} or {"why", "cure"}, as selection/errors.py answers.
    saidBy: function (answer, status) {
      var reasons = answer.reasons || (answer.why ? [answer] : []);
      var text = reasons.map(function (reason) { return [reason.why, reason.cure].filter(Boolean).map(closed).join(""); }).join("");
      return text || "服务器答复 " + status + "，请过一会儿再试。";
    },
  };

  function closed(sentence) { return /[。？]$/.test(sentence) ? sentence : sentence + "。"; }
})();
