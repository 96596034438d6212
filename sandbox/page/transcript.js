// The list of messages: newest states in order, days between them, and where the reader's eyes are.

import { bubble } from "./bubble.js";
import { byId, h, setText } from "./dom.js";
import { day, dayKey, moment, plural } from "./format.js";

const NEAR = 80;

export class Transcript {
  #shown = new Map();
  #missed = 0;
  #box = byId("messages");
  #down = byId("scroll-down");

  constructor() {
    this.#box.addEventListener("scroll", () => this.#isAtEnd() && this.#caughtUp());
    this.#down.addEventListener("click", () => this.scrollToEnd());
    // A picture or a phone's keyboard changes the height; whoever read the end stays at the end.
    new ResizeObserver(() => this.#wasAtEnd && this.scrollToEnd()).observe(this.#box);
  }

  #wasAtEnd = true;

  get size() {
    return this.#shown.size;
  }

  clear() {
    this.#shown.clear();
    this.#box.replaceChildren();
    this.#caughtUp();
    this.#wasAtEnd = true;
  }

  /** Put new and changed messages in; gives how many new ones the bot wrote. */
  put(messages) {
    const follow = this.#isAtEnd() || this.#shown.size === 0;
    const fresh = messages.filter((each) => this.#one(each));
    if (fresh.length > 0 || messages.some((each) => each.deleted)) this.#layOut();
    const fromBot = fresh.filter((each) => each.from === "bot").length;
    if (follow || fresh.some((each) => each.from === "user")) this.scrollToEnd();
    else if (fromBot > 0) this.#miss(fromBot);
    return fromBot;
  }

  scrollToEnd() {
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#caughtUp();
  }

  #one(message) {
    const before = this.#shown.get(message.message_id);
    if (message.deleted) {
      before?.node.remove();
      this.#shown.delete(message.message_id);
      return false;
    }
    const node = bubble(message);
    this.#shown.set(message.message_id, { message, node });
    if (!before) return true;
    const hadFocus = before.node.contains(document.activeElement);
    node.className = before.node.className;
    before.node.replaceWith(node);
    node.classList.add("changed");
    if (hadFocus) node.focus({ preventScroll: true });
    return false;
  }

  #layOut() {
    const ordered = [...this.#shown.values()].sort((one, other) => one.message.message_id - other.message.message_id);
    this.#box.querySelectorAll(".day").forEach((each) => each.remove());
    let lastDay = null;
    let lastFrom = null;
    let after = null;
    for (const { message, node } of ordered) {
      const date = moment(message.date);
      if (date && dayKey(date) !== lastDay) {
        lastDay = dayKey(date);
        lastFrom = null;
        after = place(this.#box, h("div", { class: "day" }, h("span", {}, day(date))), after);
      }
      node.classList.toggle("follows", message.from === lastFrom);
      lastFrom = message.from;
      after = place(this.#box, node, after);
    }
  }

  #isAtEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#box;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #miss(count) {
    this.#missed += count;
    this.#wasAtEnd = false;
    this.#down.hidden = false;
    setText(
      byId("scroll-down-text"),
      `${this.#missed} ${plural(this.#missed, "nowa wiadomość", "nowe wiadomości", "nowych wiadomości")}`,
    );
  }

  #caughtUp() {
    this.#missed = 0;
    this.#wasAtEnd = true;
    this.#down.hidden = true;
  }
}

// An element already in its place is not touched: moving it would be read aloud again.
function place(box, node, after) {
  const expected = after === null ? box.firstChild : after.nextSibling;
  if (expected !== node) box.insertBefore(node, expected);
  return node;
}
