// One line of the transcript, drawn.

import { files } from "./files.js";
import { h, icon, linked } from "./dom.js";
import { stars } from "./stars.js";
import { moment, t, time } from "./words.js";

const STARS = 5;
const MOVES = new Set(["back", "cancel", "skip"]);

/** Return the verb and the choice of a button's id. */
export function parts(press) {
  const [verb = "", , arg = ""] = press.split(":");
  return { verb, arg, turn: Number.parseInt(arg, 10) || 0 };
}

/** Return the number that the buttons of a question carry; 0 for what is no question. */
export const turnOf = (item) => (item.slot === "step" ? parts(item.buttons?.[0]?.[0]?.press ?? "").turn : 0);

const isStars = (row) =>
  row.length === STARS && row.every(({ press }, place) => /(^|[.:])[1-5]$/.test(press) && press.endsWith(String(place + 1)));

/** Return what the person at the page said. */
export function mine(item, base) {
  return frame("mine", item.at, t("page-you"), bubble(words(item.text), files(item.files, base)));
}

/** Return what was said and is not confirmed yet. */
export function pending(entry, base) {
  const state = h("p", { class: "sending" }, icon("clock"), h("span", { text: t("page-sending") }));
  const body = bubble(words(entry.frame.text ?? ""), files(entry.extra.files, base));
  return h("article", { class: "line mine pending", "data-id": entry.frame.id }, h("div", { class: "body" }, body, state));
}

function bubble(...content) {
  return h("div", { class: "bubble" }, ...content);
}

function words(text) {
  return text ? h("p", { class: "said", dir: "auto" }, linked(text)) : null;
}

function frame(side, at, who, ...content) {
  const stamp = h("time", { datetime: new Date(at).toISOString(), title: moment(at), text: time(at) });
  return h("article", { class: `line ${side}`, "aria-label": who }, h("div", { class: "body" }, ...content, stamp));
}

/** Return a message of the bot; `fill` then gives it the controls that fit where the chat stands. */
export function message(item, context) {
  const rich = Boolean(item.title || item.facts?.length);
  const inside = h(
    "div",
    { class: rich ? "bubble card" : "bubble" },
    item.ring ? h("p", { class: "tag ring" }, icon("bell"), h("span", { text: t("page-ringing") })) : null,
    item.late ? h("p", { class: "tag late" }, icon("clock"), h("span", { text: t("page-late") })) : null,
    item.title ? h("h2", { class: "card-title", dir: "auto" }, item.title) : null,
    (item.texts ?? []).map((text) => h("p", { class: "said", dir: "auto" }, linked(text))),
    quote(item),
    facts(item, context),
    files(item.files, context.base),
  );
  const drawn = frame("bot", item.at, t("page-desk"), inside, h("div", { class: "controls" }));
  drawn.prepend(h("span", { class: "avatar", "aria-hidden": "true" }));
  return drawn;
}

function quote(item) {
  if (!item.quote) return null;
  const speaker = item.speaker ? h("figcaption", { dir: "auto", text: item.speaker }) : null;
  return h("figure", { class: "quote" }, speaker, h("blockquote", { dir: "auto" }, linked(item.quote)));
}

/** Return the edit buttons of a review, one for each fact; none where they do not pair. */
function edits(item) {
  const found = (item.buttons ?? []).flat().filter(({ press }) => parts(press).verb === "edit");
  return found.length === item.facts?.length ? found : [];
}

function facts(item, context) {
  if (!item.facts?.length) return null;
  const changes = edits(item);
  return h(
    "dl",
    { class: changes.length ? "facts editable" : "facts" },
    item.facts.map((fact, place) =>
      h(
        "div",
        { class: "fact" },
        h("dt", { dir: "auto", text: fact.label }),
        h("dd", { dir: "auto" }, linked(String(fact.value)), changes[place] ? pencil(changes[place], item, context) : null),
      ),
    ),
  );
}

function pencil(button, item, context) {
  const heard = { click: once(button, item, context) };
  return h("button", { class: "pencil", type: "button", "data-press": button.press, "aria-label": button.text, title: button.text, on: heard }, icon("edit"));
}

/**
 * Give a message its controls. `stand` is `live` for what can be answered, `former` for a card that a newer one
 * replaces, `done` for a question that was answered.
 */
export function fill(drawn, item, stand, context) {
  const controls = drawn.querySelector(".controls");
  drawn.classList.toggle("live", stand === "live");
  drawn.classList.toggle("former", stand === "former");
  if (stand !== "live") {
    controls.replaceChildren();
    return;
  }
  const paired = edits(item).length > 0;
  const rows = (item.buttons ?? [])
    .map((row) => (paired ? row.filter(({ press }) => parts(press).verb !== "edit") : row))
    .filter((row) => row.length);
  const question = item.slot === "step" && item.ask;
  controls.replaceChildren(...extras(item, context, question), ...laidOut(rows, item, context));
}

function extras(item, context, question) {
  const control = question ? context.control(item) : null;
  return control ? [control] : [];
}

function laidOut(rows, item, context) {
  const drawn = [];
  let choices = null;
  for (const row of rows) {
    if (isStars(row)) drawn.push(rating(row, item, context));
    else if (item.ask?.kind === "choice" && row.every(({ press }) => parts(press).verb === "answer")) {
      if (!choices) drawn.push((choices = h("div", { class: "choices" })));
      choices.append(...row.map((button) => pressable(button, item, context)));
    } else drawn.push(h("div", { class: "row" }, row.map((button) => pressable(button, item, context))));
  }
  return drawn;
}

function rating(row, item, context) {
  const chosen = row.findIndex(({ press }) => context.pressed(press, item)) + 1;
  return stars({
    legend: t("page-stars"),
    names: row.map(({ text }) => text),
    chosen,
    fixed: chosen > 0,
    decide: (count) => context.press(row[count - 1], item),
  });
}

/** Return what hears a press: not the second of a double click, nor another while the first waits for its answer. */
function once(button, item, context) {
  return ({ detail, currentTarget }) => detail < 2 && currentTarget.getAttribute("aria-busy") !== "true" && context.press(button, item);
}

function pressable(button, item, context) {
  const quiet = item.slot === "step" && MOVES.has(parts(button.press).verb);
  const done = context.pressed(button.press, item);
  const kind = quiet ? "quiet" : button.style;
  return h(
    "button",
    { class: `button ${kind}${done ? " pressed" : ""}`, type: "button", "data-press": button.press, on: { click: once(button, item, context) } },
    done ? icon("check") : null,
    h("span", { dir: "auto", text: button.text }),
    done ? h("span", { class: "unseen", text: t("page-pressed") }) : null,
  );
}
