// The chat: who speaks, what was said, what a tap does.

import * as api from "./api.js";
import { OWNER, startComposer } from "./composer.js";
import { byId, setText } from "./dom.js";
import { attempt, copyAloud, toast } from "./notices.js";
import { startPeople } from "./people.js";
import { isVisible, mark, onShown } from "./tabs.js";
import { Transcript } from "./transcript.js";

const WAIT = 20;
const PAUSE_AFTER_TROUBLE = 2000;

const EMPTY = {
  owner: [
    "Napisz jedno zdanie, a powstanie faktura",
    "To prawdziwa aplikacja. Udawane są tylko Telegram, poczta i KSeF, więc niczego nie zepsujesz.",
  ],
  stranger: ["Nikt tej osoby nie zaprosił", "Napisz coś i zobacz, że Latarnik pracuje tylko dla zaproszonych."],
};

const transcript = new Transcript();
let user = null;
let poll = null;
let unread = 0;
let composer = null;

export function startChat() {
  composer = startComposer(say, (file) => attempt(() => api.sendDocument(user, file), "Nie wysłano pliku"));
  startPeople(openChat);
  byId("messages").addEventListener("click", clicked);
  byId("messages").addEventListener("keydown", pressed);
  onShown(() => isVisible("chat") && seen());
}

/** Read the chat anew: another person, or another world. */
export function openChat(id = user) {
  poll?.abort();
  user = id;
  transcript.clear();
  seen();
  showEmptiness();
  composer.suggestFor(user);
  poll = new AbortController();
  follow(user, poll.signal);
}

/** Put a sentence into the typing box. */
export const suggest = (text) => composer.fill(text);

async function say(text) {
  return (await attempt(() => api.say(user, text), "Nie wysłano")) !== undefined;
}

async function follow(id, signal) {
  let cursor = 0;
  let first = true;
  while (!signal.aborted) {
    try {
      const messages = await api.messages(id, cursor, first ? 0 : WAIT, signal);
      if (signal.aborted) return;
      if (messages.length > 0) {
        cursor = Math.max(...messages.map(place));
        received(messages, first);
      } else if (cursor === 0 || (await isAnotherWorld(id, cursor, signal))) {
        cursor = 0;
        if (transcript.size > 0) transcript.clear();
        showEmptiness();
        await pause(signal);
      }
      first = false;
    } catch {
      await pause(signal);
    }
  }
}

const place = (message) => message.seq ?? message.message_id;

// After a reset numbers begin anew, and waiting for the old cursor would last for ever.
async function isAnotherWorld(id, cursor, signal) {
  const all = await api.messages(id, 0, 0, signal);
  return !all.some((each) => place(each) === cursor);
}

function pause(signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PAUSE_AFTER_TROUBLE / 2);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

function received(messages, first) {
  const fromBot = transcript.put(messages);
  showEmptiness();
  if (!first && fromBot > 0 && !isVisible("chat")) {
    unread += fromBot;
    mark("chat", unread);
  }
}

function seen() {
  unread = 0;
  mark("chat", 0);
}

function showEmptiness() {
  const [title, text] = user === OWNER ? EMPTY.owner : EMPTY.stranger;
  setText(byId("chat-empty-title"), title);
  setText(byId("chat-empty-text"), text);
  byId("chat-empty").hidden = transcript.size > 0;
}

function clicked(event) {
  const target = event.target.closest("[data-tap], [data-copy], [data-command], [data-spoiler], a[href]");
  if (!target) return;
  if (target.dataset.tap !== undefined) tap(target);
  else if (target.dataset.copy !== undefined) copyAloud(target.dataset.copy);
  else if (target.dataset.command !== undefined) say(target.dataset.command);
  else if (target.dataset.spoiler !== undefined) uncover(target);
  else invitation(event, target);
}

function uncover(spoiler) {
  spoiler.classList.add("uncovered");
  spoiler.removeAttribute("aria-label");
}

function pressed(event) {
  if (!["Enter", " "].includes(event.key) || !event.target.matches("span[role=button], code[role=button]")) return;
  event.preventDefault();
  event.target.click();
}

// In Telegram a link to the bot opens the chat; a browser would leave for the real Telegram.
function invitation(event, target) {
  const address = new URL(target.href, location.href);
  const code = address.searchParams.get("start");
  if (address.hostname !== "t.me" || code === null) return;
  event.preventDefault();
  say(`/start ${code}`);
}

async function tap(button) {
  const id = Number(button.closest("[data-message-id]").dataset.messageId);
  button.setAttribute("aria-busy", "true");
  button.disabled = true;
  const answer = await attempt(() => api.tap(user, id, button.dataset.tap), "Dotknięcie nie doszło");
  button.removeAttribute("aria-busy");
  button.disabled = false;
  if (answer?.alert) toast(answer.alert, "alert");
  else if (answer && answer.answered === false) toast("Bot jeszcze nie odpowiedział na dotknięcie.", "info");
}
