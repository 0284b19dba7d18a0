/* Helps with the rating page; everything works without it. ES2017: WeChat on old phones. */
(function () {
  "use strict";
  const form = document.getElementById("form");
  const grade = document.getElementById("grade");
  const key = document.getElementById("key");
  const more = document.getElementById("more");
  const group = document.getElementById("faces");
  const faces = Array.from(group.querySelectorAll("a"));
  const tags = document.getElementById("tags");
  const comment = document.getElementById("comment");
  const count = document.getElementById("count");
  const send = document.getElementById("send");

  function choose(face) {
    if (grade.value === face.dataset.grade) return;
    grade.value = face.dataset.grade;
    faces.forEach((f) => {
      f.setAttribute("aria-checked", f === face);
      f.tabIndex = f === face ? 0 : -1;
    });
    // Taken out, not only hidden: a tag of another grade would be refused.
    const its = document.querySelector("template[data-tags='" + grade.value + "']");
    tags.textContent = "";
    if (its) tags.appendChild(its.content.cloneNode(true));
    more.hidden = false;
  }

  function byKey(event, i) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step && event.key !== " " && event.key !== "Enter") return;
    const face = faces[(i + (step || 0) + faces.length) % faces.length];
    face.focus();
    choose(face);
    event.preventDefault();
  }

  group.setAttribute("role", "radiogroup");
  faces.forEach((face, i) => {
    const chosen = face.getAttribute("aria-current") === "true";
    face.removeAttribute("aria-current");
    face.setAttribute("role", "radio");
    face.setAttribute("aria-checked", chosen);
    face.tabIndex = chosen || (!grade.value && i === 0) ? 0 : -1;
    face.addEventListener("keydown", (event) => byKey(event, i));
    face.addEventListener("click", (event) => {
      event.preventDefault();
      choose(face);
    });
  });

  function show() {
    // Counted as the server counts: an emoji is one character, though it is two code units.
    const length = Array.from(comment.value).length;
    count.textContent = length + "/500";
    count.hidden = length === 0;
  }
  // The browser would count an emoji twice: the server says where the end is.
  comment.removeAttribute("maxlength");
  comment.addEventListener("input", show);
  show();

  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(18));
    return btoa(String.fromCharCode.apply(null, bytes)).replace(/\+/g, "-").replace(/\//g, "_");
  }
  window.addEventListener("pageshow", (event) => {
    send.disabled = false;
    // Back from the thanks page: the old key would make the next person's rating a change of this one.
    if (event.persisted) key.value = newKey();
  });
  form.addEventListener("submit", () => {
    // After this turn: some phones leave out the form of a button that is disabled at once.
    setTimeout(() => { send.disabled = true; }, 0);
    setTimeout(() => { send.disabled = false; }, 8000);
  });
})();
