// The world's clock: shown in Warsaw time, ticking, and turned by buttons.

import * as api from "./api.js";
import { byId, setText } from "./dom.js";
import { dayKey, fieldValue, fromWarsaw, shift, time, timeWithSeconds, wholeDay } from "./format.js";
import { attempt } from "./notices.js";
import { now, onState, refresh } from "./world.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

export function startClock() {
  byId("clock-plus-hour").addEventListener("click", () => turn({ advance: HOUR }));
  byId("clock-plus-day").addEventListener("click", () => turn({ advance: DAY }));
  byId("clock-tomorrow").addEventListener("click", () => turn({ set: tomorrowAtEight() }));
  byId("clock-back").addEventListener("click", () => turn({ set: new Date().toISOString() }));
  byId("clock-open").addEventListener("click", toggle);
  byId("clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    set();
  });
  onState((state) => {
    show();
    const away = shift(state.ahead);
    setText(byId("clock-shift"), away ? `przesunięty o ${away}` : "zgodny z prawdziwym");
    byId("clock-back").disabled = !away;
  });
  setInterval(show, 1000);
}

function show() {
  const moment = now();
  setText(byId("clock-time"), timeWithSeconds(moment));
  setText(byId("clock-date"), wholeDay(moment));
  setText(byId("head-clock"), time(moment));
  byId("clock-now").dateTime = moment.toISOString();
}

function toggle() {
  const form = byId("clock-form");
  form.hidden = !form.hidden;
  byId("clock-open").setAttribute("aria-expanded", String(!form.hidden));
  if (form.hidden) return;
  byId("clock-field").value = fieldValue(now());
  byId("clock-field").focus();
}

function tomorrowAtEight() {
  const day = new Date(`${dayKey(now())}T12:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  return fromWarsaw(`${day.toISOString().slice(0, 10)}T08:00`).toISOString();
}

async function set() {
  const moment = fromWarsaw(byId("clock-field").value);
  if (Number.isNaN(moment.getTime())) return;
  await turn({ set: moment.toISOString() });
  toggle();
}

async function turn(how) {
  await attempt(() => api.setClock(how), "Nie przestawiono zegara");
  await refresh();
}
