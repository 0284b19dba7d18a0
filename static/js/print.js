// A button that opens the browser's print dialogue; without scripts it stays hidden and the menu does it.
document.querySelectorAll("[data-print]").forEach(function (button) {
  button.hidden = false;
  button.addEventListener("click", function () { window.print(); });
});
