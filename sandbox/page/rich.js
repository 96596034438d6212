// The `html` of a message is made safe by the sandbox; here it is let in once more only tag by tag.

import { h, safeAddress } from "./dom.js";

const TAGS = new Set(["B", "I", "U", "S", "CODE", "PRE", "BLOCKQUOTE", "SPAN", "A", "BR", "STRONG", "EM"]);
const CLASSES = new Set(["spoiler", "command", "mention", "hashtag", "plain", "link"]);

// Words to press inside a sentence: a real button would not break across lines.
const PRESSED = { role: "button", tabindex: "0" };

/** The text of a message as nodes: from `html` when it is there, else plain. */
export function richText(message) {
  if (typeof message.html !== "string") return [document.createTextNode(message.text ?? "")];
  // A parsed document is inert: nothing runs and nothing is fetched while it is read.
  const parsed = new DOMParser().parseFromString(message.html, "text/html");
  return [...parsed.body.childNodes].flatMap(copy);
}

function copy(node) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(besideBlocks(node))];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const children = [...node.childNodes].flatMap(copy);
  return TAGS.has(node.tagName) ? [tag(node, children)] : children;
}

// A quotation has a line of its own already; the line breaks at its edges would make empty ones.
function besideBlocks(node) {
  const isBlock = (other) => other?.nodeName === "BLOCKQUOTE" || other?.nodeName === "PRE";
  let text = node.data;
  if (isBlock(node.previousSibling)) text = text.replace(/^\n+/, "");
  if (isBlock(node.nextSibling)) text = text.replace(/\n+$/, "");
  return text;
}

function tag(node, children) {
  const name = node.tagName.toLowerCase();
  if (name === "a") return link(node.getAttribute("href"), children);
  const known = [...node.classList].find((each) => CLASSES.has(each));
  if (known === "command") return h("span", { ...PRESSED, class: "command", "data-command": node.textContent }, ...children);
  if (known === "spoiler") return h("span", { ...PRESSED, class: "spoiler", "data-spoiler": true, "aria-label": "ukryty tekst" }, ...children);
  if (name === "code" && node.closest("pre") === null) {
    const shape = /\s/.test(node.textContent) ? "code" : "code code-word";
    return h("code", { ...PRESSED, class: shape, title: "Kopiuj", "data-copy": node.textContent }, ...children);
  }
  return h(name, { class: known }, ...children);
}

function link(href, children) {
  const address = safeAddress(href);
  return address === null
    ? h("span", {}, ...children)
    : h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
