// What to try: eight steps that tick themselves off as the newest ticket goes its way.

import { by, h, icon } from "../page/dom.js";
import { t } from "../page/words.js";

const HALF_A_DAY = 12 * 3_600_000;
const NEWS = new Set(["message", "expect", "ask", "propose", "resolve", "progress"]);
const has = (...actions) => ({ timeline }) => timeline.some(({ action }) => actions.includes(action));
const later = ({ timeline }, entry) => entry.at - timeline[0].at > HALF_A_DAY;

const STEPS = [
  { who: "customer", words: "demo-report", how: "demo-report-how", done: () => true },
  { who: "agent", words: "demo-claim", how: "demo-claim-how", done: has("claim", "assign") },
  { who: "agent", words: "demo-expect", how: "demo-expect-how", done: has("expect") },
  { who: "clock", words: "demo-wait", how: "demo-wait-how", done: (ticket, clock) => has("nudge", "progress")(ticket) || later(ticket, { at: clock }) },
  { who: "customer", words: "demo-hear", how: "demo-hear-how", done: (ticket) => ticket.timeline.some((entry) => NEWS.has(entry.action) && later(ticket, entry)) },
  { who: "agent", words: "demo-solve", how: "demo-solve-how", done: has("resolve") },
  { who: "customer", words: "demo-rate", how: "demo-rate-how", done: has("rate") },
  { who: "supervisor", words: "demo-call", how: "demo-call-how", done: ({ timeline }) => timeline.some(({ status }) => status === "reopened") },
];
const ROLES = { customer: "demo-customer", agent: "demo-agent", supervisor: "demo-supervisor", clock: "demo-clock" };
const SAMPLE = "/static/demo/printer.svg";
const [WIDTH, HEIGHT] = [960, 720];

export class Script {
  /** `go` leads to where a step is played; `photo` is given a sample photo. */
  constructor({ go, photo }) {
    this.go = go;
    by("photo").addEventListener("click", async () => photo(await sample()));
    this.marks = STEPS.map(({ who }) => ({
      item: h("li", { class: "step", "data-who": who }),
      mark: h("span", { class: "mark", "aria-hidden": "true" }),
      words: h("span", { class: "step-what" }),
      role: h("span", { class: "step-who" }),
      state: h("span", { class: "unseen" }),
    }));
    for (const [place, { item, mark, words, role, state }] of this.marks.entries()) {
      item.append(h("button", { type: "button", on: { click: () => this.go(STEPS[place].who) } }, mark, h("span", { class: "step-words" }, words, role), state));
    }
    by("steps").append(...this.marks.map(({ item }) => item));
  }

  speak() {
    by("photo").replaceChildren(icon("image"), h("span", { text: t("demo-photo") }));
    for (const [place, { words, role }] of this.marks.entries()) {
      words.textContent = t(STEPS[place].words);
      role.textContent = t(ROLES[STEPS[place].who]);
    }
  }

  show({ tickets, clock }) {
    const done = STEPS.map((step) => Boolean(tickets[0]) && step.done(tickets[0], clock));
    const last = done.lastIndexOf(true);
    const now = done.findIndex((each, place) => place > last && !each);
    for (const [place, { item, mark, state }] of this.marks.entries()) {
      const stands = done[place] ? "done" : place === now ? "now" : place < last ? "passed" : "later";
      if (item.dataset.state === stands) continue;
      item.dataset.state = stands;
      mark.replaceChildren(stands === "done" ? icon("check") : String(place + 1));
      if (stands === "now") item.firstElementChild.setAttribute("aria-current", "step");
      else item.firstElementChild.removeAttribute("aria-current");
      if (stands === "now") item.scrollIntoView({ block: "nearest", inline: "center" });
    }
    for (const { item, state } of this.marks) state.textContent = { done: t("demo-step-done"), now: t("demo-step-now"), passed: t("demo-step-passed") }[item.dataset.state] ?? "";
    by("photo").hidden = now !== 0;
    by("script-how").textContent = now < 0 ? t("demo-over") : t("demo-step", { step: now + 1, of: STEPS.length, how: t(STEPS[now].how) });
  }
}

/** Return a photo of a broken printer, for whoever has none at hand. */
async function sample() {
  const picture = new Image(WIDTH, HEIGHT);
  picture.src = SAMPLE;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  canvas.getContext("2d").drawImage(picture, 0, 0, WIDTH, HEIGHT);
  const blob = await new Promise((give) => canvas.toBlob(give, "image/png"));
  return new File([blob], "printer.png", { type: "image/png" });
}
