// Building elements without ever gluing strings of HTML together.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** Make an element. Keys starting with "on" are listeners; false, null and undefined leave an attribute out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((each) => each !== null && each !== undefined && each !== false));
  return element;
}

/** A picture of icons.svg; always decoration, so it is hidden from screen readers. */
export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `icons.svg#${name}`);
  picture.append(use);
  return picture;
}

/** Change a text only when it differs, so that screen readers and selections are left in peace. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The address if a person may safely be sent there, else null. */
export function safeAddress(address) {
  const text = String(address ?? "").trim();
  if (text.startsWith("/") && !text.startsWith("//")) return text;
  return /^(https?:\/\/|mailto:|tel:)/i.test(text) ? text : null;
}

/** Copy to the clipboard, also where the modern way is missing (a phone on plain HTTP). */
export async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Permission refused: the old way below may still work.
    }
  }
  const field = h("textarea", { class: "off-screen", readonly: true, tabindex: "-1" });
  field.value = text;
  const before = document.activeElement;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus?.();
  return done;
}
