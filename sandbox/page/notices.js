// What the page says by itself: toasts, the banner, the question before something is lost.

import { Refused, onReachable } from "./api.js";
import { byId, copyText, h, icon } from "./dom.js";

const SHOWN_FOR = { done: 2500, info: 4000, alert: 7000, trouble: 7000 };

/** A short word at the edge of the window; kinds: info, done, alert, trouble. */
export function toast(text, kind = "info") {
  const close = () => note.remove();
  const note = h(
    "div",
    { class: `toast toast-${kind}`, "data-testid": "toast" },
    h("span", {}, text),
    h("button", { type: "button", class: "icon-button", "aria-label": "Zamknij", onclick: close }, icon("close")),
  );
  const box = byId("toasts");
  box.querySelectorAll(".toast-done").forEach((each) => each.remove());
  while (box.children.length > 1) box.firstChild.remove();
  box.append(note);
  let timer = setTimeout(close, SHOWN_FOR[kind]);
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("pointerleave", () => (timer = setTimeout(close, SHOWN_FOR[kind])));
}

/** Do something the sandbox may refuse, and say so when it does; gives undefined then. */
export async function attempt(action, whenRefused = "Nie udało się") {
  try {
    return await action();
  } catch (error) {
    const silent = !(error instanceof Refused);
    // While the banner says it, a toast would only repeat it.
    if (!silent || byId("banner").hidden) {
      toast(`${whenRefused}: ${silent ? "piaskownica nie odpowiada" : error.message}`, "trouble");
    }
    return undefined;
  }
}

/** Copy, and say so. */
export async function copyAloud(text) {
  const done = await copyText(text);
  toast(done ? `Skopiowano: ${text}` : "Przeglądarka nie pozwala kopiować", done ? "done" : "trouble");
}

/** Ask before something cannot be undone. */
export function confirmed(title, text, yes) {
  const dialog = byId("confirm");
  byId("confirm-title").textContent = title;
  byId("confirm-text").textContent = text;
  byId("confirm-yes").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** Show the banner while the sandbox is silent. */
export function watchReachability() {
  onReachable((answers) => {
    byId("banner").hidden = answers;
  });
}
