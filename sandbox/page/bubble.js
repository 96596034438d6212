// One message as a messenger shows it. Nothing here asks the API; taps are told to whoever built the list.

import { h, icon, safeAddress } from "./dom.js";
import { moment, size, time } from "./format.js";
import { richText } from "./rich.js";

const STYLES = new Set(["success", "danger", "primary"]);
const KINDS = { sticker: "Naklejka", voice: "Nagranie" };

/** The element of a message in its newest state. */
export function bubble(message) {
  const own = message.from === "user";
  const buttons = (message.buttons ?? []).filter((row) => row.length > 0);
  return h(
    "article",
    {
      class: own ? "message message-own" : "message",
      tabindex: "-1",
      "data-testid": "message",
      "data-from": message.from,
      "data-message-id": message.message_id,
    },
    h("div", { class: "bubble" }, ...content(message, own)),
    buttons.length > 0 && h("div", { class: "keyboard" }, ...buttons.map(row)),
  );
}

function content(message, own) {
  const sentAt = moment(message.date);
  const foot = [message.edited && "edytowano", sentAt && time(sentAt)].filter(Boolean).join(" · ");
  const hasText = Boolean(message.text || message.html);
  return [
    h("span", { class: "off-screen" }, own ? "Ty: " : "Latarnik: "),
    message.document && attached(message),
    !message.document && !hasText && h("p", { class: "text muted" }, KINDS[message.kind] ?? "Wiadomość bez tekstu"),
    hasText && h("div", { class: "text" }, ...richText(message)),
    message.reaction && h("span", { class: "reaction", "aria-label": "reakcja" }, String(message.reaction)),
    foot && h("span", { class: message.edited ? "foot edited" : "foot" }, foot),
  ];
}

function attached(message) {
  const url = safeAddress(message.document.url);
  if (message.kind === "photo" && url) {
    return h("a", { href: url, target: "_blank", "data-testid": "document" },
      h("img", { class: "photo", src: url, alt: message.text || "Zdjęcie" }));
  }
  return documentCard(message.document.name, message.document.size, url, "document");
}

/** A file to open: in the chat and under a letter. */
export function documentCard(name, bytes, url, testId) {
  const extension = (name.match(/\.([a-z0-9]{1,4})$/i)?.[1] ?? "plik").toLowerCase();
  return h(
    "a",
    { class: "document", href: url, target: "_blank", rel: "noopener", "data-testid": testId, "data-name": name },
    h("span", { class: `file-kind file-${extension}`, "aria-hidden": "true" }, extension.toUpperCase()),
    h("span", { class: "document-words" }, h("span", { class: "document-name" }, name), h("span", { class: "muted small" }, size(bytes))),
    icon("open"),
  );
}

function row(buttons) {
  return h("div", { class: "keyboard-row" }, ...buttons.map(button));
}

function button(one) {
  const style = STYLES.has(one.style) ? ` inline-${one.style}` : "";
  const common = { class: `inline-button${style}`, "data-testid": "inline-button", "data-label": one.text };
  const address = one.url ? safeAddress(one.url) : null;
  if (address) {
    return h("a", { ...common, href: address, target: "_blank", rel: "noopener noreferrer" }, one.text, icon("open"));
  }
  if (one.copy !== undefined && one.copy !== null) {
    return h("button", { ...common, type: "button", "data-copy": one.copy }, one.text, icon("copy"));
  }
  return h("button", { ...common, type: "button", "data-tap": one.text, disabled: one.disabled }, one.text);
}
