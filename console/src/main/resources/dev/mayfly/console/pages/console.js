// Keeps a page up to date; without it all pages are whole, and the start page loads itself again.
"use strict";
(() => {
  const live = document.getElementById("live");
  if (!live || !live.dataset.events) {
    return;
  }
  const events = new EventSource(live.dataset.events);
  events.addEventListener("changed", (event) => {
    const focused = live.contains(document.activeElement) && document.activeElement.getAttribute("href");
    const selected = !document.getSelection().isCollapsed;
    if (selected) {
      return; // Somebody is about to copy it.
    }
    // The server has escaped all that others chose.
    live.innerHTML = event.data;
    if (focused) {
      const again = live.querySelector(`[href="${CSS.escape(focused)}"]`);
      if (again) {
        again.focus();
      }
    }
  });
})();
