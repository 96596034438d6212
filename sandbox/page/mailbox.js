// The mailbox column: whose mailbox, its letters, one opened letter.

import * as api from "./api.js";
import { byId, h, setText } from "./dom.js";
import { moment, plural, shortMoment } from "./format.js";
import { closeLetter, openLetter } from "./letter.js";
import { attempt, toast } from "./notices.js";
import { isVisible, mark, onShown } from "./tabs.js";
import { everyBeat, now, onState } from "./world.js";
import { startWriting } from "./writing.js";

const BUYER = "ksiegowosc@klient.example";
const PLACES = [["Nabywca", BUYER], ["Ola", "ola@latarnia.example"], ["Latarnik", "faktury@latarnia.example"]];

const opened = new Set();
const known = new Set();
let address = BUYER;
let drawn = "";
let arrived = 0;

export function startMailbox() {
  const field = byId("mailbox-address");
  field.value = address;
  byId("mailbox-form").addEventListener("submit", (event) => (event.preventDefault(), choose(field.value)));
  field.addEventListener("change", () => choose(field.value));
  onState((state) => {
    suggest(state.mailboxes ?? state.addresses ?? []);
    showFaults(state.mail ?? {});
  });
  suggest([]);
  startWriting(() => refresh().catch(() => undefined));
  startFaults();
  onShown(seen);
  everyBeat(refresh);
}

/** Forget what was seen: another world begins. */
export function forgetLetters() {
  opened.clear();
  choose(address);
}

function choose(text) {
  const wanted = text.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(wanted)) return toast("To nie wygląda na adres e-mail.", "trouble");
  address = wanted;
  byId("mailbox-address").value = wanted;
  known.clear();
  drawn = "";
  closeLetter();
  suggest([]);
  return refresh().catch(() => undefined);
}

function suggest(others) {
  const more = others.map((each) => (typeof each === "string" ? each : each.address)).filter(Boolean);
  const options = [...new Set([...PLACES.map(([, one]) => one), ...more])];
  const list = byId("mailbox-suggestions");
  if (list.children.length < options.length) list.replaceChildren(...options.map((value) => h("option", { value })));
  const chips = byId("mailbox-places");
  if (chips.dataset.of === address) return;
  chips.dataset.of = address;
  chips.replaceChildren(
    ...PLACES.map(([label, one]) =>
      h("button", { type: "button", class: "chip", title: one, "aria-pressed": String(one === address), onclick: () => choose(one) }, label),
    ),
  );
}

async function refresh() {
  const asked = address;
  const letters = await api.letters(asked);
  if (asked !== address) return;
  notice(letters);
  const newest = [...letters].reverse();
  const key = JSON.stringify([newest, [...opened]]);
  if (key === drawn) return;
  drawn = key;
  byId("letters").replaceChildren(...newest.map(row));
  byId("letters-empty").hidden = newest.length > 0;
  setText(byId("letters-empty-address"), address);
  const count = newest.length;
  showUnread(newest);
  setText(byId("letters-count"), count ? `${count} ${plural(count, "list", "listy", "listów")}` : "");
}

// While one letter is read, the way back tells of the new ones.
function showUnread(letters) {
  const count = letters.filter((each) => !opened.has(placeOf(each))).length;
  const counter = byId("letter-view").querySelector(".unread-count");
  if (counter) setText(counter, count > 0 ? `nowe: ${count}` : "");
}

function notice(letters) {
  const first = known.size === 0 && drawn === "";
  const fresh = letters.filter((each) => !known.has(each.id));
  fresh.forEach((each) => known.add(each.id));
  if (first || fresh.length === 0 || isVisible("mailbox")) return;
  arrived += fresh.length;
  mark("mailbox", arrived);
}

function seen() {
  if (!isVisible("mailbox")) return;
  arrived = 0;
  mark("mailbox", 0);
}

const placeOf = (letter) => `${address}/${letter.id}`;

function row(letter) {
  const date = moment(letter.date);
  const isNew = !opened.has(placeOf(letter));
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: isNew ? "letter letter-new" : "letter", "data-testid": "letter", "data-id": letter.id, onclick: () => open(letter) },
      h("span", { class: "letter-from" }, nameOf(letter.from)),
      h("time", { class: "letter-date muted small" }, date ? shortMoment(date, now()) : ""),
      h("span", { class: "letter-subject" }, letter.subject || "(bez tematu)"),
      isNew && h("span", { class: "dot", title: "nieprzeczytany" }, h("span", { class: "off-screen" }, "nieprzeczytany")),
    ),
  );
}

const nameOf = (from) => (from ?? "").replace(/\s*<[^>]*>\s*$/, "").replace(/^"|"$/g, "") || from || "(nieznany nadawca)";

async function open(letter) {
  const here = address;
  const whole = await attempt(() => api.letter(here, letter.id), "Nie otwarto listu");
  if (!whole) return;
  opened.add(placeOf(letter));
  openLetter(here, whole);
  refresh().catch(() => undefined);
}

// What is set, unless a person is just choosing something else.
function showFaults(mail) {
  if (byId("mail-faults").contains(document.activeElement)) return;
  byId("mail-fault").value = mail.addresses?.[address] ?? mail.fault ?? "none";
  byId("mail-character").value = mail.character ?? "own-domain";
}

function startFaults() {
  const apply = async () => {
    const fault = byId("mail-fault").value;
    const character = byId("mail-character").value;
    const done = await attempt(() => api.setMailServer({ address, fault, character }), "Nie zmieniono poczty");
    if (done !== undefined) toast(`Poczta adresu ${address}: ${byId("mail-fault").selectedOptions[0].text}.`, "done");
  };
  byId("mail-fault").addEventListener("change", apply);
  byId("mail-character").addEventListener("change", apply);
}
