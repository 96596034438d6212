// The typing box: Enter sends, Shift+Enter breaks the line, a chip fills it in.

import { byId, h } from "./dom.js";

const SENTENCES = {
  owner: [
    ["Wystaw fakturę", "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example"],
    ["Zmień cenę", "zmień cenę na 250 zł"],
    ["Kolejka", "/kolejka"],
    ["Czy KSeF działa?", "czy KSeF działa?"],
    ["Ostatnie faktury", "/faktury"],
    ["Błędny NIP", "faktura dla NIP 5260250275, 1 h szkolenia po 300 zł"],
  ],
  stranger: [
    ["Dzień dobry", "dzień dobry"],
    ["Próba faktury", "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"],
    ["Cudze zaproszenie", "/start zgadywany-kod"],
  ],
};
/** The owner of the demo company. */
export const OWNER = 1001;

export function startComposer(say, sendFile) {
  const form = byId("composer");
  const field = byId("chat-input");
  const files = byId("chat-file");

  const fit = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
    byId("chat-send").disabled = field.value.trim() === "";
  };
  const send = async () => {
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    fit();
    const sent = await say(text);
    // What was not sent comes back, unless something new was typed meanwhile.
    if (!sent && field.value === "") field.value = text;
    fit();
  };
  const fill = (text) => {
    field.value = text;
    fit();
    field.focus();
    field.setSelectionRange(text.length, text.length);
  };

  field.addEventListener("input", fit);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
    field.focus();
  });
  byId("chat-attach").addEventListener("click", () => files.click());
  files.addEventListener("change", async () => {
    for (const file of files.files) await sendFile(file);
    files.value = "";
  });
  fit();
  return { fill, suggestFor: (user) => drawChips(user === OWNER ? "owner" : "stranger", fill) };
}

function drawChips(whose, fill) {
  byId("chips").replaceChildren(
    ...SENTENCES[whose].map(([label, text]) =>
      h("button", { type: "button", class: "chip", title: text, "data-testid": "chip", onclick: () => fill(text) }, label),
    ),
  );
}
