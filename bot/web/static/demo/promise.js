// One promise: how it stands, and a bar of the time that was counted for it, to scale. "Why is it due then?" says it in words.

import { h } from "../page/dom.js";
import { t } from "../page/words.js";
import { mark } from "./icons.js";
import { stretch } from "./times.js";

const STANDS = { running: "demo-is-running", kept: "demo-is-kept", late: "demo-is-late", missed: "demo-is-missed", paused: "demo-is-paused" };
const KINDS = {
  counted: "demo-span-counted",
  paused: "demo-span-paused",
  closed_hours: "demo-span-closed",
  weekend: "demo-span-weekend",
  holiday: "demo-span-holiday",
  over: "demo-span-over",
};
const ROOM = 9; // percent of a bar that the name of a day needs
const NAMED = 14; // percent that the name of a holiday needs

/** Return what the colours of the bars of some promises mean; nothing where all of it simply counts. */
export function legend(promises) {
  const kinds = new Set(promises.flatMap(({ spans, state }) => [...spans.map(({ kind }) => kind), ["late", "missed"].includes(state) ? "over" : "counted"]));
  if (kinds.size < 2) return [];
  return Object.keys(KINDS)
    .filter((kind) => kinds.has(kind))
    .map((kind) => h("li", {}, h("span", { class: `swatch ${kind}`, "aria-hidden": "true" }), h("span", { text: t(KINDS[kind]) })));
}

export class PromiseRow {
  constructor(id) {
    this.name = h("span", { class: "promise-name" });
    this.stands = h("span", { class: "stands" });
    this.bar = h("div", { class: "bar", role: "img" });
    this.days = h("div", { class: "days", "aria-hidden": "true" });
    this.standing = h("span", { class: "standing" });
    this.asked = h("span", {});
    this.ask = h("button", { class: "ask", type: "button", "aria-expanded": "false", "aria-controls": id, on: { click: () => this.open(!this.opened) } }, this.asked, mark("chevron"));
    this.words = h("p", {});
    this.spans = h("ol", { class: "spans", role: "list" });
    this.sum = h("p", { class: "sum" });
    this.why = h("div", { class: "why", id, hidden: true }, this.words, this.spans, this.sum);
    this.root = h(
      "li",
      { class: "promise" },
      h("div", { class: "promise-line" }, this.name, this.stands),
      this.bar,
      this.days,
      h("div", { class: "promise-line" }, this.standing, this.ask),
      this.why,
    );
  }

  /** Whether it says why it is due then. */
  get opened() {
    return !this.why.hidden;
  }

  open(opened) {
    this.why.hidden = !opened;
    this.root.classList.toggle("open", opened);
    this.ask.setAttribute("aria-expanded", String(opened));
  }

  show(promise, clock) {
    const drawn = JSON.stringify([promise, Math.floor(clock / 60_000)]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.root.dataset.state = promise.state;
    this.name.textContent = promise.name;
    this.stands.textContent = t(STANDS[promise.state]);
    this.standing.textContent = promise.standing;
    this.asked.textContent = t(promise.met === null ? "demo-why" : "demo-why-met");
    this.ask.setAttribute("aria-label", `${promise.name}: ${this.asked.textContent}`);
    this.words.textContent = promise.why;
    this.sum.textContent = promise.sum;
    this.spans.replaceChildren(...promise.spans.map((span) => this.span(span, promise)));
    this.bar.setAttribute("aria-label", t("demo-bar", { promise: promise.name, standing: promise.standing, spans: promise.spans.map(({ text }) => text).join("; ") }));
    this.draw(promise, clock);
  }

  span({ start, end, kind, text }, promise) {
    const when = stretch(start, end, (promise.due ?? end) - promise.start);
    return h("li", { class: "span" }, h("span", { class: `swatch ${kind}`, "aria-hidden": "true" }), h("span", { class: "span-when", text: when }), h("span", { class: "span-what", text }));
  }

  /** Draw the spans to scale, what is used up stronger than what is left; what came after the due moment; and now. */
  draw(promise, clock) {
    const until = promise.met ?? clock;
    const planned = promise.spans.at(-1)?.end ?? until;
    const end = promise.due === null ? planned : Math.max(planned, until);
    const share = (moment) => Math.min(100, Math.max(0, (100 * (moment - promise.start)) / (end - promise.start || 1)));
    const pieces = promise.spans.flatMap((span) => split(span, until)).map((span) => piece(span, share));
    if (promise.due !== null && until > planned && promise.state !== "kept") pieces.push(piece({ start: planned, end, kind: "over", text: t("demo-span-over") }, share));
    const hand = h("span", { class: promise.met === null ? "now" : "met" });
    hand.style.insetInlineStart = `${share(until)}%`;
    this.bar.replaceChildren(h("span", { class: "pieces" }, pieces), hand);
    this.nameDays(promise, share);
  }

  nameDays({ days }, share) {
    let last = -ROOM;
    const named = days.filter(({ at }) => {
      const fits = share(at) - last >= ROOM && share(at) <= 100 - ROOM / 2;
      if (fits) last = share(at);
      return fits;
    });
    this.days.hidden = !named.length;
    this.days.replaceChildren(
      ...named.map(({ at, name }) => {
        const day = h("span", { text: name });
        day.style.insetInlineStart = `${share(at)}%`;
        return day;
      }),
    );
  }
}

/** Return a counted span in two where time stands in it: what is used up, and what is left. */
function split(span, until) {
  if (span.kind !== "counted" || until >= span.end) return [span];
  if (until <= span.start) return [{ ...span, kind: "counted left" }];
  return [
    { ...span, end: until },
    { ...span, start: until, kind: "counted left" },
  ];
}

function piece({ start, end, kind, name, text }, share) {
  const wide = share(end) - share(start);
  const drawn = h("span", { class: `piece ${kind}`, title: text }, name && wide > NAMED ? h("span", { class: "piece-name", text: name }) : null);
  drawn.style.flexGrow = wide;
  return drawn;
}
