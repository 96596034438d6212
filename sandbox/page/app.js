// The page of the sandbox: puts the panels together.

import * as api from "./api.js";
import { openChat, startChat, suggest } from "./chat.js";
import { startClock } from "./clock.js";
import { byId, setText } from "./dom.js";
import { startKsef } from "./ksef.js";
import { forgetLetters, startMailbox } from "./mailbox.js";
import { attempt, confirmed, copyAloud, toast, watchReachability } from "./notices.js";
import { startProcess } from "./process.js";
import { show, startTabs } from "./tabs.js";
import { startTroubles } from "./troubles.js";
import { onState, refresh, startWatching } from "./world.js";

const RESET_TEXT =
  "Znikną rozmowy, listy, faktury w KSeF i baza aplikacji, a zegar wróci do prawdziwego czasu. Tego nie da się cofnąć.";

async function reset() {
  if (!(await confirmed("Zacząć od pustego świata?", RESET_TEXT, "Zacznij od nowa"))) return;
  const button = byId("reset");
  button.disabled = true;
  const done = await attempt(() => api.reset(), "Nie udało się");
  button.disabled = false;
  if (done === undefined) return;
  openChat();
  forgetLetters();
  await refresh();
  toast("Świat jest pusty. Można zaczynać.", "done");
}

function clicked(event) {
  const copied = event.target.closest("#side [data-copy]");
  const nip = event.target.closest("[data-register]")?.querySelector(".mono").textContent;
  if (copied) copyAloud(copied.dataset.copy);
  if (nip) {
    show("chat");
    suggest(`faktura dla NIP ${nip}, 1 h konsultacji po 200 zł`);
  }
}

// The two numbers with which the register does not help.
function showRegister(register) {
  for (const entry of document.querySelectorAll("[data-register]")) {
    const nip = register?.[entry.dataset.register];
    if (nip) setText(entry.querySelector(".mono"), nip);
  }
}

watchReachability();
startTabs();
startChat();
startMailbox();
startKsef();
startTroubles();
startClock();
startProcess();
onState((state) => showRegister(state.register));
startWatching();
byId("reset").addEventListener("click", reset);
document.addEventListener("click", clicked);
