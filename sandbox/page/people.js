// Whose phone this is: the owner of the demo company, or a stranger.

import { byId, h } from "./dom.js";
import { initials } from "./format.js";
import { onState } from "./world.js";

const KNOWN = [
  { id: 1001, name: "Ola Latarnik", company: "Latarnia Morska" },
  { id: 1002, name: "Nieznajomy", company: null },
];

let open = null;
let drawn = "";
let chosen = null;

/** Draw the choice of persons and open the first one's chat. */
export function startPeople(openChat) {
  open = openChat;
  draw(KNOWN);
  choose(KNOWN[0].id);
  onState((state) => state.users?.length > 0 && draw(state.users));
}

function draw(users) {
  const people = users.some((each) => each.id === 1002) ? users : [...users, KNOWN[1]];
  const key = JSON.stringify(people);
  if (key === drawn) return;
  drawn = key;
  byId("people").replaceChildren(...people.map(person));
}

function person(user) {
  const first = user.name.split(" ")[0];
  const label = `${user.name}${user.company ? `, ${user.company}` : ", spoza firmy"}`;
  return h(
    "label",
    { class: "segment", title: label },
    h("input", {
      type: "radio", name: "person", value: user.id, checked: user.id === chosen, "aria-label": label,
      "data-testid": `user-${user.id}`, onchange: () => choose(user.id),
    }),
    h("span", { class: "segment-face" }, h("span", { class: "avatar avatar-small", "aria-hidden": "true" }, initials(first)), first),
  );
}

function choose(id) {
  if (id === chosen) return;
  chosen = id;
  const box = byId("people").querySelector(`[value="${id}"]`);
  if (box) box.checked = true;
  open(id);
}
