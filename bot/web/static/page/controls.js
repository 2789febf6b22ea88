// The control that fits a question: a calendar for a day, a clock for a time, a place to put files.

import { h, icon } from "./dom.js";
import { dayKey, t } from "./words.js";

/** Return the control of a question; null where words or buttons do. */
export function control(item, { say, choose }) {
  switch (item.ask.kind) {
    case "date":
      return picker("date", t("page-day"), say, [t("page-today"), t("page-yesterday")]);
    case "time":
      return picker("time", t("page-time"), say, []);
    case "files":
      return shelf(choose);
    default:
      return null;
  }
}

function picker(type, name, say, spoken) {
  const input = h("input", { class: "field", type, required: true, "aria-label": name, max: type === "date" ? "9999-12-31" : null });
  const send = h("button", { class: "button primary", type: "submit", text: t("page-answer") });
  const decide = (event) => {
    event.preventDefault();
    if (input.value) say(input.value);
  };
  const shortcuts = spoken.map((words) => h("button", { class: "button plain", type: "button", text: words, on: { click: () => say(words) } }));
  return h("form", { class: "picker", novalidate: true, on: { submit: decide } }, shortcuts, h("span", { class: "picker-field" }, input, send));
}

function shelf(choose) {
  const button = (name, words, camera) =>
    h("button", { class: `button plain${camera ? " touch-only" : ""}`, type: "button", on: { click: () => choose(camera) } }, icon(name), h("span", { text: words }));
  return h(
    "div",
    { class: "shelf" },
    h("p", { class: "shelf-words", text: t("page-drop-here") }),
    h("div", { class: "row" }, button("image", t("page-choose-files"), false), button("camera", t("page-take-photo"), true)),
  );
}

/** Return how the composer helps with a question: the keyboard, and what it hints at. */
export function keyboard(ask) {
  switch (ask?.kind) {
    case "phone":
      return { mode: "tel", hint: t("page-write-phone") };
    case "number":
      return { mode: "decimal", hint: t("page-write-number") };
    case "date":
      return { mode: "text", hint: t("page-write-day", { day: dayKey(Date.now()) }) };
    case "choice":
    case "yes_no":
    case "stars":
    case "time":
    case "files":
      return { mode: "text", hint: t("page-write-or-press") };
    case "text":
      return { mode: "text", hint: t("page-write-answer") };
    default:
      return { mode: "text", hint: t("page-write") };
  }
}
