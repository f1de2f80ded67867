// A field that matters only while another holds certain values is hidden otherwise. It is still posted: the rules decide.
//   <div data-shown-when="key of the other" data-shown-values='["a", "b"]'>
(function () {
  "use strict";
  function valuesOf(key) {
    return Array.from(document.getElementsByName(key)).filter(function (control) {
      return (control.type !== "checkbox" && control.type !== "radio") || control.checked;
    }).map(function (control) { return control.value; });
  }
  function settle() {
    document.querySelectorAll("[data-shown-when]").forEach(function (field) {
      var held = valuesOf(field.dataset.shownWhen);
      var wanted = JSON.parse(field.dataset.shownValues);
      field.hidden = !held.some(function (value) { return wanted.includes(value); });
    });
  }
  document.addEventListener("change", settle);
  document.addEventListener("htmx:load", settle);
  settle();
})();
