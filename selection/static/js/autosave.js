// Saves a long form while it is being filled in: changed answers only, 800 ms after the last key, on leaving a field and on leaving the page.
// Nothing is written to the browser's storage (no personal data there): what could not be sent stays on the page and is tried again.
//
//   <form data-autosave-url="..."> with <input type="hidden" name="revision">; fields in [data-answer=key]; status line [data-autosave-status]
//   (both come from _answers.html and savebar()).
//
// POST <url>, JSON {"revision": "7", "answers": {key: value}}, X-CSRFToken. Values: text ("true", "false" or "" for flag);
// a list of codes for choices; a list of {column: text} for a table, blank rows left out.
//   200 {"revision": "8", "saved_at": "16:42:08"}        kept
//   409 {"revision": "9", "answers": {key: theirs}}       these keys were changed elsewhere since our revision; nothing of this request is kept;
//                                                       the page shows both texts, the person chooses, the choice is sent with the new revision
//   401 {"sign_in_url": "/..."} (or data-sign-in-url)     the session has ended: sign in in another window, we try again on return
//   400                                                  the CSRF token is of an older session: we ask for a new one and try again, once
//   409 {"reasons": [{"why", "cure"}]} (a Refused), 403, 413, 422 {"why", "cure"}    said aloud, not repeated until something changes
//   5xx, no answer                                       tried again after 2, 4, 8 ... 30 s and when the network returns
// GET <url> -> 200 {"revision": "9", "csrf_token": "..."}, 401 as above.
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave-url]");
  if (!form) return;
  var url = form.dataset.autosaveUrl;
  var status = document.querySelector("[data-autosave-status]");
  var revision = form.elements.revision;
  var kept = new Map();      // key -> JSON of what the server holds
  var clashes = new Map();   // key -> JSON of the other window's value, until the person has chosen
  var timer = null, sending = false, again = false, trouble = 0, refusedState = null, leaving = false;

  function answerOf(box) {
    var key = box.dataset.answer;
    var table = box.querySelector("[data-rows]");
    if (table) return rowsOf(key, table);
    var controls = Array.from(box.querySelectorAll("[name]")).filter(function (control) { return control.name === key; });
    if (!controls.length) return undefined;
    if (controls[0].type === "checkbox") return controls.filter(function (control) { return control.checked; }).map(function (control) { return control.value; });
    var other = box.querySelector("[data-other]");
    if (other && !controls[0].value && other.value.trim()) return "other:" + other.value.trim();
    if (controls[0].type === "radio") return (controls.find(function (control) { return control.checked; }) || { value: "" }).value;
    return controls[0].value;
  }
  function rowsOf(key, table) {
    return Array.from(table.querySelectorAll("tr[data-row]")).map(function (row) {
      var cells = {};
      row.querySelectorAll("input[name], select[name], textarea[name]").forEach(function (control) {
        cells[control.name.slice(key.length + 1).replace(/^\d+-/, "")] = control.value;
      });
      return cells;
    }).filter(function (cells) { return Object.keys(cells).some(function (column) { return cells[column].trim(); }); });
  }
  function state() {
    var now = new Map();
    form.querySelectorAll("[data-answer]").forEach(function (box) {
      var value = answerOf(box);
      if (value !== undefined && !box.disabled) now.set(box.dataset.answer, JSON.stringify(value));
    });
    return now;
  }
  function changed() {
    var found = new Map();
    state().forEach(function (value, key) { if (kept.get(key) !== value && !clashes.has(key)) found.set(key, value); });
    return found;
  }
  function bodyOf(changes) {
    var answers = {};
    changes.forEach(function (value, key) { answers[key] = JSON.parse(value); });
    return JSON.stringify({ revision: revision.value, answers: answers });
  }

  function say(word, text, href) {
    status.textContent = "";
    var strong = document.createElement("span");
    strong.className = "word" + (word === "已保存" ? " word-ok" : word === "没有保存" ? " word-stop" : "");
    strong.textContent = word;
    status.append(strong);
    if (text) {
      var note = document.createElement("span");
      note.className = "note";
      note.textContent = "　" + text;
      status.append(note);
    }
    if (href) {
      var link = document.createElement("a");
      link.href = href; link.target = "_blank"; link.rel = "noopener"; link.textContent = "在新窗口登录";
      status.append("　", link);
    }
  }

  function post(body, more) {
    return fetch(url, Object.assign({
      method: "POST", credentials: "same-origin", body: body,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": selection.token() },
    }, more));
  }
  function readJson(response) { return response.json().catch(function () { return {}; }); }

  function freshToken() {
    return fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } }).then(function (response) {
      if (!response.ok) return false;
      return response.json().then(function (answer) { selection.setToken(answer.csrf_token); return true; });
    });
  }

  function save() {
    clearTimeout(timer);
    if (sending) { again = true; return; }
    var changes = changed();
    if (!changes.size) return;
    var body = bodyOf(changes);
    if (body === refusedState) return;
    sending = true;
    say("正在保存", "");
    attempt(changes, body, false).then(done);
  }
  function done() {
    sending = false;
    if (again) { again = false; save(); }
  }
  function cutOff() { later("网络断开，写好的内容还在这一页，连上后自动保存"); }
  function attempt(changes, body, renewed) {
    return post(body).then(function (response) {
      if (response.status === 400 && !renewed) {
        return freshToken().then(function (got) { return got ? attempt(changes, body, true) : later("服务器没有接受，稍后再试"); });
      }
      return readJson(response).then(function (answer) { settle(response, answer, changes, body); });
    }).catch(cutOff);
  }
  function settle(response, answer, changes, body) {
    if (response.ok) {
      trouble = 0; refusedState = null;
      revision.value = answer.revision;
      changes.forEach(function (value, key) { kept.set(key, value); });
      if (clashes.size) say("没有保存", "有 " + clashes.size + " 处与另一窗口不同，请选用一个");
      else say("已保存", answer.saved_at);
    } else if (response.status === 409 && answer.answers) {
      // A server that answers with our own revision would have us ask for ever.
      again = String(answer.revision) !== revision.value;
      revision.value = answer.revision;
      Object.keys(answer.answers).forEach(function (key) { clash(key, JSON.stringify(answer.answers[key])); });
      if (clashes.size) say("没有保存", "有 " + clashes.size + " 处与另一窗口不同，请选用一个");
    } else if (response.status === 401) {
      again = false;
      say("没有保存", "登录已过期。登录后回到这里，写好的内容会接着保存", answer.sign_in_url || form.dataset.signInUrl || "/");
    } else if (response.status >= 500) {
      later("服务器暂时没有答复，写好的内容还在这一页，稍后自动保存");
    } else {
      again = false;
      refusedState = body;
      say("没有保存", selection.saidBy(answer, response.status));
    }
  }
  function later(message) {
    again = false;
    trouble = Math.min(trouble ? trouble * 2 : 2000, 30000);
    say("没有保存", message);
    timer = setTimeout(save, trouble);
  }

  // Both texts stand beside the field until the person has chosen.
  function clash(key, theirs) {
    var box = form.querySelector('[data-answer="' + CSS.escape(key) + '"]');
    if (!box) return;
    if (state().get(key) === theirs) { kept.set(key, theirs); return; }
    clashes.set(key, theirs);
    var old = box.querySelector("[data-clash]");
    if (old) old.remove();
    var note = document.createElement("div");
    note.className = "clash"; note.setAttribute("data-clash", ""); note.setAttribute("role", "group"); note.setAttribute("aria-label", "与另一窗口不同");
    var told = document.createElement("p");
    told.textContent = "这一项在另一窗口改成了：";
    var text = document.createElement("p");
    text.className = "clash-text"; text.textContent = readable(JSON.parse(theirs));
    note.append(told, text, choice("用这里的", function () { kept.set(key, theirs); }));
    // A table or a list is not refilled piece by piece: the page itself knows best how to draw it.
    note.append(typeof JSON.parse(theirs) === "string" ? choice("用另一窗口的", function () { put(box, key, theirs); }) : choice("用另一窗口的", function () { leaving = true; window.location.reload(); }));
    box.append(note);

    function choice(label, act) {
      var button = document.createElement("button");
      button.type = "button"; button.className = "btn btn-plain btn-sm"; button.textContent = label;
      button.addEventListener("click", function () {
        // First the choice, then the note: taking away a button that has the focus fires focusout, which saves.
        act(); clashes.delete(key); note.remove(); save(); if (!clashes.size && !changed().size) say("已保存", "");
      });
      return button;
    }
  }
  function readable(value) {
    if (Array.isArray(value)) return value.map(readable).join("；") || "（空）";
    if (value && typeof value === "object") return Object.keys(value).map(function (column) { return value[column]; }).join("，");
    if (typeof value === "boolean") return value ? "是" : "否";
    return String(value) || "（空）";
  }
  function put(box, key, theirs) {
    var value = JSON.parse(theirs);
    kept.set(key, theirs);
    box.querySelectorAll("[name]").forEach(function (control) {
      if (control.name !== key) return;
      if (control.type === "radio") control.checked = control.value === value;
      else control.value = value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  function soon() { clearTimeout(timer); timer = setTimeout(save, 800); }
  form.addEventListener("input", soon);
  form.addEventListener("change", save);
  form.addEventListener("focusout", save);
  form.addEventListener("submit", function () { leaving = true; clearTimeout(timer); });
  document.addEventListener("click", function (event) { if (event.target.closest("[data-add-row], [data-remove-row]")) soon(); });
  window.addEventListener("online", save);
  window.addEventListener("focus", save);
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") part(); else save(); });
  window.addEventListener("pagehide", part);
  window.addEventListener("beforeunload", function (event) {
    if (leaving || (!changed().size && !clashes.size)) return;
    event.preventDefault();
    event.returnValue = "";
  });
  // The last chance: keepalive outlives the page, but carries 64 KB at most.
  function part() {
    var changes = changed();
    if (leaving || sending || !changes.size) return;
    var body = bodyOf(changes);
    sending = true;
    post(body, { keepalive: new Blob([body]).size < 60000 }).then(function (response) {
      return readJson(response).then(function (answer) { settle(response, answer, changes, body); });
    }).catch(cutOff).then(done);
  }
  kept = state();
})();
