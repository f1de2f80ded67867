// Sends a form with files by XMLHttpRequest, to show how far it is. Without it the form posts itself.
//   <form data-upload method="post" enctype="multipart/form-data"> ... <div data-upload-progress hidden><svg class="bar">...<rect data-bar width="0%"/></svg>
//   <p data-upload-said role="status"></p></div>
// Sent with Accept: application/json and X-Requested-With: XMLHttpRequest.
//   201 {"location": "/..."}         goes there (the page itself, if absent)
//   409 {"reasons": [{"why", "cure"}]}, 4xx {"why", "cure"}    says it; the chosen file stays chosen
// data-limit-bytes on the form: a larger file is refused before it is sent.
(function () {
  "use strict";
  // Back to this very page, an anchor alone would only scroll: what was sent would not be shown.
  function go(location) {
    var target = new URL(location || window.location.pathname, window.location.href);
    var stays = target.pathname === window.location.pathname && target.search === window.location.search;
    window.location.assign(target);
    if (stays) window.location.reload();
  }
  function megabytes(bytes) { return (bytes / 1048576).toFixed(1) + " MB"; }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-upload") || form.dataset.sending) return;
    event.preventDefault();
    var box = form.querySelector("[data-upload-progress]");
    var said = form.querySelector("[data-upload-said]");
    var bar = form.querySelector("[data-bar]");
    var limit = Number(form.dataset.limitBytes || Infinity);
    var large = Array.from(form.querySelectorAll('input[type="file"]')).reduce(function (all, input) { return all.concat(Array.from(input.files)); }, [])
      .find(function (file) { return file.size > limit; });
    box.hidden = false;
    if (large) { said.textContent = "“" + large.name + "”有 " + megabytes(large.size) + "，一份不能超过 " + megabytes(limit) + "。请压缩或分开后再传。"; return; }

    var request = new XMLHttpRequest();
    form.dataset.sending = "yes";
    function stop(message) { delete form.dataset.sending; bar.setAttribute("width", "0%"); said.textContent = message; }
    request.upload.addEventListener("progress", function (sent) {
      if (!sent.lengthComputable) return;
      var percent = Math.floor(sent.loaded / sent.total * 100);
      bar.setAttribute("width", percent + "%");
      said.textContent = percent < 100 ? "已传 " + percent + "%" : "已传完，正在核对";
    });
    request.addEventListener("load", function () {
      var answer = {};
      try { answer = JSON.parse(request.responseText); } catch (error) { /* a page instead of JSON: its status says enough */ }
      if (request.status >= 200 && request.status < 300) { go(answer.location); return; }
      if (request.status === 401) { stop("登录已过期。请在新窗口登录，再回到这里重新上传。"); return; }
      stop("没有传上去：" + selection.saidBy(answer, request.status));
    });
    request.addEventListener("error", function () { stop("没有传上去：网络断开。连上后请再传一次。"); });
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.send(new FormData(form));
    said.textContent = "正在上传";
  });
})();
