// One opened letter. Its HTML comes from outside, so it lives in a frame without scripts and without a network.

import * as api from "./api.js";
import { documentCard } from "./bubble.js";
import { byId, h, icon, safeAddress } from "./dom.js";
import { moment, time, wholeDay } from "./format.js";
import { answerTo } from "./writing.js";

const RULES = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
const HEAD = `<meta http-equiv="Content-Security-Policy" content="${RULES}"><base target="_blank">`;

/** Show a letter in place of the list. */
export function openLetter(address, letter) {
  byId("letter-view").replaceChildren(...view(address, letter));
  byId("mailbox").classList.add("reading");
  byId("letter-view").hidden = false;
  byId("letter-view").scrollTop = 0;
  byId("letter-subject").focus({ preventScroll: true });
}

/** Go back to the list. */
export function closeLetter() {
  byId("letter-view").hidden = true;
  byId("letter-view").replaceChildren();
  byId("mailbox").classList.remove("reading");
}

function view(address, letter) {
  const date = moment(letter.date);
  return [
    h(
      "div",
      { class: "letter-bar" },
      h("button", { type: "button", class: "quiet-button", "data-testid": "letter-back", onclick: closeLetter }, icon("back"), "Listy", h("span", { class: "unread-count", "aria-live": "polite" })),
      h("button", { type: "button", class: "quiet-button", onclick: () => answerTo(address, letter) }, icon("reply"), "Odpowiedz"),
    ),
    h("h3", { id: "letter-subject", class: "letter-title", tabindex: "-1" }, letter.subject || "(bez tematu)"),
    h(
      "dl",
      { class: "letter-head" },
      ...line("Od", letter.from),
      ...line("Do", letter.to),
      ...line("Data", date ? `${wholeDay(date)}, ${time(date)}` : letter.date),
    ),
    attachments(address, letter),
    ...bodies(letter),
  ];
}

const line = (name, value) => (value ? [h("dt", {}, name), h("dd", {}, value)] : []);

function attachments(address, letter) {
  const files = letter.attachments ?? [];
  if (files.length === 0) return null;
  const cards = files.map((file) =>
    documentCard(file.name, file.size, api.attachmentUrl(address, letter.id, file.name), "attachment"),
  );
  return h("div", { class: "attachments" }, ...cards);
}

function bodies(letter) {
  const plain = h("pre", { class: "letter-text", "data-testid": "letter-text" }, letter.text || "(list bez tekstu)");
  if (!letter.html) return [h("div", { class: "letter-tabs" }, source(letter)), plain];
  const frame = h("iframe", {
    class: "letter-frame", title: "Treść listu", referrerpolicy: "no-referrer", "data-testid": "letter-html",
    // No scripts. The same origin only lets this page measure the letter's height.
    sandbox: "allow-same-origin allow-popups allow-popups-to-escape-sandbox",
  });
  frame.addEventListener("load", () => fit(frame));
  frame.srcdoc = HEAD + letter.html;
  plain.hidden = true;
  const choose = (html) => {
    frame.hidden = !html;
    plain.hidden = html;
    looks.setAttribute("aria-pressed", String(html));
    text.setAttribute("aria-pressed", String(!html));
    if (html) fit(frame);
  };
  const looks = h("button", { type: "button", class: "tab-button", "aria-pressed": "true", onclick: () => choose(true) }, "Wygląd");
  const text = h("button", { type: "button", class: "tab-button", "aria-pressed": "false", "data-testid": "letter-tab-text", onclick: () => choose(false) }, "Tekst");
  return [h("div", { class: "letter-tabs" }, looks, text, source(letter)), frame, plain];
}

function source(letter) {
  const address = safeAddress(letter.raw_url);
  return address && h("a", { class: "tab-button", href: address, target: "_blank", rel: "noopener" }, "Źródło", icon("open"));
}

function fit(frame) {
  const page = frame.contentDocument?.documentElement;
  if (!page || frame.hidden) return;
  const measure = () => (frame.style.height = `${Math.max(page.scrollHeight, 120)}px`);
  frame.style.height = "0";
  measure();
  new ResizeObserver(measure).observe(frame.contentDocument.body);
}
