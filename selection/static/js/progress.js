// Asks every two seconds how far a piece of work is.
//   <div data-progress-url="..."><svg class="bar">...<rect data-bar width="0%"/></svg><p role="status" data-progress-said></p></div>
// GET -> 200 {"done": 12, "total": 120, "message": "已制发 12 份，共 120 份", "finished": false, "location": null}
// When finished: goes to location, or leaves the message standing. Network trouble: asks again, more slowly, and says so.
(function () {
  "use strict";
  document.querySelectorAll("[data-progress-url]").forEach(function (box) {
    var bar = box.querySelector("[data-bar]");
    var said = box.querySelector("[data-progress-said]");
    var wait = 2000;
    function ask() {
      fetch(box.dataset.progressUrl, { credentials: "same-origin", headers: { Accept: "application/json" } }).then(function (response) {
        if (!response.ok) throw new Error(String(response.status));
        return response.json();
      }).then(function (answer) {
        wait = 2000;
        bar.setAttribute("width", (answer.total ? Math.floor(answer.done / answer.total * 100) : 0) + "%");
        if (said.textContent !== answer.message) said.textContent = answer.message;
        if (!answer.finished) { setTimeout(ask, wait); return; }
        if (answer.location) window.location = answer.location;
      }).catch(function () {
        wait = Math.min(wait * 2, 30000);
        said.textContent = "暂时问不到进度，" + wait / 1000 + " 秒后再问。办理不受影响。";
        setTimeout(ask, wait);
      });
    }
    ask();
  });
})();
