/* Helps with the rating page; everything works without it. ES2017: WeChat on old phones.

   The first tap is sent at once, the rest with the button, all under one key: one rating. What has not been
   acknowledged stands in localStorage, one entry a key, and is sent again until it is: the server makes one row
   of it. Nothing is called received before the server has answered with the address of the thanks. */
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const form = byId("form"), grade = byId("grade"), key = byId("key"), turn = byId("turn"), more = byId("more");
  const tags = byId("tags"), comment = byId("comment"), count = byId("count"), send = byId("send");
  const said = byId("said"), past = byId("past"), group = byId("faces");
  const faces = Array.from(group.querySelectorAll("a")), ticket = byId("ticket");

  /* --- the form --- */

  function show(value) {
    grade.value = value;
    faces.forEach((face, i) => {
      const chosen = face.dataset.grade === value;
      face.setAttribute("aria-checked", chosen);
      face.tabIndex = chosen || (!value && i === 0) ? 0 : -1;
    });
    // Taken out, not only hidden: a tag of another grade would be refused.
    const its = document.querySelector("template[data-tags='" + value + "']");
    tags.textContent = "";
    if (its) tags.appendChild(its.content.cloneNode(true));
    more.hidden = !value;
  }

  function choose(face, pause) {
    if (grade.value === face.dataset.grade && (mine || thanked)) return;
    show(face.dataset.grade);
    hand(whole, pause);
  }

  function byKey(event, i) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step && event.key !== " " && event.key !== "Enter") return;
    const face = faces[(i + (step || 0) + faces.length) % faces.length];
    face.focus();
    // Whoever walks along the faces with arrows has not decided yet.
    choose(face, step ? 1500 : 0);
    event.preventDefault();
  }

  function measure() {
    // Counted as the server counts: an emoji is one character, though it is two code units.
    const length = Array.from(comment.value).length;
    count.textContent = length + "/500";
    count.hidden = length === 0;
  }

  function checked(name) {
    return Array.from(form.querySelectorAll("[name=" + name + "]:checked")).map((field) => field.value);
  }

  // Nothing but a face: then the tap has already said it all.
  function bare() {
    return !comment.value.trim() && !["tags", "awareness", "above"].some((name) => checked(name).length);
  }

  // The form as it stands; "above" also when it is not ticked, for what is not sent stays as it was.
  function fields(all) {
    const sent = new URLSearchParams();
    ["key", "version", "turn", "grade"].forEach((name) => sent.append(name, form.elements[name].value));
    if (ticket) sent.append("ticket", ticket.value);
    if (all) {
      ["", ...checked("tags")].forEach((tag) => sent.append("tags", tag));
      checked("awareness").forEach((value) => sent.append("awareness", value));
      sent.append("comment", comment.value);
      sent.append("above", checked("above")[0] || "0");
    }
    return sent.toString();
  }

  /* --- what this phone keeps: only while it is not acknowledged, at most seven days --- */

  const OURS = "rating ", DAYS = 7 * 864e5;

  function keep(entry) {
    if (location.pathname.startsWith("/kiosk/")) return false; // a shared screen keeps nothing of anybody
    try {
      localStorage.setItem(OURS + entry.key, JSON.stringify(entry));
      return true;
    } catch (full) {
      return false;
    }
  }

  function kept() {
    const found = [];
    try {
      Object.keys(localStorage).filter((name) => name.startsWith(OURS)).forEach((name) => {
        try {
          found.push(JSON.parse(localStorage.getItem(name)));
        } catch (damaged) {
          localStorage.removeItem(name);
        }
      });
    } catch (refused) { /* a phone without storage keeps nothing */ }
    return found.sort((a, b) => a.at - b.at);
  }

  function drop(entry) {
    try {
      const now = localStorage.getItem(OURS + entry.key);
      // What was tapped meanwhile, here or in another tab, has still to be sent.
      if (now && JSON.parse(now).body === entry.body) localStorage.removeItem(OURS + entry.key);
    } catch (refused) { /* then nothing was kept */ }
  }

  /* --- sending: one request at a time, the newest state of a rating only --- */

  const PATIENCE = 8000;
  let mine = null; // what this page has to send: its newest state
  let flying = null; // the entry under way
  let whole = false; // the button was pressed: from now on everything is sent, not only the face
  let thanked = null; // the last acknowledgement: {grade, address}
  let wait = 0, timer = 0, news = 0;
  const shown = {}; // keys of entries that are told about below the form

  // Return the page that answers; reject when nobody, or somebody else, does.
  function post(entry, paid) {
    const body = entry.body + (paid ? "&paid=" + encodeURIComponent(paid) : "");
    const stop = window.AbortController && new AbortController();
    let alarm;
    const tired = new Promise((_, reject) => {
      alarm = setTimeout(() => { reject(); if (stop) stop.abort(); }, PATIENCE);
    });
    const sent = fetch(entry.to, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: body,
      // Goes on when the page is left; a browser refuses that for more than 64 KB.
      keepalive: body.length < 60000,
      signal: stop ? stop.signal : undefined,
    }).then((answer) => answer.text().then((text) => {
      const page = new DOMParser().parseFromString(text, "text/html");
      const thanks = answer.ok && /^\/(r|kiosk)\/[^/]+\/thanks\//.test(new URL(answer.url).pathname);
      const refused = [403, 404, 410, 413, 422].includes(answer.status);
      // A page that is not ours (a hotel's network, a proxy without a server) is no answer.
      const asked = answer.status === 429 && page.querySelector("#wait");
      if (!page.querySelector("main h1") || !(thanks || refused || asked)) throw new Error(answer.status);
      return { page: page, status: answer.status, thanks: thanks && answer.url, asked: asked };
    }));
    return Promise.race([sent, tired]).then(
      (answer) => { clearTimeout(alarm); return answer; },
      (error) => { clearTimeout(alarm); throw error; }
    );
  }

  // What pays is fetched only where so many came that it is asked for.
  function pay(form) {
    const ready = window.payFor ? Promise.resolve() : new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = "/static/js/wait.js";
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    });
    return ready.then(() => window.payFor(form));
  }

  // Return the answer to an entry; one that costs something is sent again with it, a few times at most.
  function deliver(entry, paid, times) {
    return post(entry, paid).then((answer) => {
      if (!answer.asked) return answer;
      if (times === 3) throw new Error("asked again and again");
      if (entry.key === key.value) say(answer.asked.dataset.working);
      return pay(answer.asked).then((next) => deliver(entry, next, times + 1));
    });
  }

  function words(page, places) {
    return Array.from(page.querySelectorAll(places)).map((place) => place.textContent.trim()).join("\n");
  }

  function work() {
    clearTimeout(timer);
    const entry = mine || kept().find((one) => one.key !== key.value && !shown[one.key]);
    if (flying || !entry) return;
    if (entry !== mine && Math.abs(Date.now() - entry.at) > DAYS) {
      tell(entry, past.dataset.refused + past.dataset.expired);
      return work();
    }
    flying = entry;
    deliver(entry, "", 0).then((answer) => {
      flying = null;
      wait = 0;
      (entry.key === key.value ? answered : delivered)(entry, answer);
      work();
    }, () => {
      flying = null;
      if (mine) waiting();
      wait = Math.min(2 * wait || 2000, 300000);
      later(wait * (0.5 + Math.random()));
    });
  }

  // Whoever leaves may never come back. Should an older state still be under way, its turn tells the server.
  function leave() {
    if (mine && mine !== flying) post(mine).catch(() => {});
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(work, pause);
  }

  // At the foot of the screen while it is news, then above the button: it must not lie on what is being read.
  function say(text) {
    said.textContent = text;
    said.classList.add("near");
    clearTimeout(news);
    news = setTimeout(() => said.classList.remove("near"), 6000);
  }

  function waiting() {
    send.disabled = false;
    const text = mine.stored ? said.dataset.saved : said.dataset.unsaved;
    if (said.textContent !== text) say(text);
  }

  function answered(entry, answer) {
    drop(entry);
    if (mine !== entry) return; // a newer state waits
    mine = null;
    if (answer.thanks) {
      thanked = { grade: grade.value, address: answer.thanks };
      if (entry.last) location.assign(answer.thanks);
      // Without a code the half hour was over, and the page says what that means.
      else say(answer.page.querySelector(".code") ? said.dataset.kept : words(answer.page, "section p"));
    } else if (entry.last && answer.status === 422) {
      form.submit(); // the server's own page says what is wrong, each beside its field
    } else {
      send.disabled = false;
      const why = words(answer.page, ".wrong") || words(answer.page, "h1, section p:first-child");
      say(why + (comment.value.trim() ? "\n" + said.dataset.copy : ""));
    }
  }

  function hand(last, pause) {
    turn.value = Number(turn.value) + 1;
    whole = whole || last;
    mine = { key: key.value, to: location.pathname + location.search, body: fields(whole), at: Date.now(), last: last };
    mine.stored = keep(mine);
    say(last ? said.dataset.sending : "");
    if (pause) later(pause);
    else work();
    return mine.stored;
  }

  /* --- what earlier visits left on this phone --- */

  function delivered(entry, answer) {
    if (!answer.thanks) return tell(entry, past.dataset.refused + (words(answer.page, ".wrong") || words(answer.page, "h1")));
    drop(entry);
    tell(entry, past.dataset.sent, answer.thanks);
  }

  function add(place, name, text) {
    const part = place.appendChild(document.createElement(name));
    part.textContent = text;
    return part;
  }

  // Below the form: nothing may move under a finger that is about to tap a face.
  function tell(entry, text, address) {
    shown[entry.key] = true;
    const box = add(past, "section", "");
    add(box, "p", text);
    const typed = new URLSearchParams(entry.body).get("comment");
    if (address) add(box, "a", past.dataset.look).href = address;
    else if (typed) add(box, "blockquote", typed);
    const ok = add(box, "button", past.dataset.ok);
    ok.type = "button";
    ok.addEventListener("click", () => { drop(entry); box.remove(); });
  }

  /* --- when --- */

  form.addEventListener("submit", (event) => {
    if (thanked && !mine && !whole && bare() && thanked.grade === grade.value) {
      event.preventDefault();
      location.assign(thanked.address);
    } else if (hand(true)) {
      event.preventDefault();
      send.disabled = true;
    } else {
      mine = null; // no room to keep it: the ordinary form, whose answer the browser shows
      setTimeout(() => { send.disabled = true; }, 0); // some phones leave out the form of a button disabled at once
    }
  });

  window.addEventListener("pageshow", (event) => {
    send.disabled = false;
    if (!event.persisted) return;
    // Back from the thanks page: the old key would make the next person's rating a change of this one.
    const bytes = crypto.getRandomValues(new Uint8Array(18));
    key.value = btoa(String.fromCharCode.apply(null, bytes)).replace(/\+/g, "-").replace(/\//g, "_");
    turn.value = said.textContent = "";
    if (ticket) ticket.value = ""; // it is used up
    mine = thanked = null;
    whole = false;
    form.querySelectorAll(":checked").forEach((field) => { field.checked = false; });
    comment.value = "";
    show("");
    measure();
  });
  // Not all phones at once when a hall's network comes back.
  const soon = () => later(300 + Math.random() * 2000);
  window.addEventListener("online", () => { wait = 0; soon(); });
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : soon()));

  // A one-time code comes in the fragment, which no access log holds; another language of this page needs it too.
  if (ticket && !ticket.value && /^#[0-9a-z]{18}$/.test(location.hash)) {
    ticket.value = location.hash.slice(1).replace(/\w{6}(?=\w)/g, "$& ");
    document.querySelectorAll("footer a[href*='ticket=1']").forEach((link) => { link.hash = location.hash; });
  }

  /* --- another language: another page, but the same rating --- */

  // Not in the address: whoever printed a key into a code on a wall would make one rating of everybody's.
  const CARRIED = "another language", HERE = location.href.split("#")[0];
  document.querySelectorAll("a.language").forEach((link) => link.addEventListener("click", () => {
    try {
      sessionStorage.setItem(CARRIED, JSON.stringify({
        to: link.href.split("#")[0], at: Date.now(), key: key.value, turn: turn.value, grade: grade.value,
      }));
    } catch (refused) { /* then a tap on the other page is a rating of its own */ }
  }));

  // Only where the page before was this one in another language: opening the storage is slow (see below).
  if (document.referrer.split("?")[0] === HERE.split("?")[0]) {
    try {
      const was = JSON.parse(sessionStorage.getItem(CARRIED));
      sessionStorage.removeItem(CARRIED);
      if (was && was.to === HERE && Date.now() - was.at < 60000) {
        [key.value, turn.value] = [was.key, was.turn];
        mine = kept().find((one) => one.key === was.key) || null;
        if (was.grade) show(was.grade);
      }
    } catch (refused) { /* then it begins anew */ }
  }

  /* --- large type, high contrast: in the page, not by their links --- */

  // A new page would be a new key, and the tap on this one a rating of its own.
  const worn = document.documentElement.classList;
  const LOOKS = { size: ["large", "large"], contrast: ["contrast", "more"] }; // parameter: class, value

  function dress(name, on) {
    const link = byId(name);
    worn.toggle(LOOKS[name][0], on);
    [link.textContent, link.dataset.other] = [link.dataset.other, link.textContent];
    const moved = (address, to) => {
      const url = new URL(address);
      url.searchParams[to ? "set" : "delete"](name, LOOKS[name][1]);
      return url.href;
    };
    document.querySelectorAll("a").forEach((a) => { a.href = moved(a.href, a === link ? !on : on); });
    history.replaceState(null, "", moved(location.href, on));
    if (thanked) thanked.address = moved(thanked.address, on);
    if (name === "contrast") byId("sharp").media = on ? "all" : "(prefers-contrast: more)";
    else enlarge(link, on);
  }

  // In large type its link is one of many, in normal type it stands where nobody can miss it.
  function enlarge(link, on) {
    const place = document.querySelector(on ? "footer" : "header");
    place.insertBefore(link, on ? place.firstChild : null);
    if (!on || byId("elder-js")) return;
    const from = byId("elder").dataset;
    const sheet = document.head.appendChild(document.createElement("link"));
    sheet.rel = "stylesheet";
    sheet.href = from.css;
    const script = document.body.appendChild(document.createElement("script"));
    script.id = "elder-js";
    script.src = from.js;
  }

  Object.keys(LOOKS).forEach((name) => {
    const link = byId(name), mark = LOOKS[name][0];
    link.addEventListener("click", (event) => {
      event.preventDefault();
      dress(name, !worn.contains(mark));
      try {
        localStorage.setItem("look " + mark, worn.contains(mark) ? "1" : "");
      } catch (refused) { /* then the address alone remembers */ }
    });
  });

  // After the first paint: opening the storage takes an old phone longer than drawing the page.
  requestAnimationFrame(() => setTimeout(() => Object.keys(LOOKS).forEach((name) => {
    const mark = LOOKS[name][0];
    try {
      if (localStorage.getItem("look " + mark) && !worn.contains(mark)) dress(name, true);
    } catch (refused) { /* as the address says */ }
  })));

  byId("how").textContent = byId("how").dataset.tap;
  group.setAttribute("role", "radiogroup");
  faces.forEach((face, i) => {
    face.removeAttribute("aria-current");
    face.setAttribute("role", "radio");
    face.setAttribute("aria-checked", face.dataset.grade === grade.value);
    face.tabIndex = (grade.value ? face.dataset.grade === grade.value : i === 0) ? 0 : -1;
    face.addEventListener("keydown", (event) => byKey(event, i));
    face.addEventListener("click", (event) => {
      event.preventDefault();
      choose(face);
    });
  });
  // The browser would count an emoji twice: the server says where the end is.
  comment.removeAttribute("maxlength");
  comment.addEventListener("input", measure);
  measure();
  soon();
})();
