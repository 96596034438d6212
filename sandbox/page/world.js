// The state of the world, asked for again and again; panels subscribe to it.

import * as api from "./api.js";

const EVERY = 2000;
const listeners = new Set();
let latest = null;
let timer = null;
let asked = 0;

/** Be told each new state; a late subscriber gets the present one at once. */
export function onState(listener) {
  listeners.add(listener);
  if (latest) listener(latest);
}

/** The world's present moment, kept ticking between two answers. */
export const now = () => new Date(Date.now() + (latest?.ahead ?? 0));

/** Ask now instead of at the next beat. */
export async function refresh() {
  clearTimeout(timer);
  const mine = ++asked;
  try {
    const state = await api.state();
    if (mine !== asked) return;
    const clock = new Date(state.clock).getTime();
    latest = { ...state, ahead: Number.isNaN(clock) ? 0 : clock - Date.now() };
    listeners.forEach((each) => each(latest));
  } catch {
    // The banner tells; the next beat asks again.
  } finally {
    if (mine === asked) timer = setTimeout(refresh, EVERY);
  }
}

/** Begin to ask. */
export function startWatching() {
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  return refresh();
}

/** Repeat something at the same pace while the page can be seen. */
export function everyBeat(action) {
  const beat = async () => {
    if (!document.hidden) await action().catch(() => undefined);
    setTimeout(beat, EVERY);
  };
  beat();
}
