// Dates, sizes and numbers as a Polish reader expects them; every date is a Warsaw date.

const ZONE = "Europe/Warsaw";
const formatter = (options) => new Intl.DateTimeFormat("pl-PL", { timeZone: ZONE, ...options });

const TIME = formatter({ hour: "2-digit", minute: "2-digit" });
const TIME_WITH_SECONDS = formatter({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = formatter({ weekday: "long", day: "numeric", month: "long" });
const WHOLE_DAY = formatter({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const SHORT_DAY = formatter({ day: "numeric", month: "short" });
const DAY_KEY = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE });
const FIELDS = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "short" });

export const time = (moment) => TIME.format(moment);
export const timeWithSeconds = (moment) => TIME_WITH_SECONDS.format(moment);
export const day = (moment) => DAY.format(moment);
export const wholeDay = (moment) => WHOLE_DAY.format(moment);
export const dayKey = (moment) => DAY_KEY.format(moment);

/** A moment from an ISO text or Unix seconds; null when it is neither. */
export function moment(value) {
  if (value === null || value === undefined || value === "") return null;
  const date = new Date(typeof value === "number" ? value * 1000 : value);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** The hour for today's letters, the day for older ones. */
export function shortMoment(date, now) {
  return dayKey(date) === dayKey(now) ? time(date) : SHORT_DAY.format(date);
}

/** What an input of type datetime-local shows for a moment: Warsaw's wall clock. */
export const fieldValue = (date) => FIELDS.format(date).replace(" ", "T");

/** The moment a Warsaw wall clock shows the given "YYYY-MM-DDTHH:MM". */
export function fromWarsaw(text) {
  const asIfUtc = new Date(`${text}Z`).getTime();
  const offsetAt = (at) => new Date(`${fieldValue(new Date(at))}Z`).getTime() - Math.floor(at / 60000) * 60000;
  const guess = asIfUtc - offsetAt(asIfUtc);
  // The second look is for the hours next to a change of summer time.
  return new Date(asIfUtc - offsetAt(guess));
}

/** "1,2 MB", "14 kB", "312 B". */
export function size(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1000) return `${bytes} B`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1000, "kB"] : [bytes / 1e6, "MB"];
  return `${value.toLocaleString("pl-PL", { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}

/** The Polish form for a count: plural(3, "list", "listy", "listów"). */
export function plural(count, one, few, many) {
  if (count === 1) return one;
  const [unit, ten] = [count % 10, Math.floor((count % 100) / 10)];
  return unit >= 2 && unit <= 4 && ten !== 1 ? few : many;
}

/** How far the world's clock stands from the real one, in words; empty when less than a minute. */
export function shift(milliseconds) {
  const minutes = Math.round(Math.abs(milliseconds) / 60000);
  if (minutes < 1) return "";
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = [
    days && `${days} ${plural(days, "dzień", "dni", "dni")}`,
    hours && `${hours} h`,
    days === 0 && minutes % 60 && `${minutes % 60} min`,
  ].filter(Boolean);
  return `${milliseconds > 0 ? "+" : "−"}${parts.join(" ")}`;
}

/** First letters for an avatar. */
export function initials(name) {
  return name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => word[0].toUpperCase()).join("") || "?";
}
