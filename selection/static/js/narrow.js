// <input type="search" data-narrows="id of a long select" hidden>: shows only the options whose text holds every typed word.
// The chosen option always stays. Options are taken out of the list and put back: hiding them does not work in every browser.
// <input type="search" data-finds hidden>: the server finds (htmx); what is typed is no answer, so the form does not hear of it.
(function () {
  "use strict";
  document.querySelectorAll("[data-finds]").forEach(function (box) {
    box.hidden = false;
    ["input", "change"].forEach(function (name) { box.addEventListener(name, function (event) { event.stopPropagation(); }); });
    box.addEventListener("keydown", function (event) { if (event.key === "Enter") event.preventDefault(); });
  });
  document.querySelectorAll("[data-narrows]").forEach(function (box) {
    var select = document.getElementById(box.dataset.narrows);
    var all = Array.from(select.options);
    box.hidden = false;
    function narrow() {
      var words = box.value.trim().toLowerCase().split(/\s+/);
      var chosen = select.selectedOptions[0];
      select.textContent = "";
      all.forEach(function (option) {
        var text = option.textContent.toLowerCase();
        if (option === chosen || !option.value || words.every(function (word) { return text.includes(word); })) select.append(option);
      });
      if (chosen) chosen.selected = true;
    }
    box.addEventListener("input", function (event) { event.stopPropagation(); narrow(); });
    box.addEventListener("change", function (event) { event.stopPropagation(); });
    box.addEventListener("keydown", function (event) { if (event.key === "Enter") event.preventDefault(); });
  });
})();
