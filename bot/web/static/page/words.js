// The words of the page, from the catalogues of the server, and how moments and sizes are told.

let strings = {};
let locale = "en-GB";
let zone = "UTC";
let formats = {};

/** Speak as a session says: its language, its words, and the team's time zone, in which the bot tells moments too. */
export function speak(session) {
  strings = session.strings;
  locale = session.me.language === "zh" ? "zh-CN" : "en-GB";
  zone = session.zone;
  document.documentElement.lang = session.me.language === "zh" ? "zh-CN" : "en";
  const format = (parts) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...parts });
  formats = {
    time: format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    key: new Intl.DateTimeFormat("sv-SE", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }),
    day: format({ weekday: "long", day: "numeric", month: "long" }),
    year: format({ day: "numeric", month: "long", year: "numeric" }),
    full: format({ dateStyle: "full", timeStyle: "short" }),
  };
  label(document);
}

/** Return an entry of the catalogue with its values put in. */
export function t(key, values = {}) {
  return (strings[key] ?? "").replace(/\{\$(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Put words into what names them: `data-text` for content, `data-label`, `data-title` and `data-hint` for attributes. */
export function label(root) {
  for (const element of root.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
  for (const element of root.querySelectorAll("[data-label]")) element.setAttribute("aria-label", t(element.dataset.label));
  for (const element of root.querySelectorAll("[data-title]")) element.title = t(element.dataset.title);
  for (const element of root.querySelectorAll("[data-hint]")) element.placeholder = t(element.dataset.hint);
}

/** Return the time of day of a moment. */
export const time = (at) => formats.time.format(at);

/** Return a moment in full. */
export const moment = (at) => formats.full.format(at);

/** Return the day of a moment as YYYY-MM-DD. */
export const dayKey = (at) => formats.key.format(at);

/** Return the day of a moment as people say it. */
export function day(at) {
  const key = dayKey(at);
  const now = Date.now();
  if (key === dayKey(now)) return t("page-today");
  if (key === dayKey(now - 86_400_000)) return t("page-yesterday");
  return (key.slice(0, 4) === dayKey(now).slice(0, 4) ? formats.day : formats.year).format(at);
}

/** Return a size in bytes as people read it. */
export function size(bytes) {
  const number = (value) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
  if (bytes < 1024 * 1024) return t("page-kilobytes", { size: number(Math.max(1, Math.round(bytes / 1024))) });
  return t("page-megabytes", { size: number(bytes / 1024 / 1024) });
}
