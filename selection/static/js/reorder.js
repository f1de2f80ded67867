// The ranking: two buttons for everybody, a handle for the mouse. Each move is posted; if it is not accepted, the order goes back.
//   <ol class="order" data-reorder-url="..." data-revision="3"><li data-id="17" data-name="陆文珊"> grip, .rank, [data-move=up|down] </li>
//   <p class="visually-hidden" aria-live="polite" data-reorder-said>, <div data-reorder-problem role="alert"> for what was not accepted
// POST <data-reorder-url>, JSON {"revision": "3", "order": ["17", "4", ...]} (the ids of all li, best first), X-CSRFToken
//   200 {"revision": "4"}            accepted
//   409 {"reasons": [{"why", "cure"}]}   refused, or somebody else changed the list in between; 4xx {"why", "cure"}: the order goes back
(function () {
  "use strict";
  var list = document.querySelector("[data-reorder-url]");
  if (!list) return;
  var said = document.querySelector("[data-reorder-said]");
  var problem = document.querySelector("[data-reorder-problem]");
  var sending = Promise.resolve();
  var accepted = rows();

  function rows() { return Array.from(list.querySelectorAll("li[data-id]")); }

  // Rows trade places among themselves; lines between them (.cut) stay where they are.
  function arrange(order) {
    var slots = rows().map(function (row) { var slot = document.createComment(""); row.replaceWith(slot); return slot; });
    slots.forEach(function (slot, index) { slot.replaceWith(order[index]); });
    order.forEach(function (row, index) {
      row.querySelector(".rank").textContent = index + 1;
      dim(row.querySelector('[data-move="up"]'), index === 0);
      dim(row.querySelector('[data-move="down"]'), index === order.length - 1);
    });
  }
  function dim(button, off) { if (off) button.setAttribute("aria-disabled", "true"); else button.removeAttribute("aria-disabled"); }

  function refuse(message) {
    arrange(accepted);
    if (problem) problem.textContent = message;
  }

  function send(moved) {
    var order = rows();
    if (order.every(function (row, index) { return row === accepted[index]; })) return;
    if (said) said.textContent = moved.dataset.name + "已移到第 " + (order.indexOf(moved) + 1) + " 位，共 " + order.length + " 位";
    if (problem) problem.textContent = "";
    // One after another: each answer brings the revision that the next must name.
    sending = sending.then(function () {
      return fetch(list.dataset.reorderUrl, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": selection.token() },
        body: JSON.stringify({ revision: list.dataset.revision, order: order.map(function (row) { return row.dataset.id; }) }),
      }).then(function (response) {
        return response.json().catch(function () { return {}; }).then(function (answer) {
          if (response.ok) { list.dataset.revision = answer.revision; accepted = order; return; }
          refuse("没有移动：" + selection.saidBy(answer, response.status));
        });
      }, function () { refuse("没有移动：网络断开，连上后再移动一次。"); });
    });
  }

  list.addEventListener("click", function (event) {
    var button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    var row = button.closest("li");
    var order = rows();
    var from = order.indexOf(row);
    var to = from + (button.dataset.move === "up" ? -1 : 1);
    if (to < 0 || to >= order.length) return;
    order.splice(from, 1);
    order.splice(to, 0, row);
    arrange(order);
    mark(row);
    button.focus();
    send(row);
  });

  function mark(row) {
    rows().forEach(function (each) { each.classList.toggle("is-moving", each === row); });
  }

  var dragged = null;
  list.addEventListener("pointerdown", function (event) {
    var grip = event.target.closest(".grip");
    if (!grip || event.button !== 0) return;
    dragged = grip.closest("li");
    mark(dragged);
    event.preventDefault();
  });
  // On the document, not captured by the handle: a row that is moved in the page would lose the capture.
  document.addEventListener("pointermove", function (event) {
    if (!dragged) return;
    var order = rows().filter(function (row) { return row !== dragged; });
    var to = order.filter(function (row) { var box = row.getBoundingClientRect(); return event.clientY > box.top + box.height / 2; }).length;
    if (rows().indexOf(dragged) === to) return;
    order.splice(to, 0, dragged);
    var after = order[to + 1];
    if (after) list.insertBefore(dragged, after);
    else order[to - 1].after(dragged);
  });
  function drop() {
    if (!dragged) return;
    var row = dragged;
    dragged = null;
    arrange(rows());
    send(row);
  }
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
})();
