// Keeps the character counters of _form.html right while one types. Counts code points without white space, as the rules do.
//   <p data-counts="id of the control" data-limit="500"> ... <span data-count></span></p>
(function () {
  "use strict";
  function count(line) {
    var control = document.getElementById(line.dataset.counts);
    var shown = line.querySelector("[data-count]");
    var written = Array.from(control.value.replace(/\s/gu, "")).length;
    var limit = Number(line.dataset.limit);
    var over = written > limit;
    shown.textContent = "已写 " + written + " 字，" + (over ? "超出 " + (written - limit) : "还可写 " + (limit - written)) + " 字";
    shown.classList.toggle("counter-over", over);
  }
  document.addEventListener("input", function (event) {
    if (!event.target.id) return;
    var line = document.querySelector('[data-counts="' + CSS.escape(event.target.id) + '"]');
    if (line) count(line);
  });
})();
