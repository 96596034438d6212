// On a phone one panel at a time; on a desktop all of them, and the tabs are out of sight.

import { byId, h } from "./dom.js";

const wide = window.matchMedia("(min-width: 1000px)");
const unread = new Map();
const listeners = new Set();
let current = "chat";

/** Whether a person can see the panel now. */
export const isVisible = (name) => !document.hidden && (wide.matches || current === name);

/** Be told when a panel comes into sight. */
export const onShown = (listener) => listeners.add(listener);

export function show(name) {
  current = name;
  document.body.dataset.tab = name;
  for (const tab of document.querySelectorAll("[data-tab-name]")) {
    tab.setAttribute("aria-current", tab.dataset.tabName === name ? "page" : "false");
  }
  announce();
}

/** Put a number of unseen things on a tab; zero takes it off. */
export function mark(name, count) {
  unread.set(name, count);
  const tab = document.querySelector(`[data-tab-name="${name}"]`);
  tab?.querySelector(".badge")?.remove();
  if (count > 0) {
    tab?.append(h("span", { class: "badge", "aria-label": `nowe: ${count}` }, count > 99 ? "99+" : String(count)));
  }
  const all = [...unread.values()].reduce((sum, each) => sum + each, 0);
  document.title = all > 0 ? `(${all}) Latarnik · piaskownica` : "Latarnik · piaskownica";
}

function announce() {
  listeners.forEach((each) => each());
}

export function startTabs() {
  byId("tabs").addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab-name]");
    if (tab) show(tab.dataset.tabName);
  });
  wide.addEventListener("change", announce);
  document.addEventListener("visibilitychange", announce);
  show(current);
}
