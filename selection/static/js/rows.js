// Adds and removes rows of a repeating table in place; without it the same buttons post the form.
//   table[data-rows=key][data-limit], template[data-row-template=key], button[data-add-row=key], button[data-remove-row] in a tr[data-row].
// Names run <key>-<row from 0>-<column>; after a removal the rows are numbered anew. Fires "change" on the table so that autosave sees it.
(function () {
  "use strict";
  function rowsOf(table) { return Array.from(table.querySelectorAll("tr[data-row]")); }
  function each(table, key, what) { document.querySelectorAll("[" + what + '="' + CSS.escape(key) + '"]').forEach(table); }
  function say(key, text) { each(function (line) { line.textContent = text; }, key, "data-rows-said"); }

  function renumber(table) {
    var key = table.dataset.rows;
    var start = new RegExp("^" + key.replace(/[^\w]/g, "\\$&") + "-(\\d+|__row__)");
    rowsOf(table).forEach(function (row, index) {
      row.querySelectorAll("input, select, textarea, button").forEach(function (control) {
        ["name", "id", "value"].forEach(function (attribute) {
          if (attribute === "value" && !control.hasAttribute("data-remove-row")) return;
          var text = control.getAttribute(attribute);
          if (text) control.setAttribute(attribute, text.replace(start, key + "-" + index));
        });
        control.setAttribute("aria-label", control.getAttribute("aria-label").replace(/第 (\d+|__n__) 行/, "第 " + (index + 1) + " 行"));
      });
    });
  }

  function add(key) {
    var table = document.querySelector('[data-rows="' + CSS.escape(key) + '"]');
    var limit = Number(table.dataset.limit || Infinity);
    if (rowsOf(table).length >= limit) { say(key, "已有 " + limit + " 行，不能再加"); return; }
    var template = document.querySelector('[data-row-template="' + CSS.escape(key) + '"]');
    table.tBodies[0].append(template.content.cloneNode(true));
    renumber(table);
    var rows = rowsOf(table);
    rows[rows.length - 1].querySelector("input, select, textarea").focus();
    say(key, "已加第 " + rows.length + " 行");
    settle(table);
  }

  function remove(row) {
    var table = row.closest("[data-rows]");
    var key = table.dataset.rows;
    var problem = row.nextElementSibling;
    if (problem && problem.hasAttribute("data-row-problem")) problem.remove();
    var index = rowsOf(table).indexOf(row);
    row.remove();
    renumber(table);
    var rows = rowsOf(table);
    var next = rows[Math.min(index, rows.length - 1)];
    var focus = next ? next.querySelector("input, select, textarea") : document.querySelector('[data-add-row="' + CSS.escape(key) + '"]');
    focus.focus();
    say(key, "已删除第 " + (index + 1) + " 行，还有 " + rows.length + " 行");
    settle(table);
    table.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function settle(table) {
    var limit = Number(table.dataset.limit || Infinity);
    var full = rowsOf(table).length >= limit;
    each(function (button) { if (full) button.setAttribute("aria-disabled", "true"); else button.removeAttribute("aria-disabled"); }, table.dataset.rows, "data-add-row");
    each(function (note) { note.textContent = full ? "已有 " + limit + " 行，不能再加" : "最多 " + limit + " 行"; }, table.dataset.rows, "data-rows-left");
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-add-row], [data-remove-row]");
    if (!button) return;
    event.preventDefault();
    if (button.hasAttribute("data-add-row")) add(button.dataset.addRow);
    else remove(button.closest("tr[data-row]"));
  });
  document.querySelectorAll("[data-rows]").forEach(settle);
})();
