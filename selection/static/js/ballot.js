// The committee's paper: how many are ticked of how many one may, and a search that narrows the names. Nothing is kept or sent.
//   <form data-ballot data-most="120"> ... <span data-ballot-count>   <input data-ballot-search hidden>   <tr data-words="...">
(function () {
  "use strict";
  var paper = document.querySelector("[data-ballot]");
  if (!paper) return;
  var most = Number(paper.dataset.most);
  var rows = Array.from(paper.querySelectorAll("[data-words]"));
  var shown = document.querySelector("[data-ballot-count]");
  var search = document.querySelector("[data-ballot-search]");
  var only = document.querySelector("[data-ballot-only]");

  function count() {
    var ticked = paper.querySelectorAll("input[name=in_favour]:checked").length;
    var over = ticked - most;
    shown.textContent = "已选 " + ticked + " 人，" + (over > 0 ? "多出 " + over + " 人" : "还可选 " + (most - ticked) + " 人");
    shown.classList.toggle("counter-over", over > 0);
  }
  function narrow() {
    var words = search.value.trim().toLowerCase().split(/\s+/);
    rows.forEach(function (row) {
      var text = row.dataset.words.toLowerCase();
      var fits = words.every(function (word) { return text.includes(word); });
      row.hidden = !fits || (only.checked && !row.querySelector("input:checked"));
    });
  }
  document.querySelectorAll("[data-ballot-tools]").forEach(function (tools) { tools.hidden = false; });
  paper.addEventListener("change", function (event) { if (event.target.name === "in_favour") count(); });
  search.addEventListener("input", narrow);
  search.addEventListener("keydown", function (event) { if (event.key === "Enter") event.preventDefault(); });
  only.addEventListener("change", narrow);
  window.addEventListener("pageshow", count);
  count();
})();
