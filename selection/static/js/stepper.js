// The expert's sheet (_score.html): plus and minus by the step, a band sets a start, the sum and what is still to do are kept right.
(function () {
  "use strict";
  var sheet = document.querySelector("[data-score-sheet]");
  if (!sheet) return;
  var inputs = Array.from(sheet.querySelectorAll("[data-score]"));

  function number(input) {
    // Full-width digits and a comma as decimal sign are understood.
    var text = input.value.normalize("NFKC").replace(",", ".").trim();
    return text !== "" && isFinite(text) ? Number(text) : null;
  }
  function places(input) {
    return Math.max(1, (input.dataset.unit.split(".")[1] || "").length);
  }
  function set(input, value) {
    var unit = Number(input.dataset.unit);
    var most = Number(input.dataset.most);
    input.value = (Math.round(Math.min(most, Math.max(0, value)) / unit) * unit).toFixed(places(input));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function markBand(input) {
    var value = number(input);
    input.closest("[data-criterion]").querySelectorAll(".bands input").forEach(function (band) {
      band.checked = value !== null && value >= Number(band.dataset.from) && value <= Number(band.dataset.to);
    });
  }
  function total() {
    var left = inputs.filter(function (input) { return number(input) === null; });
    var sum = inputs.reduce(function (soFar, input) { return soFar + (number(input) || 0); }, 0);
    var shown = left.length === inputs.length ? "—" : sum.toFixed(Math.max.apply(null, inputs.map(places)));
    sheet.querySelector("[data-score-sum]").textContent = shown;
    var line = sheet.querySelector("[data-score-left]");
    line.hidden = left.length === 0;
    line.textContent = "还有 " + left.length + " 项没有评：" + left.map(function (input) { return input.closest("[data-criterion]").dataset.criterion; }).join("、");
    document.querySelectorAll("[data-score-summary]").forEach(function (summary) {
      summary.textContent = "已评 " + (inputs.length - left.length) + " 项，共 " + inputs.length + " 项，" + shown + " 分";
    });
  }

  sheet.addEventListener("click", function (event) {
    var button = event.target.closest("[data-step]");
    if (!button) return;
    var input = button.parentNode.querySelector("[data-score]");
    set(input, (number(input) || 0) + Number(button.dataset.step));
  });
  sheet.addEventListener("change", function (event) {
    if (event.target.closest(".bands")) set(event.target.closest("[data-criterion]").querySelector("[data-score]"), Number(event.target.value));
  });
  sheet.addEventListener("input", function (event) {
    if (!event.target.hasAttribute("data-score")) return;
    markBand(event.target);
    total();
  });
  total();
})();
