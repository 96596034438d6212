// The control API. Every call goes through here, so that trouble is noticed in one place.

const listeners = new Set();
let failures = 0;

/** Be told when the sandbox stops answering (false) and when it answers again (true). */
export const onReachable = (listener) => listeners.add(listener);

/** The sandbox answered, but not with success; `message` is for people. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function note(answered) {
  const before = failures;
  failures = answered ? 0 : failures + 1;
  // One lost request is not yet a silence.
  if (answered ? before > 1 : failures === 2) listeners.forEach((each) => each(answered));
}

async function sentence(response) {
  const text = await response.text().catch(() => "");
  try {
    const body = JSON.parse(text);
    const said = body.error ?? body.message ?? body.detail ?? body.description;
    if (said) return String(said);
  } catch {
    // Not JSON: the text itself is what there is.
  }
  return text.length > 0 && text.length < 200 ? text : `odpowiedź ${response.status}`;
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch (error) {
    if (error.name !== "AbortError") note(false);
    throw error;
  }
  note(response.status < 500);
  if (!response.ok) throw new Refused(response.status, await sentence(response));
  const text = await response.text();
  return text ? JSON.parse(text) : {};
}

const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const chat = (user) => `/api/chats/${encodeURIComponent(user)}`;
const mailbox = (address) => `/api/mailboxes/${encodeURIComponent(address)}`;

export const state = () => call("/api/state");
export const messages = (user, after, wait, signal) =>
  call(`${chat(user)}/messages?after=${after}&wait=${wait}`, { signal });
export const say = (user, text) => post(`${chat(user)}/messages`, { text });
export const tap = (user, messageId, label) => post(`${chat(user)}/taps`, { message_id: messageId, label });
export function sendDocument(user, file) {
  const form = new FormData();
  form.append("document", file, file.name);
  return call(`${chat(user)}/documents`, { method: "POST", body: form });
}
export const letters = (address) => call(mailbox(address));
export const letter = (address, id) => call(`${mailbox(address)}/${encodeURIComponent(id)}`);
export const attachmentUrl = (address, id, name) =>
  `${mailbox(address)}/${encodeURIComponent(id)}/attachments/${encodeURIComponent(name)}`;
export const sendLetter = (body) => post("/api/mail", body);
export const setMailServer = (body) => post("/api/mailserver", body);
export const setKsef = (body) => post("/api/ksef", body);
export const lighthouse = () => call("/api/lighthouse");
export const setLighthouse = (body) => post("/api/lighthouse", body);
export const setNetwork = (up) => post("/api/network", { up });
export const invoiceUs = (body) => post("/api/ksef/invoices", body);
export const ksefInvoices = () => call("/api/ksef/invoices");
export const setClock = (body) => post("/api/clock", body);
export const setApp = (action) => post("/api/app", { action });
export const reset = () => post("/api/reset", {});
