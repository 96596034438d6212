// A letter written as somebody, also as somebody who lies about the sender.

import * as api from "./api.js";
import { byId } from "./dom.js";
import { attempt, toast } from "./notices.js";

const LATARNIK = "faktury@latarnia.example";
const OLA = "ola@latarnia.example";
const SAMPLE = "faktura dla NIP 5260250274, 3 h szkolenia po 300 zł, wyślij na ksiegowosc@klient.example";

let answered = null;
let whenSent = null;

export function startWriting(sent) {
  whenSent = sent;
  byId("write-open").addEventListener("click", () => open({ from: OLA, to: LATARNIK, subject: "Faktura", text: SAMPLE }));
  byId("write-cancel").addEventListener("click", () => byId("write").close());
  byId("write-form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}

/** Answer an opened letter as the owner of the mailbox. */
export function answerTo(address, letter) {
  const bare = /<([^>]+)>/.exec(letter.from ?? "")?.[1] ?? letter.from ?? LATARNIK;
  const subject = /^(re|odp):/i.test(letter.subject ?? "") ? letter.subject : `Re: ${letter.subject ?? ""}`;
  open({ from: address, to: bare.trim(), subject, text: "", answers: letter.message_id });
}

function open({ from, to, subject, text, answers = null }) {
  answered = answers;
  byId("write-from").value = from;
  byId("write-to").value = to;
  byId("write-subject").value = subject;
  byId("write-text").value = text;
  byId("write-authentic").checked = true;
  byId("write").showModal();
  byId("write-text").focus();
}

async function send() {
  const body = {
    from: byId("write-from").value.trim(),
    to: byId("write-to").value.trim(),
    subject: byId("write-subject").value,
    text: byId("write-text").value,
    authentic: byId("write-authentic").checked,
  };
  if (answered) body.in_reply_to = answered;
  byId("write-send").disabled = true;
  const done = await attempt(() => api.sendLetter(body), "Nie wysłano listu");
  byId("write-send").disabled = false;
  if (done === undefined) return;
  byId("write").close();
  toast(`List do ${body.to} wysłany.`, "done");
  whenSent();
}
