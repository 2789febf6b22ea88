// On a narrow screen one thing is shown at a time: a phone, or the ticket.

import { by, h } from "../page/dom.js";
import { t } from "../page/words.js";

const TABS = { customer: "demo-customer", agent: "demo-agent", supervisor: "demo-supervisor", ticket: "demo-ticket" };

export class Tabs {
  /** `shown` is told what is shown. */
  constructor({ shown }) {
    this.shown = shown;
    this.buttons = Object.fromEntries(Object.keys(TABS).map((name) => [name, h("button", { type: "button", "data-shows": name, on: { click: () => this.show(name) } })]));
    by("tabs").append(...Object.values(this.buttons));
  }

  speak() {
    for (const [name, button] of Object.entries(this.buttons)) button.replaceChildren(h("span", { text: t(TABS[name]) }), h("span", { class: "dot", "aria-hidden": "true" }));
    this.show(document.body.dataset.shows);
  }

  show(name) {
    document.body.dataset.shows = name;
    for (const [each, button] of Object.entries(this.buttons)) button.setAttribute("aria-pressed", String(each === name));
    this.shown(name);
  }

  heard(name, ring) {
    this.buttons[name].classList.add("news");
    if (ring) this.buttons[name].classList.add("rings");
  }

  seen(name) {
    this.buttons[name].classList.remove("news", "rings");
  }
}
