/* Opened by the code on a slip: takes it out of the address, which no server has seen, and sends it on. */
(function () {
  "use strict";
  const code = location.hash.slice(1);
  if (!/^[0-9a-z]{18}$/.test(code)) return;
  // Not in the history: "back" would send it again.
  history.replaceState(null, "", location.pathname + location.search);
  document.getElementById("code").value = code;
  document.getElementById("form").submit();
})();
