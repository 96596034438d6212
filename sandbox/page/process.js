// The app as a process: whether it lives, killing it, starting it again.

import * as api from "./api.js";
import { byId, setText } from "./dom.js";
import { attempt } from "./notices.js";
import { onState, refresh } from "./world.js";

export function startProcess() {
  byId("app-kill").addEventListener("click", () => act("kill"));
  byId("app-start").addEventListener("click", () => act("start"));
  onState((state) => show(state.app ?? {}));
}

function show(app) {
  const runs = Boolean(app.running);
  const verb = app.ready === false ? "Rusza" : "Działa";
  const words = runs ? `${verb}${app.pid ? `, proces ${app.pid}` : ""}` : "Nie działa";
  setText(byId("app-running-text"), words);
  byId("app-running").dataset.tone = runs ? (app.ready === false ? "warn" : "good") : "bad";
  byId("app-running").dataset.running = String(runs);
  byId("app-kill").disabled = !runs;
  byId("app-start").disabled = runs;
  setText(byId("bot-status"), runs ? "bot" : "aplikacja nie działa");
  byId("bot-status").classList.toggle("dead", !runs);
}

async function act(action) {
  await attempt(() => api.setApp(action), "Nie udało się");
  await refresh();
}
