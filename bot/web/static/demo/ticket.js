// The ticket beside the phones: where it stands, what is promised on it, and everything that happened.

import { h, icon } from "../page/dom.js";
import { t } from "../page/words.js";
import { mark } from "./icons.js";
import { legend, PromiseRow } from "./promise.js";
import { day, time } from "./times.js";

export class TicketPanel {
  constructor(head, body) {
    this.head = head;
    this.body = body;
    this.rows = new Map();
    this.chosen = null;
    this.newest = null;
    this.promises = h("ol", { class: "promises", role: "list" });
    this.legend = h("ul", { class: "legend", role: "list" });
    this.entries = h("ol", { class: "entries", role: "list" });
  }

  show(state) {
    const newest = state.tickets[0]?.number ?? null;
    if (newest !== this.newest) this.chosen = newest;
    this.newest = newest;
    this.state = state;
    const ticket = state.tickets.find(({ number }) => number === this.chosen) ?? state.tickets[0];
    if (ticket) this.draw(ticket);
    else this.nothing();
  }

  nothing() {
    this.head.replaceChildren(h("h2", { id: "ticket-name", text: t("demo-ticket") }));
    this.body.replaceChildren(
      h("div", { class: "none" }, h("span", { class: "none-mark" }, icon("list")), h("p", { class: "none-title", text: t("demo-ticket-none") }), h("p", { text: t("demo-ticket-none-how") })),
    );
  }

  draw(ticket) {
    const focus = this.head.contains(document.activeElement);
    this.head.replaceChildren(...this.heading(ticket));
    if (focus) this.head.querySelector("select")?.focus();
    this.bars(ticket);
    this.history(ticket);
    if (this.promises.parentElement?.parentElement === this.body && this.language === t("demo-promises")) return;
    this.language = t("demo-promises");
    this.body.replaceChildren(
      h("section", { "aria-labelledby": "promises-name" }, h("div", { class: "section-head" }, h("h3", { id: "promises-name", text: t("demo-promises") }), this.legend), this.promises),
      h("section", { "aria-labelledby": "entries-name" }, h("div", { class: "section-head" }, h("h3", { id: "entries-name", text: t("demo-happened") }), (this.chain = h("span", { class: "chain" }))), this.entries),
    );
    this.chained(ticket);
  }

  heading(ticket) {
    const several = this.state.tickets.length > 1;
    const choose = (event) => {
      this.chosen = event.target.value;
      this.show(this.state);
    };
    const number = several
      ? h("select", { class: "which", "aria-label": t("demo-ticket-which"), on: { change: choose } }, this.state.tickets.map((each) => h("option", { value: each.number, selected: each.number === ticket.number, text: each.number })))
      : h("span", { class: "number", text: ticket.number });
    return [
      h("div", { class: "ticket-line" }, number, h("span", { class: "status", "data-status": ticket.status_key, text: ticket.status })),
      h("h2", { class: "ticket-title", id: "ticket-name", dir: "auto", text: ticket.title || ticket.number }),
      h(
        "p",
        { class: "ticket-facts" },
        h("span", { class: "fact" }, icon("alert"), ticket.priority),
        h("span", { class: "fact" }, icon("user"), ticket.owner || t("demo-owner-none")),
        ticket.photos ? h("span", { class: "fact" }, icon("image"), String(ticket.photos)) : null,
      ),
    ];
  }

  /** Unmet promises first, the nearest at the top; then what was kept or not. */
  bars(ticket) {
    const order = [...ticket.promises].sort((one, other) => (one.met !== null) - (other.met !== null) || (one.due ?? Infinity) - (other.due ?? Infinity));
    const seen = new Set();
    this.legend.replaceChildren(...legend(ticket.promises));
    for (const [place, promise] of order.entries()) {
      const key = `${ticket.number}:${promise.key}`;
      seen.add(key);
      if (!this.rows.has(key)) this.rows.set(key, new PromiseRow(`why-${promise.key}`));
      const row = this.rows.get(key);
      row.show(promise, this.state.clock);
      if (this.promises.children[place] !== row.root) this.promises.insertBefore(row.root, this.promises.children[place] ?? null);
    }
    for (const [key, row] of this.rows) {
      if (seen.has(key)) continue;
      row.root.remove();
      this.rows.delete(key);
    }
  }

  history(ticket) {
    const drawn = JSON.stringify([ticket.number, ticket.timeline]);
    this.chained(ticket);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const lines = [];
    let last = "";
    for (const entry of [...ticket.timeline].reverse()) {
      const today = day(entry.at);
      if (today !== last) lines.push(h("li", { class: "day", text: today }));
      last = today;
      lines.push(
        h(
          "li",
          { class: "entry", "data-author": entry.author },
          h("time", { datetime: new Date(entry.at).toISOString(), text: time(entry.at) }),
          h("p", { dir: "auto", text: entry.text }, entry.late ? h("span", { class: "late", text: entry.late }) : null),
        ),
      );
    }
    this.entries.replaceChildren(...lines);
  }

  chained({ intact }) {
    if (!this.chain) return;
    this.chain.className = intact ? "chain good" : "chain bad";
    this.chain.title = intact ? t("demo-intact-long") : "";
    this.chain.replaceChildren(mark(intact ? "chain" : "alert"), h("span", { text: t(intact ? "demo-intact" : "demo-broken") }));
  }
}
