/* Keys 1 to 4 press the four buttons. Without this script they are pressed by hand. */
(function () {
  "use strict";
  var form = document.querySelector("[data-keys]");
  if (!form) return;
  var sent = false;
  form.addEventListener("submit", function (event) {
    // A key held down must not answer the next comment unread.
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", function () { sent = false; });
  document.addEventListener("keydown", function (event) {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    var button = form.querySelectorAll("button[name=side]")["1234".indexOf(event.key)];
    if (button) button.click();
  });
})();
