/* Large type: one question a screen, and the screen read aloud. Loaded only where it is worn; ES2017.

   The rating page stays the form it is and rate.js sends it; here its questions are only shown one after the other.
   Each fieldset or section of the form is a step. What is away is away for the large type alone (see elder.css). */
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement, main = document.querySelector("main"), form = byId("faces") && byId("form");
  const words = byId("elder"), parts = words.content.cloneNode(true);
  const top = parts.querySelector(".top"), steps = parts.querySelector(".steps");
  const step = top.querySelector("#step"), read = top.querySelector("#read");

  /* --- read aloud, in the language of the page, where the phone has a voice for it --- */

  const speech = window.SpeechSynthesisUtterance && window.speechSynthesis;
  const READ = "h1, h2, legend, .legend, #faces span, .chips span, .tick span, p, li";
  let reading = 0;

  function voice() {
    const tongue = root.lang.split("-")[0];
    const known = speech.getVoices().filter((one) => one.lang.replace("_", "-").split("-")[0] === tongue);
    const here = root.lang === "zh-Hant" ? /^zh.(TW|HK|Hant)/ : /^zh.(CN|Hans)|^en/;
    return known.find((one) => here.test(one.lang)) || known[0];
  }

  function hush() {
    reading += 1;
    if (speech) speech.cancel();
    read.textContent = words.dataset.read;
  }

  // A question and its "optional" are two things to the ear.
  function line(part) {
    const pieces = part.matches("legend, .legend") ? Array.from(part.childNodes, (one) => one.textContent) : [part.innerText];
    return pieces.map((one) => one.trim()).filter(Boolean).join("，").replace(/\s*\n\s*/g, "，").replace(/([？。！?!.])，/g, "$1");
  }

  function aloud() {
    const mine = (hush(), reading), by = voice();
    const said = Array.from(main.querySelectorAll(READ)).filter((part) =>
      part.offsetParent && part.innerText.trim() && !part.parentElement.closest(READ));
    said.forEach((part, i) => {
      const utterance = new SpeechSynthesisUtterance(line(part));
      utterance.lang = by ? by.lang : root.lang;
      if (by) utterance.voice = by;
      if (i === said.length - 1) utterance.onend = () => { if (mine === reading) hush(); };
      speech.speak(utterance);
    });
    read.textContent = words.dataset.stop;
  }

  function offer() {
    const voices = speech.getVoices().length;
    // No list yet is no answer: many phones fill it late, some never, and speak all the same.
    read.hidden = voices > 0 && !voice();
  }

  if (speech) {
    read.textContent = words.dataset.read;
    read.addEventListener("click", () => (read.textContent === words.dataset.stop ? hush() : aloud()));
    if (speech.addEventListener) speech.addEventListener("voiceschanged", offer);
    offer();
    window.addEventListener("pagehide", hush);
    document.addEventListener("visibilitychange", () => { if (document.hidden) hush(); });
  }
  if (speech || form) (form || main).insertBefore(top, (form || main).firstChild);
  if (!form) {
    step.remove();
    return;
  }

  /* --- one question a screen --- */

  const more = byId("more"), send = byId("send"), said = byId("said"), faces = byId("faces"), grade = byId("grade");
  const next = steps.querySelector("#next"), back = steps.querySelector("#back"), enough = steps.querySelector("#enough");
  const PAUSE = 400;
  let at = 0, calm = 0;
  send.parentNode.insertBefore(steps, send.nextSibling);

  const first = () => Array.from(form.children).filter((part) => part.matches("h1, #how, .wrong, section, #faces, .promise"));
  const later = () => Array.from(more.querySelectorAll("fieldset, section"))
    .filter((part) => !part.parentElement.closest("fieldset, section"));
  const hide = (part, away) => part.classList.toggle("away", away);

  function all() {
    // Before a face is tapped its question is not there yet.
    const tags = grade.value || !form.querySelector("template[data-tags]") ? 0 : 1;
    return 1 + later().length + tags;
  }

  function show() {
    const last = at === later().length;
    first().forEach((part) => hide(part, at > 0));
    later().forEach((part, i) => hide(part, i + 1 !== at));
    hide(back, at === 0);
    hide(next, last);
    hide(enough, last);
    hide(send, !last);
    settle();
    step.textContent = words.dataset.step.replace("{n}", at + 1).replace("{all}", all());
  }

  // It was read one screen earlier; what is new is shown wherever one is.
  function settle() {
    hide(said, at === 0 ? !said.textContent : at > 1 && said.textContent === words.dataset.kept);
  }

  function go(to) {
    hush();
    at = Math.max(0, Math.min(to, later().length));
    // The second half of a double tap would answer the next question.
    form.classList.add("still");
    clearTimeout(calm);
    calm = setTimeout(() => form.classList.remove("still"), PAUSE);
    show();
    window.scrollTo(0, 0);
    step.focus({ preventScroll: true });
  }

  const worn = () => root.classList.contains("large");
  faces.addEventListener("click", () => { if (worn()) go(1); });
  faces.addEventListener("keydown", (event) => {
    if (worn() && (event.key === "Enter" || event.key === " ")) go(1);
  });
  next.addEventListener("click", () => go(at + 1));
  back.addEventListener("click", () => go(at - 1));
  enough.addEventListener("click", () => send.click());
  window.addEventListener("pageshow", (event) => { if (event.persisted) go(0); });
  new MutationObserver(settle).observe(said, { childList: true });

  said.classList.add("room");
  const kept = said.dataset.kept;
  function wear() {
    said.dataset.kept = worn() ? words.dataset.kept : kept;
    if (!worn()) hush();
  }
  new MutationObserver(wear).observe(root, { attributes: true, attributeFilter: ["class"] });
  wear();
  // A refused form comes back at the question that is to blame.
  at = Math.max(0, later().findIndex((part) => part.querySelector(".wrong")) + 1);
  show();
})();
