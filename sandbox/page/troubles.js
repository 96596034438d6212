// What the Ministry has announced, and the troubles beside the state of KSeF: log-in, network.

import * as api from "./api.js";
import { byId, h, setText } from "./dom.js";
import { moment, shortMoment, time } from "./format.js";
import { attempt } from "./notices.js";
import { everyBeat, now, onState, refresh as refreshState } from "./world.js";

const HOUR = 3600 * 1000;
const KINDS = { failure: "Awaria", maintenance: "Prace serwisowe", total_failure: "Awaria całkowita" };

let drawn = null;

export function startTroubles() {
  byId("announce-maintenance").addEventListener("click", () => announce("maintenance", 2, 4, true));
  byId("announce-failure").addEventListener("click", () => announce("failure", 0, null, true));
  byId("announce-total").addEventListener("click", () => announce("total_failure", 0, null, false));
  const login = byId("login-down");
  const network = byId("network-off");
  login.addEventListener("change", () => change(() => api.setKsef({ faults: { login_down: login.checked } })));
  network.addEventListener("change", () => change(() => api.setNetwork(!network.checked)));
  onState((state) => {
    login.checked = Boolean(state.ksef?.faults?.login_down);
    network.checked = state.network?.up === false;
  });
  everyBeat(refresh);
}

async function announce(kind, startsIn, endsIn, closes) {
  const at = (hours) => new Date(now().getTime() + hours * HOUR).toISOString();
  const end = endsIn === null ? {} : { end: at(endsIn) };
  await change(() => api.setLighthouse({ action: "announce", kind, start: at(startsIn), ...end, follow_ksef: closes }));
}

async function change(action) {
  await attempt(action, "Nie zmieniono");
  await Promise.all([refresh().catch(() => undefined), refreshState()]);
}

async function refresh() {
  const { events } = await api.lighthouse();
  const shown = events.filter((each) => !each.withdrawn && !each.over);
  const key = JSON.stringify(shown);
  if (key === drawn) return;
  drawn = key;
  byId("announced").replaceChildren(...shown.map(row));
  byId("announced-empty").hidden = shown.length > 0;
}

function row(event) {
  const act = (action) => change(() => api.setLighthouse({ action, event: event.event }));
  const [start, end] = [moment(event.start), moment(event.end)];
  const day = (date) => (shortMoment(date, now()) === time(date) ? time(date) : `${shortMoment(date, now())}, ${time(date)}`);
  const words = h("span", { class: "announced-words" }, KINDS[event.kind] ?? event.kind);
  const when = h("span", { class: "muted small" });
  setText(when, end ? `${day(start)} – ${day(end)}` : `od ${day(start)}`);
  return h(
    "li",
    { class: "announced-row", "data-testid": "announced", "data-kind": event.kind },
    h("span", { class: "announced-text" }, words, when),
    h("button", { type: "button", class: "button", "data-testid": "announced-end", onclick: () => act("end") }, "Koniec"),
    h("button", { type: "button", class: "button", "data-testid": "announced-withdraw", onclick: () => act("withdraw") }, "Wycofaj"),
  );
}
