/* A screen that many share: back to the beginning by itself, and nothing of one resident left for the next. ES2017. */
(function () {
  "use strict";
  const left = document.getElementById("left"), home = left.dataset.home;
  const IDLE = 20, WARN = 8, LONGEST = 50, AGAIN = 3000;
  // The page with the claim code has no form, and is shown no longer than LONGEST, touched or not.
  const last = document.querySelector("form") ? Infinity : Date.now() + LONGEST * 1000;
  let until = 0; // when it goes back; 0 = it stands at the beginning and nobody has touched it

  // Whatever an earlier page kept here is somebody else's.
  try {
    Object.keys(localStorage).forEach((name) => localStorage.removeItem(name));
  } catch (refused) { /* then nothing is kept */ }

  function touched() {
    if (document.body.classList.contains("busy")) return;
    until = Math.min(Date.now() + IDLE * 1000, last);
    left.hidden = true;
  }

  // Covered at once; left only when there is a page to go to. Replaced, so that "back" finds nothing.
  function back() {
    until = 0;
    document.body.classList.add("busy");
    left.hidden = true;
    fetch("/static/js/kiosk.js", { cache: "no-store" }).then(() => location.replace(home), () => {
      left.textContent = left.dataset.offline;
      left.hidden = false;
      setTimeout(back, AGAIN);
    });
  }

  setInterval(() => {
    if (!until) return;
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (seconds <= 0) return back();
    left.hidden = seconds > WARN;
    left.textContent = left.dataset.words.replace("{n}", seconds);
  }, 500);

  ["pointerdown", "keydown", "input", "wheel", "touchmove"].forEach((name) => {
    document.addEventListener(name, touched, { passive: true });
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.replace(home); });
  document.querySelectorAll("main a.button").forEach((link) => {
    link.addEventListener("click", (event) => { event.preventDefault(); back(); });
  });
  // Only the untouched first page may stand for ever.
  if (location.pathname !== home || location.search || !document.getElementById("more") || !document.getElementById("more").hidden) touched();
})();
