// Moments of the team's clock, in its zone and in the words of whoever looks.

import { t } from "../page/words.js";

const MIDNIGHT = "00:00";
const WEEK = 6 * 86_400_000;
let formats = {};

/** Tell moments in a language and a zone from now on. */
export function tell(language, zone) {
  const format = (parts) => new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { timeZone: zone, ...parts });
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  formats = {
    clock: format({ ...clock, second: "2-digit" }),
    time: format(clock),
    date: format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    day: format({ weekday: "short", day: "numeric", month: "short" }),
    near: format({ weekday: "short" }),
    far: format({ weekday: "short", day: "numeric" }),
    zone: format({ timeZoneName: "longGeneric" }),
  };
}

/** Return the hours, minutes and seconds of a moment. */
export const clock = (at) => formats.clock.format(at).split(":");

export const time = (at) => formats.time.format(at);
export const date = (at) => formats.date.format(at);
export const day = (at) => formats.day.format(at);

/** Return a stretch of time within a longer one; the weekday alone does not tell more than a week apart. */
export function stretch(start, end, length) {
  const named = (at) => (length > WEEK ? formats.far : formats.near).format(at);
  const [opens, shuts] = [time(start), time(end) === MIDNIGHT ? "24:00" : time(end)];
  const [first, last] = [named(start), named(end - 1)];
  const days = first === last ? first : t("demo-from-to", { start: first, end: last });
  if (opens === MIDNIGHT && shuts === "24:00") return days;
  if (first === last) return `${first} ${t("demo-from-to", { start: opens, end: shuts })}`;
  return t("demo-from-to", { start: `${first} ${opens}`, end: `${last} ${shuts}` });
}

/** Return the name of the zone. */
export const zone = (at) => formats.zone.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
