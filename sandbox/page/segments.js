// Segmented buttons: one of several, with the keyboard habits of radio buttons.

import { h } from "./dom.js";

/**
 * Draw the choice.
 * @param box where to draw it
 * @param name the radio group's name and the beginning of each test id
 * @param options rows of [value, label, tone]
 * @param chosen called with the value a person took
 */
export function segments(box, name, options, chosen) {
  const inputs = new Map();
  // A state on its way from the server must not undo what was taken a moment ago.
  let takenAt = 0;
  for (const [value, label, tone] of options) {
    const take = () => {
      takenAt = Date.now();
      chosen(value);
    };
    const input = h("input", { type: "radio", name, value, "data-testid": `${name}-${value}`, onchange: take });
    inputs.set(value, input);
    box.append(h("label", { class: "segment" }, input, h("span", { class: "segment-face", "data-tone": tone || null }, label)));
  }
  return {
    choose(value) {
      const input = inputs.get(value);
      if (input && !input.checked && Date.now() - takenAt > 1000) input.checked = true;
    },
  };
}
