// The demo's own page: three phones, the clock that moves, the ticket beside them, and the script that ticks itself off.

import { Clock } from "./demo/clock.js";
import { Phones } from "./demo/phones.js";
import { Script } from "./demo/script.js";
import { Tabs } from "./demo/tabs.js";
import { TicketPanel } from "./demo/ticket.js";
import { tell } from "./demo/times.js";
import { Watch } from "./demo/watch.js";
import { by } from "./page/dom.js";
import { keep, recall } from "./page/keep.js";
import { speak, t } from "./page/words.js";

class Demo {
  constructor() {
    this.language = recall("demo-speak") ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
    this.phones = new Phones({ used: (phone) => this.tabs.seen(phone), language: (phone, language) => this.post(`/phone/${phone}/session/language`, { language }) });
    this.tabs = new Tabs({ shown: (name) => this.phones.use(name) });
    this.clock = new Clock({ push: (push) => this.post(`/demo/clock?lang=${this.language}`, push) });
    this.script = new Script({ go: (who) => this.go(who), photo: (file) => this.phones.drop("customer", file) });
    this.panel = new TicketPanel(by("ticket-head"), by("ticket-body"));
    this.watch = new Watch({ state: (state) => this.show(state), heard: (news) => this.heard(news), lost: (lost) => this.lost(lost) });
    for (const button of by("speak").children) button.addEventListener("click", () => this.speakIn(button.dataset.language));
  }

  async begin() {
    const [strings, state] = await Promise.all([get(`/demo/strings?lang=${this.language}`), get(`/demo/state?lang=${this.language}`)]);
    this.strings = strings;
    this.state = state;
    speak({ strings, zone: state.zone, me: { language: this.language } });
    tell(this.language, state.zone);
    for (const button of by("speak").children) button.setAttribute("aria-pressed", String(button.dataset.language === this.language));
    this.phones.speak();
    this.tabs.speak();
    this.script.speak();
    this.show(state);
    this.watch.open(this.language);
  }

  /** Speak another language; until the first report the phones do as well. */
  async speakIn(language) {
    if (language === this.language) return;
    this.language = language;
    keep("demo-speak", language);
    if (!this.state.tickets.length) {
      await Promise.all(Object.keys(this.state.phones).map((phone) => this.post(`/phone/${phone}/session/language`, { language })));
    }
    await this.begin();
  }

  show(state) {
    this.state = state;
    this.clock.show(state);
    this.phones.show(state.phones);
    this.script.show(state);
    this.panel.show(state);
  }

  heard({ phone, ring }) {
    if (this.phones.heard(phone, ring)) this.tabs.heard(phone, ring);
  }

  go(who) {
    if (who === "clock") by("push-day").focus();
    else {
      this.tabs.show(who);
      this.phones.focus(who);
    }
  }

  lost(lost) {
    by("lost").hidden = !lost;
    by("lost").textContent = lost ? t("demo-lost") : "";
  }

  async post(path, body) {
    try {
      const answer = await fetch(path, { method: "POST", headers: { "X-Aftercare": "1", "Content-Type": "application/json" }, body: JSON.stringify(body) });
      if (answer.ok && path.startsWith("/demo/")) this.show(await answer.json());
    } catch {
      this.lost(true);
    }
  }
}

async function get(path) {
  const answer = await fetch(path, { cache: "no-store" });
  return answer.json();
}

new Demo().begin();
