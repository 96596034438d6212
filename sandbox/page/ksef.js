// The KSeF panel: what KSeF and the lighthouse do, and which invoices arrived.

import * as api from "./api.js";
import { byId, h, icon, setText } from "./dom.js";
import { moment, time } from "./format.js";
import { attempt } from "./notices.js";
import { segments } from "./segments.js";
import { isVisible, mark, onShown } from "./tabs.js";
import { everyBeat, onState, refresh as refreshState } from "./world.js";

const STATES = [
  ["up", "Działa", "good", ""],
  ["failure", "Awaria", "bad", "KSeF odpowiada 503, Latarnia MF ogłasza awarię."],
  ["total_failure", "Awaria całkowita", "bad", "KSeF odpowiada 503, ogłoszono awarię całkowitą."],
  ["silent", "Milczy", "warn", "KSeF przyjmuje połączenie i nic nie odpowiada. Nikt tego nie ogłasza."],
  ["maintenance", "Prace serwisowe", "warn", "KSeF odpowiada 503, Latarnia MF ogłasza prace serwisowe."],
  ["slow", "Wolny", "warn", "KSeF odpowiada z opóźnieniem. Nikt tego nie ogłasza."],
  ["bad_gateway", "Bramka 502", "warn", "KSeF odpowiada 502. Nikt tego nie ogłasza."],
  ["cut", "Zrywa", "warn", "KSeF zrywa każde połączenie. Nikt tego nie ogłasza."],
  ["rejecting", "Odrzuca", "warn", "KSeF odrzuca każdą fakturę (450)."],
];
const LIGHTHOUSE = [
  ["follow", "Jak KSeF", "", ""],
  ["up", "Spokojna", "", "Latarnia MF odpowiada i nie ogłasza nowych awarii."],
  ["down", "Nie działa", "", "Latarnia MF odpowiada 503, więc nie wiadomo, czy to awaria."],
];

const SELLERS = [
  ["5252248481", "Bosman sp. z o.o.", "Liny cumownicze", null],
  ["7740001454", "Stocznia Delfin S.A.", "Przegląd kadłuba", null],
  ["5252248481", "Bosman sp. z o.o.", "Farba okrętowa", "61109010140000071219812874"],
];

let sent = 0;
let drawn = null;
let seenCount = 0;
let count = 0;

export function startKsef() {
  const ksef = segments(byId("ksef-states"), "ksef-state", STATES, (state) => change({ state }));
  const lighthouse = segments(byId("lighthouse-states"), "lighthouse", LIGHTHOUSE, (value) => change({ lighthouse: value }));
  onState((state) => {
    // An announced window closes KSeF though nobody has touched its state.
    const present = state.ksef?.present ?? state.ksef?.state;
    const [, label, tone, says] = STATES.find(([value]) => value === present) ?? ["", "nieznany", "", ""];
    ksef.choose(state.ksef?.state);
    lighthouse.choose(state.ksef?.lighthouse);
    setText(byId("ksef-says"), says);
    setText(byId("lighthouse-says"), LIGHTHOUSE.find(([value]) => value === state.ksef?.lighthouse)?.[3] ?? "");
    setText(byId("head-ksef-text"), `KSeF: ${label.toLowerCase()}`);
    byId("head-ksef").dataset.tone = tone;
    document.body.dataset.ksef = tone;
  });
  byId("invoice-us").addEventListener("click", invoiceUs);
  onShown(seen);
  everyBeat(refresh);
}

async function change(what) {
  await attempt(() => api.setKsef(what), "Nie zmieniono KSeF");
  await refreshState();
}

/** Another firm's program sends an invoice for ours; one of them asks for money on an account nobody listed. */
async function invoiceUs() {
  const [seller_nip, seller_name, what, account] = SELLERS[sent % SELLERS.length];
  sent += 1;
  const number = `${Date.now().toString(36).toUpperCase()}/${sent}`;
  const gross = `${(100 + Math.floor(Math.random() * 4900))}.00`;
  await attempt(() => api.invoiceUs({ seller_nip, seller_name, what, number, gross, account }), "Nie wystawiono faktury");
  await refresh();
}

async function refresh() {
  const invoices = await api.ksefInvoices();
  const key = JSON.stringify(invoices);
  if (key === drawn) return;
  if (drawn === null || invoices.length < count) seenCount = invoices.length;
  drawn = key;
  count = invoices.length;
  byId("ksef-invoices").replaceChildren(...[...invoices].reverse().map(row));
  byId("ksef-empty").hidden = count > 0;
  setText(byId("ksef-count"), count ? String(count) : "");
  seen();
}

function seen() {
  if (isVisible("ksef")) seenCount = count;
  mark("ksef", count - seenCount);
}

/** What a status of KSeF means to a person; codes of section 4 of its description. */
function verdict(status) {
  const code = Number(status);
  if (code === 200 || status === "accepted") return ["przyjęta", "good"];
  if (code >= 400 || status === "rejected") return [`odrzucona${code ? ` (${code})` : ""}`, "bad"];
  if (code >= 100) return ["w toku", "warn"];
  return [status ? String(status) : "w toku", "warn"];
}

function mode(value) {
  const known = { online: "online", offline: "offline" };
  return value ? (known[String(value).toLowerCase()] ?? String(value)) : null;
}

function row(invoice) {
  const [words, tone] = verdict(invoice.status);
  const at = moment(invoice.received_at);
  const details = (invoice.details ?? []).join(" ");
  return h(
    "li",
    { class: "invoice", "data-testid": "ksef-invoice", "data-number": invoice.number, "data-status": invoice.status },
    h("span", { class: "invoice-number" }, invoice.number || "(bez numeru)"),
    h("span", { class: "muted small invoice-meta" }, [mode(invoice.mode), at && time(at)].filter(Boolean).join(" · ")),
    h("span", { class: "pill", "data-tone": tone }, words),
    invoice.ksef_number
      ? h("button", { type: "button", class: "code ksef-number", title: "Kopiuj numer KSeF", "data-copy": invoice.ksef_number }, invoice.ksef_number, icon("copy"))
      : details && h("span", { class: "invoice-details small" }, details),
  );
}
